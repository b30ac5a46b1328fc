/// The elements of a sequence until a stop is requested.
package struct StoppableSequence<Base: AsyncSequence & Sendable>: AsyncSequence, Sendable {
  package typealias Element = Base.Element

  let base: Base
  let isStopRequested: @Sendable () -> Bool

  package func makeAsyncIterator() -> Iterator {
    Iterator(base: base.makeAsyncIterator(), isStopRequested: isStopRequested)
  }

  package struct Iterator: AsyncIteratorProtocol {
    var base: Base.AsyncIterator
    let isStopRequested: @Sendable () -> Bool

    /// Nil once a stop is requested.
    package mutating func next() async throws -> Base.Element? {
      guard !isStopRequested() else { return nil }
      do {
        let element = try await base.next()
        return isStopRequested() ? nil : element
      } catch {
        // After a request the element would not be used. A pipe is cut off by the request, perhaps within a frame.
        guard isStopRequested() else { throw error }
        return nil
      }
    }
  }
}

extension AsyncSequence where Self: Sendable {
  /// The elements before a stop request; the sequence ends there.
  package func until(_ isStopRequested: @escaping @Sendable () -> Bool) -> StoppableSequence<Self> {
    StoppableSequence(base: self, isStopRequested: isStopRequested)
  }
}
