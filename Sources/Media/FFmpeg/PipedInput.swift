import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A pipe, which can be opened once: its bytes come only once.
package final class PipedInput: Sendable {
  private let descriptor: Int32
  private let isOpened = Atomic(false)

  /// - Parameter descriptor: stays open, and the caller's.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Standard input, the same object each time.
  package static let standardInput = PipedInput(descriptor: STDIN_FILENO)

  /// The opening of the pipe. Belongs to one task at a time.
  final class Reader {
    private let pipe: PipedInput

    fileprivate init(_ pipe: PipedInput) { self.pipe = pipe }

    /// The number of bytes returned so far.
    private(set) var count = 0

    /// As read(2): the number of bytes, 0 at the end, or −1 with `errno`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      let count = pipe.readDescriptor(into: buffer)
      self.count += max(0, count)
      return count
    }
  }

  /// Nil for all but the first who asks.
  func open() -> Reader? {
    isOpened.exchange(true, ordering: .relaxed) ? nil : Reader(self)
  }

  private func readDescriptor(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return count }
    }
  }
}

extension PipedInput: Equatable {
  package static func == (a: PipedInput, b: PipedInput) -> Bool { a === b }
}
