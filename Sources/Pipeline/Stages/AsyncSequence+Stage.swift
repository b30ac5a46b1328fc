import AsyncAlgorithms
import DequeModule

extension AsyncSequence where Self: Sendable, Element: Timed {
  /// The elements after a stage, computed ahead of their consumer: up to `depth` finished ones wait in a bounded buffer,
  /// then the stage waits too. Chained stages so overlap, with memory that does not grow.
  ///
  /// An error ends the sequence behind the results before it; it is wrapped so that it names the frame. When the consumer
  /// stops or is canceled, so does everything upstream.
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
  /// Where the busy time is added; nil where nobody asks.
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
    /// What ended the input; thrown when the frames before have been handed on.
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
