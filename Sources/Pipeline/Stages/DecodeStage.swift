import Imaging
import Media

/// The first stage: decodes frames on demand.
package actor DecodeStage {
  private let source: any FrameSource
  private let times: StageTimes?
  private var last: Frame?
  /// The frame to resume after; nil once it has been passed.
  private var position: Position?

  package init(_ source: sending any FrameSource, from position: Position? = nil, times: StageTimes? = nil) {
    self.source = source
    self.position = position
    self.times = times
  }

  package func next() throws -> Frame? {
    let start = ContinuousClock.now
    defer { times?.add(start.duration(to: .now), to: "decode") }
    if let position {
      try pass(position)
      self.position = nil
    }
    do {
      guard let frame = try source.next() else { return nil }
      last = frame
      return frame
    } catch {
      guard let last else { throw error }
      throw FrameError(stage: "decode", index: last.index, time: last.time, isAfterFrame: true, cause: error)
    }
  }

  /// Decodes the frames already segmented again, so that decoder state and times equal those of an uninterrupted run.
  private func pass(_ position: Position) throws {
    while last.map({ $0.index < position.index }) ?? true {
      guard !Task.isCancelled else { throw CancellationError() }
      guard let frame = try source.next() else { throw CheckpointError.inputEnds(at: position.time) }
      last = frame
    }
    guard let last, last.index == position.index, last.time == position.time else {
      throw CheckpointError.inputDiffers(frame: position.index, time: position.time, actual: last?.time)
    }
  }

  /// Warnings about the input so far.
  package var warnings: [String] { source.warnings }

  /// Conversions of the pictures that the user may not expect.
  package var notes: [String] { source.notes }

  /// The frames in order.
  package nonisolated var frames: AsyncThrowingStream<Frame, any Error> {
    AsyncThrowingStream { try await self.next() }
  }
}
