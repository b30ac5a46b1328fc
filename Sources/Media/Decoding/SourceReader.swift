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

  /// - Parameters:
  ///   - working: the size to which pictures are scaled.
  ///   - threads: for scaling, ≥ 1.
  init(_ source: any FrameSource, info: MediaInfo, working: PictureSize, threads: Int) throws(MediaError) {
    self.source = source
    self.info = info
    (size, timeBase, frameRate, expectedFrames) =
      (source.size, source.timeBase, source.frameRate, source.expectedFrames)
    self.working = working
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
      throw MediaError.pictureSizeChanged(path: info.path, expected: size, actual: next.picture.size)
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
      throw .decodingFailed(path: info.path, reason: "the scaled picture has the wrong size")
    }
    return result
  }

  private static func failure(_ code: Int32) -> MediaError {
    .decodingFailed(path: OpenedSource.name, reason: AVError.reason(code))
  }
}
