import CFFmpeg

/// FFmpeg's return codes.
enum AVError {
  static let again = shim_error(11)
  static let endOfFile = shim_error_end_of_file()
  static let inputOutput = shim_error(5)
  static let invalidData = shim_error_invalid_data()
  static let decoderNotFound = shim_error_decoder_not_found()

  /// FFmpeg's text for a return code.
  static func text(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    av_strerror(code, &buffer, buffer.count)
    return String(nulTerminated: buffer)
  }

  /// The last line of FFmpeg's log, if any, since it is more specific than the code.
  static func reason(_ code: Int32) -> String { FFmpegLog.lastError ?? text(code) }
}

extension String {
  init(nulTerminated buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

/// Throws the result of `error` if the code is negative, which indicates failure in FFmpeg.
@discardableResult
func check(_ code: Int32, _ error: (Int32) -> MediaError) throws(MediaError) -> Int32 {
  guard code < 0 else { return code }
  throw error(code)
}

/// The pointer, or `outOfMemory` if allocation failed.
func allocated<T>(_ pointer: UnsafeMutablePointer<T>?) throws(MediaError) -> UnsafeMutablePointer<T> {
  guard let pointer else { throw .outOfMemory }
  return pointer
}
