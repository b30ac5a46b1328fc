import Imaging
import Media

/// The first stage: pulls frames out of the decoder, one when the next stage asks for one.
package actor DecodeStage {
  private let source: any FrameSource
  private let times: StageTimes?
  private var last: Frame?

  package init(_ source: sending any FrameSource, times: StageTimes? = nil) {
    self.source = source
    self.times = times
  }

  package func next() throws -> Frame? {
    let start = ContinuousClock.now
    defer { times?.add(start.duration(to: .now), to: "decode") }
    do {
      guard let frame = try source.next() else { return nil }
      last = frame
      return frame
    } catch {
      guard let last else { throw error }
      throw FrameError(stage: "decode", index: last.index, time: last.time, isAfterFrame: true, cause: error)
    }
  }

  /// What was wrong with the input so far without stopping it.
  package var warnings: [String] { source.warnings }

  /// What was done to the pictures that the user may not expect.
  package var notes: [String] { source.notes }

  /// The frames in order.
  package nonisolated var frames: AsyncThrowingStream<Frame, any Error> {
    AsyncThrowingStream { try await self.next() }
  }
}
