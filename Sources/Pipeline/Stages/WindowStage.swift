import AsyncAlgorithms

/// A station of the pipeline that looks ahead: it keeps frames back, and gives several at a time.
package protocol WindowStage<Input, Output>: Sendable {
  associatedtype Input: Timed
  associatedtype Output: Timed

  /// What the stage is called in messages.
  var name: String { get }

  /// Takes the next frame in.
  /// - Returns: the frames that are done with it, in order; there may be none.
  func process(_ input: Input) async throws -> [Output]

  /// There are no more to come. It is called until it returns none, also behind a failure.
  /// - Returns: frames that are still kept, in order.
  func finish() async throws -> [Output]
}

extension AsyncSequence where Self: Sendable, Element: Timed {
  /// The elements behind a stage that looks ahead, one by one; see ``through(_:depth:times:)``.
  package func through<S: WindowStage>(
    window stage: S, depth: Int = 2, times: StageTimes? = nil
  ) -> AsyncBufferSequence<WindowSequence<Self, S>> where S.Input == Element {
    WindowSequence(base: self, stage: stage, times: times).buffer(policy: .bounded(depth))
  }
}

/// What a stage that looks ahead makes of its inputs, in their order.
package struct WindowSequence<Base: AsyncSequence & Sendable, S: WindowStage>: AsyncSequence, Sendable
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
    /// Results that were not asked for yet, the next one last.
    private var ready: [S.Output] = []
    private var isInputAtEnd = false
    private var isAtEnd = false
    /// What ended the input; thrown when the frames before have been handed on.
    private var failure: (any Error)?
    /// The last frame taken in.
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
          // What is kept back gets its regions first: nothing that was computed is lost.
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
