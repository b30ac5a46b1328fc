/// Where the sound, the subtitles and the descriptions of a written video come from.
package struct StreamSource: Sendable, Equatable {
  package enum Extent: Sendable {
    /// All of the file.
    case whole
    /// From the first frame that is written to the end of the last one.
    case asFrames
  }

  /// A media file; it is opened a second time, apart from the video's decoder.
  package var path: String
  package var extent: Extent

  package var options: InputOptions

  package init(path: String, extent: Extent = .whole, options: InputOptions = InputOptions()) {
    self.path = path
    self.extent = extent
    self.options = options
  }
}
