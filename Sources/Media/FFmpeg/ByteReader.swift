import CFFmpeg
import Foundation

/// An `AVIOContext`: the bytes of an input, from a local file or a pipe.
final class ByteReader {
  let pointer: UnsafeMutablePointer<AVIOContext>
  /// The target of the context's callbacks, kept alive as long as the context.
  private let source: ByteSource

  /// Whether a compressed header was found and invalidated.
  var hasCompressedHeader: Bool { source.header.isFound }

  /// Whether the input ended because it was cut off.
  var isCutOff: Bool { source.isCutOff }

  convenience init(path: String) throws(MediaError) {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .notReadable(path: path, reason: String(cString: strerror(errno))) }
    try self.init(ByteSource(.file(number)))
  }

  convenience init(_ pipe: PipedInput.Reader) throws(MediaError) { try self.init(ByteSource(.pipe(pipe))) }

  private init(_ source: ByteSource) throws(MediaError) {
    let size = 1 << 16
    let buffer = try allocated(av_malloc(size)?.assumingMemoryBound(to: UInt8.self))
    // SAFETY: the source is kept by `self`, which outlives the context.
    let opaque = Unmanaged.passUnretained(source).toOpaque()
    guard let context = avio_alloc_context(buffer, Int32(size), 0, opaque, readBytes, nil, seekBytes) else {
      av_free(buffer)
      throw .outOfMemory
    }
    context.pointee.seekable = source.isFile ? AVIO_SEEKABLE_NORMAL : 0
    if !source.isFile { context.pointee.seek = nil }
    pointer = context
    self.source = source
  }

  deinit {
    var context: UnsafeMutablePointer<AVIOContext>? = pointer
    av_free(pointer.pointee.buffer)
    avio_context_free(&context)
  }
}

/// The source of a context's bytes.
private final class ByteSource {
  enum Kind {
    /// A descriptor, closed at the end.
    case file(Int32)
    case pipe(PipedInput.Reader)
  }

  private let kind: Kind
  private(set) var header = CompressedHeader()

  init(_ kind: Kind) { self.kind = kind }

  deinit { if case .file(let number) = kind { close(number) } }

  var isFile: Bool { if case .file = kind { true } else { false } }

  var isCutOff: Bool { if case .pipe(let pipe) = kind { pipe.isCutOff } else { false } }

  /// - Returns: the number of bytes, or FFmpeg's error code.
  func read(into buffer: UnsafeMutablePointer<UInt8>, _ count: Int32) -> Int32 {
    let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
    let got =
      switch kind {
      case .pipe(let pipe): pipe.read(into: bytes)
      case .file(let number): Self.read(number, into: bytes)
      }
    guard got > 0 else { return got == 0 ? AVError.endOfFile : AVError.inputOutput }
    header.pass(UnsafeMutableBufferPointer(start: buffer, count: got))
    return Int32(got)
  }

  private static func read(_ number: Int32, into bytes: UnsafeMutableRawBufferPointer) -> Int {
    while true {
      let count = Foundation.read(number, bytes.baseAddress, bytes.count)
      if count < 0, errno == EINTR { continue }
      return count
    }
  }

  /// - Returns: the new position or, if requested, the size.
  func seek(to offset: Int64, _ whence: Int32) -> Int64 {
    guard case .file(let number) = kind else { return Int64(AVError.inputOutput) }
    if whence & AVSEEK_SIZE != 0 {
      var status = stat()
      return fstat(number, &status) == 0 ? Int64(status.st_size) : Int64(AVError.inputOutput)
    }
    header.jump()
    let place = lseek(number, off_t(offset), whence & ~AVSEEK_FORCE)
    return place >= 0 ? Int64(place) : Int64(AVError.inputOutput)
  }
}

/// libavformat's read callback.
private func readBytes(
  _ source: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int32
) -> Int32 {
  guard let source, let buffer, count > 0 else { return AVError.endOfFile }
  // SAFETY: the context's owner keeps `source` alive; `buffer` has room for `count` bytes.
  return Unmanaged<ByteSource>.fromOpaque(source).takeUnretainedValue().read(into: buffer, count)
}

/// libavformat's seek callback.
private func seekBytes(_ source: UnsafeMutableRawPointer?, _ offset: Int64, _ whence: Int32) -> Int64 {
  guard let source else { return Int64(AVError.inputOutput) }
  // SAFETY: as above.
  return Unmanaged<ByteSource>.fromOpaque(source).takeUnretainedValue().seek(to: offset, whence)
}
