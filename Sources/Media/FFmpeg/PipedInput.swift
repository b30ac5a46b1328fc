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
  /// A pipe that gets a byte when the input is cut off; −1 if there are no descriptors left.
  private let signal: (reading: Int32, writing: Int32)

  /// - Parameter descriptor: stays open, and the caller's.
  package init(descriptor: Int32) {
    self.descriptor = descriptor
    var ends: [Int32] = [-1, -1]
    if pipe(&ends) == 0 { for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) } }
    signal = (ends[0], ends[1])
  }

  deinit { for end in [signal.reading, signal.writing] where end >= 0 { close(end) } }

  /// Standard input, the same object each time.
  package static let standardInput = PipedInput(descriptor: STDIN_FILENO)

  /// The opening of the pipe. Belongs to one task at a time.
  final class Reader {
    private let pipe: PipedInput

    fileprivate init(_ pipe: PipedInput) { self.pipe = pipe }

    /// The number of bytes returned so far.
    private(set) var count = 0
    /// Whether the input ended because it was cut off.
    private(set) var isCutOff = false

    /// As read(2): the number of bytes, 0 at the end, or −1 with `errno`.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
      guard pipe.wait() else {
        isCutOff = true
        return 0
      }
      let count = pipe.readDescriptor(into: buffer)
      self.count += max(0, count)
      return count
    }
  }

  /// Nil for all but the first who asks.
  func open() -> Reader? {
    isOpened.exchange(true, ordering: .relaxed) ? nil : Reader(self)
  }

  /// Ends the input here: a read that waits for bytes returns as at the end, and so do later ones.
  package func cutOff() { _ = write(signal.writing, [0], 1) }

  /// Waits for bytes or the end; false if the input was cut off.
  private func wait() -> Bool {
    while true {
      var files = [descriptor, signal.reading].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      // After any other failure, reading waits instead.
      if poll(&files, 2, -1) < 0, errno == EINTR { continue }
      return files[1].revents == 0
    }
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
