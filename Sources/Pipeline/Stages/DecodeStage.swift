import Imaging
import Media

/// The first stage: decodes frames on demand.
package actor DecodeStage {
  private let source: any FrameReader
  private let times: StageTimes?
  private var last: Frame?
  /// The frame to resume after; nil once it has been passed.
  private var position: Position?

  package init(_ source: sending any FrameReader, from position: Position? = nil, times: StageTimes? = nil) {
    self.source = source
    self.position = position
    self.times = times
  }

  package func next() async throws -> Frame? {
    let start = ContinuousClock.now
    defer { times?.add(start.duration(to: .now), to: "decode") }
    if let position {
      try await pass(position)
      self.position = nil
    }
    do {
      guard let frame = try await source.nextFrame() else { return nil }
      last = frame
      return frame
    } catch {
      guard let last else { throw error }
      throw FrameError(stage: "decode", index: last.index, time: last.time, isAfterFrame: true, cause: error)
    }
  }

  /// Decodes again what has been segmented already, so that decoder and times are what they would be without a stop.
  private func pass(_ position: Position) async throws {
    while last.map({ $0.index < position.index }) ?? true {
      guard !Task.isCancelled else { throw CancellationError() }
      guard let frame = try await source.nextFrame() else { throw CheckpointError.inputEnds(at: position.time) }
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
