import Imaging
import Media

/// A video, an image or a sequence of images, found and looked into but not yet decoded.
public struct Video: Sendable {
  /// What the word that named it stands for.
  public let input: MediaInput
  /// Streams, sizes, colours, times.
  public let info: MediaInfo
  /// The size of the upright picture.
  public let size: Size
  /// About how many frames ``selection`` leaves, where the input says.
  public let expectedFrames: Int?
  /// Which of its frames are used.
  public let selection: FrameSelection

  /// Finds the input and reads its headers.
  ///
  /// - Parameter word: a file, an image, a folder of images, `frame_%04d.png` or `shots/*.jpg`.
  /// - Throws: `MediaError`.
  public init(opening word: String, selection: FrameSelection = .all) throws {
    input = try MediaInput.resolve(word)
    self.selection = selection
    let source = try openFrames(input, selection: selection)
    info = source.info
    size = source.size
    expectedFrames = source.expectedFrames
  }

  /// A decoder at the beginning of the selection.
  package func open(workingSize: WorkingSize, threads: Int) throws -> sending any FrameSource {
    try openFrames(input, selection: selection, workingSize: workingSize, threads: min(16, threads))
  }

  /// The files that are read.
  var paths: [String] {
    switch input {
    case .video(let path): [path]
    case .images(let paths, _): paths
    }
  }

  /// The file whose sound, subtitles and descriptions go along with the overlay.
  var streams: StreamSource? {
    guard case .video(let path) = input else { return nil }
    return StreamSource(path: path, extent: selection == .all ? .whole : .asFrames)
  }
}
