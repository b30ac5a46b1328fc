import CFFmpeg
import Logging
import Synchronization

/// FFmpeg's log. There is one for the whole process, so the library leaves it to the program until ``install(logger:)``.
///
/// Once installed, the log is not printed; the last error line is kept so that an error can quote it, and error lines of
/// decoders count as damage. Without, errors have FFmpeg's text for the code, and damage that FFmpeg only logs is not
/// noticed.
public enum FFmpegLog {
  private struct State {
    var logger: Logger?
    var lastError: String?
    /// The error lines of demuxers and decoders that have a listener.
    var complaints: [UInt: Complaints] = [:]
    var listeners: UInt = 0
  }

  private static let state = Mutex(State())

  private static let installed: Void = {
    av_log_set_level(AV_LOG_WARNING)
    shim_log_install { level, line, owner in
      guard let line else { return }
      FFmpegLog.receive(String(cString: line), level: level, owner: UInt(bitPattern: owner))
    }
  }()

  /// Redirects FFmpeg's log for the whole process, for good: FFmpeg can not tell which function had it before. With a
  /// logger, lines are forwarded one level below FFmpeg's: messages that matter to the user come from this module.
  public static func install(logger: Logger? = nil) {
    _ = installed
    guard let logger else { return }
    state.withLock { $0.logger = logger }
    av_log_set_level(logger.logLevel <= .trace ? AV_LOG_VERBOSE : AV_LOG_INFO)
  }

  /// FFmpeg's last error line, from any thread.
  package static var lastError: String? { state.withLock { $0.lastError } }

  /// The error lines of one demuxer or decoder: some damage is visible only here.
  struct Complaints {
    var count = 0
    var last = ""
  }

  /// Collects the error lines of the context whose `opaque` is its `mark`.
  final class Listener {
    private let number: UInt

    init() {
      number = FFmpegLog.state.withLock { state in
        state.listeners += 1
        state.complaints[state.listeners] = Complaints()
        return state.listeners
      }
    }

    /// Never dereferenced, only compared.
    var mark: UnsafeMutableRawPointer? { UnsafeMutableRawPointer(bitPattern: number) }

    var complaints: Complaints { FFmpegLog.state.withLock { $0.complaints[number] ?? Complaints() } }

    deinit { _ = FFmpegLog.state.withLock { $0.complaints.removeValue(forKey: number) } }
  }

  static func forgetLastError() {
    state.withLock { $0.lastError = nil }
  }

  private static func receive(_ text: String, level: Int32, owner: UInt) {
    let line = String(text.prefix(500)).trimmed
    guard !line.isEmpty else { return }
    let logger = state.withLock { state in
      if level <= AV_LOG_ERROR {
        let text = line.withoutAddress
        state.lastError = text
        if let count = state.complaints[owner]?.count {
          state.complaints[owner] = Complaints(count: count + 1, last: text)
        }
      }
      return state.logger
    }
    logger?.log(level: .init(ffmpeg: level), "\(line)")
  }
}

extension Logger.Level {
  fileprivate init(ffmpeg level: Int32) {
    self =
      switch level {
      case ...AV_LOG_FATAL: .error
      case ...AV_LOG_ERROR: .notice
      case ...AV_LOG_WARNING: .info
      case ...AV_LOG_INFO: .debug
      default: .trace
      }
  }
}

extension String {
  fileprivate var trimmed: String {
    var text = self[...]
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text.drop(while: \.isWhitespace))
  }

  /// `[h264 @ 0x55d0c0] text` → `h264: text`; the address is of no use to the user.
  fileprivate var withoutAddress: String {
    guard hasPrefix("["), let close = firstIndex(of: "]"), let at = self[..<close].firstRange(of: " @ ") else {
      return self
    }
    let source = self[index(after: startIndex)..<at.lowerBound]
    return "\(source): \(self[index(after: close)...].drop(while: \.isWhitespace))"
  }
}
