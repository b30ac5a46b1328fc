import AsyncAlgorithms

/// A stage with look-ahead: it holds frames back and returns several at a time.
package protocol LookAheadStage<Input, Output>: Sendable {
  associatedtype Input: Timed
  associatedtype Output: Timed

  /// The name in messages.
  var name: String { get }

  /// Adds the next frame.
  /// - Returns: the finished frames, in order; there may be none.
  func process(_ input: Input) async throws -> [Output]

  /// Called after the last frame, also after a failure, until it returns none.
  /// - Returns: frames still held, in order.
  func finish() async throws -> [Output]
}

extension AsyncSequence where Self: Sendable, Element: Timed {
  /// The elements after a stage with look-ahead, one by one; see ``through(_:depth:times:)``.
  package func through<S: LookAheadStage>(
    lookAhead stage: S, depth: Int = 2, times: StageTimes? = nil
  ) -> AsyncBufferSequence<LookAheadSequence<Self, S>> where S.Input == Element {
    LookAheadSequence(base: self, stage: stage, times: times).buffer(policy: .bounded(depth))
  }
}

/// The outputs of a stage with look-ahead, in the order of its inputs.
package struct LookAheadSequence<Base: AsyncSequence & Sendable, S: LookAheadStage>: AsyncSequence, Sendable
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
    /// Results not yet requested, the next one last.
    private var ready: [S.Output] = []
    private var isInputAtEnd = false
    private var isAtEnd = false
    /// The error that ended the input, thrown after the results of earlier frames.
    private var failure: (any Error)?
    /// The last frame added.
    private var last: S.Input?

    init(base: Base.AsyncIterator, stage: S, times: StageTimes?) {
      self.base = base
      self.stage = stage
      self.times = times
    }

    package mutating func next() async throws -> S.Output? {
      while ready.isEmpty {
        if isAtEnd {
          defer { failure = nil }
          if let failure { throw failure }
          return nil
        }
        do {
          if !isInputAtEnd, let input = try await base.next() {
            last = input
            try await take { try await $0.process(input) }
          } else {
            isInputAtEnd = true
            try await take { try await $0.finish() }
            isAtEnd = ready.isEmpty
          }
        } catch let error as CancellationError {
          throw error
        } catch {
          // Held frames get their regions first, so that results are not lost.
          failure = failure ?? error
          isAtEnd = isInputAtEnd
          isInputAtEnd = true
        }
      }
      return ready.popLast()
    }

    private mutating func take(_ body: (S) async throws -> [S.Output]) async throws {
      let start = ContinuousClock.now
      defer { times?.add(start.duration(to: .now), to: stage.name) }
      do {
        ready = try await body(stage).reversed()
      } catch let error as CancellationError {
        throw error
      } catch {
        guard let frame = last?.frame else { throw error }
        throw FrameError(stage: stage.name, index: frame.index, time: frame.time, cause: error)
      }
    }
  }
}
