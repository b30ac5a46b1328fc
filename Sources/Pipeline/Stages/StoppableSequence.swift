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
      guard !isStopRequested(), let element = try await base.next(), !isStopRequested() else { return nil }
      return element
    }
  }
}

extension AsyncSequence where Self: Sendable {
  /// The elements before a stop request; the sequence ends there.
  package func until(_ isStopRequested: @escaping @Sendable () -> Bool) -> StoppableSequence<Self> {
    StoppableSequence(base: self, isStopRequested: isStopRequested)
  }
}
