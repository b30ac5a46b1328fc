import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A pipe that can be opened twice: once to detect its format, once to read it.
///
/// What the first opening reads is kept in memory and given again to the second, which goes on behind it.
package final class PipedInput: Sendable {
  /// What the first opening may read before the second is refused: many times what probing and one frame take.
  static let largestHead = 1 << 30

  private struct State {
    var openings = 0
    var head: [UInt8] = []
    var isHeadComplete = true
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  /// - Parameter descriptor: stays open, and the caller's.
  package init(descriptor: Int32) { self.descriptor = descriptor }

  /// Standard input, the same object each time: its bytes are there only once.
  package static let standardInput = PipedInput(descriptor: STDIN_FILENO)

  /// One opening of the pipe. Owned by one task at a time.
  final class Reader {
    private let pipe: PipedInput
    private let isFirst: Bool
    /// The rest of the buffered head, for the second opening.
    private var head: ArraySlice<UInt8>

    fileprivate init(_ pipe: PipedInput, isFirst: Bool, head: [UInt8]) {
      self.pipe = pipe
      self.isFirst = isFirst
      self.head = head[...]
    }

    /// The number of bytes returned so far.
    private(set) var count = 0

    /// As read(2): the number of bytes, 0 at the end, or −1 with `errno`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      if !head.isEmpty {
        let count = min(head.count, buffer.count)
        buffer.copyBytes(from: head.prefix(count))
        head = head.dropFirst(count)
        if head.isEmpty { head = [] }
        self.count += count
        return count
      }
      let count = pipe.readDescriptor(into: buffer)
      self.count += max(0, count)
      if isFirst, count > 0 { pipe.keep(UnsafeRawBufferPointer(rebasing: buffer[..<count])) }
      return count
    }
  }

  /// The first or second opening; nil for any other, and if the first one has read too far.
  func open() -> Reader? {
    state.withLock { state in
      state.openings += 1
      switch state.openings {
      case 1: return Reader(self, isFirst: true, head: [])
      case 2 where state.isHeadComplete:
        let head = state.head
        state.head = []
        state.isHeadComplete = false
        return Reader(self, isFirst: false, head: head)
      default: return nil
      }
    }
  }

  private func readDescriptor(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 || errno != EINTR { return count }
    }
  }

  private func keep(_ bytes: UnsafeRawBufferPointer) {
    state.withLock { state in
      guard state.isHeadComplete else { return }
      if state.head.count + bytes.count > Self.largestHead {
        state.head = []
        state.isHeadComplete = false
      } else {
        state.head += bytes
      }
    }
  }
}

extension PipedInput: Equatable {
  package static func == (a: PipedInput, b: PipedInput) -> Bool { a === b }
}
