/// Where the sound of a written video comes from.
package struct AudioSource: Sendable, Equatable {
  package enum Extent: Sendable {
    /// All of the file's sound.
    case whole
    /// From the first frame that is written to the end of the last one.
    case asFrames
  }

  /// A file with sound; it is opened a second time, apart from the video's decoder.
  package var path: String
  package var extent: Extent

  package init(path: String, extent: Extent = .whole) {
    self.path = path
    self.extent = extent
  }
}
