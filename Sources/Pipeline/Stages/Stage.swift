import Imaging

/// One stage of the pipeline: maps a value of the previous stage to a new one. It owns no thread and no queue;
/// ``AsyncSequence/through(_:depth:)`` runs it in its declared order.
package protocol Stage<Input, Output>: Sendable {
  associatedtype Input: Timed
  associatedtype Output: Timed

  /// The name in messages.
  var name: String { get }
  var order: StageOrder { get }

  func process(_ input: Input) async throws -> Output
}

/// Whether a stage may work on several frames at a time.
package enum StageOrder: Sendable, Equatable {
  /// The result depends on earlier frames: one at a time, in order.
  case sequential
  /// Frames are independent: up to `width` at a time. Results keep their order.
  case concurrent(width: Int)
}

/// A value in the pipeline that knows its frame.
package protocol Timed: Sendable {
  var frame: Frame { get }
}

extension Frame: Timed {
  package var frame: Frame { self }
}
