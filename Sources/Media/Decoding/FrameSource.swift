import Imaging

/// Pictures with their presentation times, from memory, a camera or a decoder of your own.
///
/// ```swift
/// let video = try Video(frames: camera)
/// for try await frame in try pipeline.segment(video) { … }
/// ```
public protocol FrameSource: Sendable {
  /// The size of every picture.
  var size: PictureSize { get }
  /// The length of a tick of ``TimedPicture/ticks``, in seconds; > 0.
  var timeBase: Rational { get }
  /// The average number of frames a second, where it is known: for overlay videos whose format needs a rate.
  var frameRate: Rational? { get }
  /// The number of frames, where it is known: for progress reports only.
  var expectedFrames: Int? { get }
  /// The next picture; nil at the end. One task calls it at a time, and not before the pipeline has room.
  ///
  /// - Throws: any error; it ends the run. Frames before it are segmented and written.
  func next() async throws -> TimedPicture?
}

extension FrameSource {
  public var frameRate: Rational? { nil }
  public var expectedFrames: Int? { nil }
}

/// A picture and when it is shown.
public struct TimedPicture: Equatable, Sendable {
  public var picture: Picture
  /// The presentation time in ticks of the source's time base; rises from picture to picture.
  public var ticks: Int64

  public init(_ picture: Picture, ticks: Int64) {
    self.picture = picture
    self.ticks = ticks
  }
}

/// Makes a ``FrameSource`` of an asynchronous sequence.
package actor SequenceSource<Base: AsyncSequence & Sendable>: FrameSource where Base.Element == TimedPicture {
  package nonisolated let size: PictureSize
  package nonisolated let timeBase: Rational
  package nonisolated let frameRate: Rational?
  private var iterator: Base.AsyncIterator

  package init(_ base: Base, size: PictureSize, timeBase: Rational, frameRate: Rational?) {
    (self.size, self.timeBase, self.frameRate) = (size, timeBase, frameRate)
    iterator = base.makeAsyncIterator()
  }

  package func next() async throws -> TimedPicture? {
    // A copy works, since an actor's property can not be passed inout across a suspension. Only one reader calls.
    var own = iterator
    defer { iterator = own }
    return try await own.next(isolation: self)
  }
}
