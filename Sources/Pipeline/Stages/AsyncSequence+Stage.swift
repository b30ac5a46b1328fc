import AsyncAlgorithms
import DequeModule

extension AsyncSequence where Self: Sendable, Element: Timed {
  /// The elements after a stage, computed ahead of the consumer: a bounded buffer holds up to `depth` results, then
  /// the stage waits. Chained stages thus overlap in bounded memory.
  ///
  /// An error ends the sequence after the preceding results; it is wrapped to name the frame. When the consumer stops
  /// or is canceled, all upstream stages do, too.
  package func through<S: Stage>(
    _ stage: S, depth: Int = 2, times: StageTimes? = nil
  ) -> AsyncBufferSequence<StageSequence<Self, S>> where S.Input == Element {
    StageSequence(base: self, stage: stage, times: times).buffer(policy: .bounded(depth))
  }
}

/// The results of a stage in the order of its inputs.
package struct StageSequence<Base: AsyncSequence & Sendable, S: Stage>: AsyncSequence, Sendable
where Base.Element == S.Input {
  package typealias Element = S.Output

  let base: Base
  let stage: S
  /// Records the busy time; nil if not needed.
  let times: StageTimes?

  package func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), stage: stage, times: times)
  }

  package struct Iterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let stage: S
    let times: StageTimes?
    /// Frames of a concurrent stage that are being worked on, in order.
    private var running = Deque<Task<S.Output, any Error>>()
    /// The error that ended the input, thrown after the results of earlier frames.
    private var failure: (any Error)?
    private var isAtEnd = false

    init(base: Base.AsyncIterator, stage: S, times: StageTimes?) {
      self.base = base
      self.stage = stage
      self.times = times
    }

    package mutating func next() async throws -> S.Output? {
      switch stage.order {
      case .sequential:
        guard let input = try await base.next() else { return nil }
        return try await Self.process(input, by: stage, times)
      case .concurrent(let width):
        await fill(upTo: width)
        guard let first = running.popFirst() else {
          if let failure { throw failure }
          return nil
        }
        do {
          return try await first.value
        } catch {
          for task in running { task.cancel() }
          throw error
        }
      }
    }

    private mutating func fill(upTo width: Int) async {
      while running.count < width, !isAtEnd {
        do {
          guard let input = try await base.next() else {
            isAtEnd = true
            return
          }
          running.append(Task { [stage, times] in try await Self.process(input, by: stage, times) })
        } catch {
          isAtEnd = true
          failure = error
        }
      }
    }

    private static func process(_ input: S.Input, by stage: S, _ times: StageTimes?) async throws -> S.Output {
      let start = ContinuousClock.now
      defer { times?.add(start.duration(to: .now), to: stage.name) }
      do {
        return try await stage.process(input)
      } catch let error as CancellationError {
        throw error
      } catch {
        throw FrameError(stage: stage.name, index: input.frame.index, time: input.frame.time, cause: error)
      }
    }
  }
}
