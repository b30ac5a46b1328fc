import Imaging

/// One station of the pipeline: takes a value of the station before and returns a new one. It owns no thread and no
/// queue; ``AsyncSequence/through(_:depth:)`` does that, and reads here how it may.
package protocol Stage<Input, Output>: Sendable {
  associatedtype Input: Timed
  associatedtype Output: Timed

  /// What the stage is called in messages.
  var name: String { get }
  var order: StageOrder { get }

  func process(_ input: Input) async throws -> Output
}

/// Whether a stage may work on several frames at a time.
package enum StageOrder: Sendable, Equatable {
  /// The result for a frame depends on the frames before: one at a time, in order.
  case sequential
  /// Frames are independent: up to `width` at a time. Results are handed on in order all the same.
  case concurrent(width: Int)
}

/// A value on its way through the pipeline that knows its frame.
package protocol Timed: Sendable {
  var frame: Frame { get }
}

extension Frame: Timed {
  package var frame: Frame { self }
}
