/// The source of the sound, subtitles and metadata of a written video.
package struct StreamSource: Sendable, Equatable {
  package enum Extent: Sendable {
    /// The whole file.
    case whole
    /// From the first frame written to the end of the last one.
    case asFrames
  }

  /// A media file, opened a second time, separately from the video decoder.
  package var path: String
  package var extent: Extent

  package var options: InputOptions

  package init(path: String, extent: Extent = .whole, options: InputOptions = InputOptions()) {
    self.path = path
    self.extent = extent
    self.options = options
  }
}
