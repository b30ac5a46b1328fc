import Foundation

/// An open file for writing. It uses system calls directly for their specific error numbers.
final class Descriptor {
  private(set) var number: Int32
  /// The path named in errors.
  let path: String

  /// Takes ownership of an open file.
  init(_ number: Int32, path: String) {
    self.number = number
    self.path = path
  }

  static func standardOutput() -> Descriptor { Descriptor(STDOUT_FILENO, path: "standard output") }

  func write(_ bytes: [UInt8]) throws(MediaError) {
    var code: Int32 = 0
    bytes.withUnsafeBytes { buffer in
      var rest = buffer
      code = write(&rest)
    }
    guard code == 0 else { throw .write(code, path: path) }
  }

  /// Writes all bytes. Returns 0, or the error number with the unwritten bytes in `rest`.
  func write(_ rest: inout UnsafeRawBufferPointer) -> Int32 {
    while !rest.isEmpty {
      let count = Foundation.write(number, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return count < 0 ? errno : EIO }
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
    }
    return 0
  }

  /// Truncates the file; writing continues at its new end.
  func truncate(to size: Int64) {
    guard ftruncate(number, off_t(size)) == 0 else { return }
    lseek(number, off_t(size), SEEK_SET)
  }

  /// Whether the file still has a name in some folder.
  var isLinked: Bool {
    var status = stat()
    return fstat(number, &status) == 0 && status.st_nlink > 0
  }

  func close() throws(MediaError) {
    guard number > STDERR_FILENO else { return }
    defer { number = -1 }
    unlock()
    guard Foundation.close(number) == 0 else { throw .write(errno, path: path) }
  }

  /// Locks out other runs while the file is open. On file systems without locks this has no effect.
  ///
  /// - Parameter kind: `LOCK_EX`, or `LOCK_SH` to test whether another run has it.
  func lock(_ kind: Int32 = LOCK_EX) throws(MediaError) { try Self.lock(number, kind, path: path) }

  /// Locks an open file or folder.
  ///
  /// - Throws: `inUse` if another run has it.
  static func lock(_ number: Int32, _ kind: Int32, path: String) throws(MediaError) {
    guard flock(number, kind | LOCK_NB) == 0 || errno != EWOULDBLOCK else { throw .inUse(path: path) }
  }

  /// Releases a lock explicitly. A process that is being started holds a copy of the descriptor between fork and exec, and
  /// with it the lock: closing alone would not release it.
  private func unlock() { flock(number, LOCK_UN) }

  deinit {
    guard number > STDERR_FILENO else { return }
    unlock()
    _ = Foundation.close(number)
  }
}

extension MediaError {
  /// The error for a failed system call on a file being written.
  package static func write(_ code: Int32, path: String) -> MediaError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EPIPE: .closedPipe(path: path)
    default: .notWritable(path: path, reason: String(cString: strerror(code)))
    }
  }

  /// A file of a stopped run could not be opened.
  static func resuming(_ code: Int32, path: String) -> MediaError {
    let reason = code == ENOENT ? "it is missing" : String(cString: strerror(code))
    return .notWritable(path: path, reason: "\(reason), so the run can not be resumed; start again with --overwrite")
  }
}
