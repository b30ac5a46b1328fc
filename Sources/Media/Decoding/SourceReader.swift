import CFFmpeg
import Imaging

/// Reads the pictures of a ``FrameSource`` and scales them to the working size.
package final class SourceReader: FrameReader {
  package let info: MediaInfo
  package let size: PictureSize
  package let timeBase: Rational
  package let frameRate: Rational?
  package let sampleAspectRatio = Rational(1, 1)
  package let expectedFrames: Int?
  package let warnings: [String] = []
  package let notes: [String] = []

  private let source: any FrameSource
  private let working: PictureSize
  /// Nil where pictures have the working size.
  private let scaling: FilterGraph?
  private let full: FrameBuffer
  private let small: FrameBuffer
  private var given = 0

  /// What messages call it.
  package static let name = "frames of the program"

  /// - Parameter threads: for scaling, ≥ 1.
  package init(
    _ source: any FrameSource, workingSize: WorkingSize = .automatic, options: InputOptions = InputOptions(),
    threads: Int = 2
  ) throws(MediaError) {
    self.source = source
    (size, timeBase, frameRate, expectedFrames) =
      (source.size, source.timeBase, source.frameRate, source.expectedFrames)
    info = MediaInfo(path: Self.name, container: "frames")
    guard size.width > 0, size.height > 0, size.count <= options.maxPixels else {
      throw .tooLarge(path: Self.name, size: size, maxPixels: options.maxPixels)
    }
    guard timeBase.numerator > 0, timeBase.denominator > 0 else {
      throw .decodingFailed(path: Self.name, reason: "the time base \(timeBase) is not positive")
    }
    working = workingSize.size(for: size)
    guard working.width > 0, working.height > 0, working.count <= options.maxPixels else {
      throw .tooLarge(path: Self.name, size: working, maxPixels: options.maxPixels)
    }
    scaling =
      working == size
      ? nil
      : try FilterGraph.scaling(size, to: working, isTransparent: false, threads: threads, failure: Self.failure)
    full = try FrameBuffer.allocate(size, AV_PIX_FMT_RGB24)
    small = try FrameBuffer()
  }

  nonisolated(nonsending) package func nextFrame() async throws -> Frame? {
    guard let next = try await source.next() else { return nil }
    guard next.picture.size == size else {
      throw MediaError.pictureSizeChanged(path: Self.name, expected: size, actual: next.picture.size)
    }
    let frame = Frame(
      index: given, time: MediaTime(ticks: next.ticks, timeBase: timeBase), picture: next.picture,
      workingPicture: try scaled(next.picture))
    given += 1
    return frame
  }

  private func scaled(_ picture: Picture) throws(MediaError) -> Picture {
    guard let scaling else { return picture }
    try check(av_frame_make_writable(full.pointer), Self.failure)
    full.fill(with: picture)
    try check(scaling.push(full.pointer), Self.failure)
    try check(scaling.pull(small.pointer), Self.failure)
    defer { small.clear() }
    guard let result = Picture(small.pointer), result.size == working else {
      throw .decodingFailed(path: Self.name, reason: "the scaled picture has the wrong size")
    }
    return result
  }

  private static func failure(_ code: Int32) -> MediaError {
    .decodingFailed(path: name, reason: AVError.reason(code))
  }
}
