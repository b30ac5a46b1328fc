import Imaging
import Synchronization

/// A ``FrameSource`` before it is read. As a pipe, it can be read only once.
package final class OpenedSource: Sendable {
  package let info: MediaInfo
  package let size: PictureSize
  package let expectedFrames: Int?
  /// Nil after it was handed out: two readers would call `next()` at the same time.
  private let source: Mutex<(any FrameSource)?>
  private let options: InputOptions

  /// The name in messages.
  package static let name = "frames of the program"

  /// - Throws: `tooLarge` or `badTimeBase` for an impossible size or time base.
  package init(_ source: any FrameSource, options: InputOptions = InputOptions()) throws(MediaError) {
    info = MediaInfo(path: Self.name, container: "frames")
    (size, expectedFrames) = (source.size, source.expectedFrames)
    self.options = options
    guard size.width > 0, size.height > 0, size.count <= options.maxPixels else {
      throw .tooLarge(path: Self.name, size: size, maxPixels: options.maxPixels)
    }
    guard source.timeBase.numerator > 0, source.timeBase.denominator > 0 else {
      throw .badTimeBase(path: Self.name, timeBase: source.timeBase)
    }
    self.source = Mutex(source)
  }

  /// - Parameter threads: for scaling, ≥ 1.
  package func frames(workingSize: WorkingSize, threads: Int) throws(MediaError) -> sending SourceReader {
    let taken = source.withLock { source in
      defer { source = nil }
      return source
    }
    guard let taken else {
      throw .notReadable(path: Self.name, reason: "they were read already; make a new Video of a new source")
    }
    let working = workingSize.size(for: size)
    guard working.width > 0, working.height > 0, working.count <= options.maxPixels else {
      throw .tooLarge(path: Self.name, size: working, maxPixels: options.maxPixels)
    }
    return try SourceReader(taken, info: info, working: working, threads: threads)
  }
}
