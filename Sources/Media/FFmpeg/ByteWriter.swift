import CFFmpeg
import Foundation

/// An `AVIOContext` that writes to a file or to standard output and records why a write failed.
///
/// When the disk is full, it uses the reserved space, so that a muxer can complete the file.
final class ByteWriter {
  let pointer: UnsafeMutablePointer<AVIOContext>
  private(set) var failure: MediaError?
  /// Whether the disk is full; only data that completes the file may be written.
  private(set) var isFull = false
  private let file: Descriptor
  private let reserve: Reserve?

  /// - Parameter reserve: nil if the file is not seekable.
  init(_ file: Descriptor, reserve: Reserve?) throws(MediaError) {
    self.file = file
    self.reserve = reserve
    let bufferSize: Int32 = 1 << 16
    guard let buffer = av_malloc(Int(bufferSize)) else { throw .outOfMemory }
    let context = avio_alloc_context(
      buffer.assumingMemoryBound(to: UInt8.self), bufferSize, 1, nil, nil,
      { opaque, bytes, count in ByteWriter.from(opaque)?.write(bytes, count) ?? shim_error(EIO) },
      reserve == nil ? nil : { opaque, offset, origin in ByteWriter.from(opaque)?.seek(offset, origin) ?? -1 })
    guard let context else {
      av_free(buffer)
      throw .outOfMemory
    }
    pointer = context
    // SAFETY: the context is freed with this object; there are no callbacks after that.
    pointer.pointee.opaque = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVIOContext>? = pointer
    av_freep(&self.pointer.pointee.buffer)
    avio_context_free(&pointer)
  }

  /// The number of bytes written so far.
  var position: Int64 { avio_seek(pointer, 0, SEEK_CUR) }

  /// Reserves space for completing the file.
  func keepBack(_ bytes: Int) throws(MediaError) {
    guard !isFull else { throw .diskFull(path: file.path) }
    do throws(MediaError) {
      try reserve?.grow(to: bytes)
    } catch {
      spendReserve()
      throw error
    }
  }

  func flush() { avio_flush(pointer) }

  private static func from(_ opaque: UnsafeMutableRawPointer?) -> ByteWriter? {
    opaque.map { Unmanaged<ByteWriter>.fromOpaque($0).takeUnretainedValue() }
  }

  private func write(_ bytes: UnsafeRawPointer?, _ count: Int32) -> Int32 {
    var rest = UnsafeRawBufferPointer(start: bytes, count: Int(count))
    var code = file.write(&rest)
    if code == ENOSPC || code == EDQUOT, !isFull {
      spendReserve()
      code = file.write(&rest)
    }
    guard code != 0 else { return count }
    if failure == nil { failure = .write(code, path: file.path) }
    return shim_error(code)
  }

  private func seek(_ offset: Int64, _ origin: Int32) -> Int64 {
    if origin & AVSEEK_SIZE != 0 {
      var status = stat()
      return fstat(file.number, &status) == 0 ? Int64(status.st_size) : -1
    }
    return Int64(lseek(file.number, off_t(offset), origin & ~AVSEEK_FORCE))
  }

  private func spendReserve() {
    isFull = true
    reserve?.release()
  }
}
