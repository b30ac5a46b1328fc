import CFFmpeg

/// An `AVIOContext`: the bytes of an input, from a local file or out of a pipe.
final class ByteReader {
  let pointer: UnsafeMutablePointer<AVIOContext>
  /// What the callback of a piped context reads from, kept alive as long as the context; nil for a file.
  private let pipe: PipedInput.Reader?

  init(path: String) throws(MediaError) {
    var opened: UnsafeMutablePointer<AVIOContext>?
    var options = Options(["protocol_whitelist": "file"])
    try check(avio_open2(&opened, "file:" + path, AVIO_FLAG_READ, nil, &options.pointer)) {
      .notReadable(path: path, reason: AVError.text($0))
    }
    pointer = try allocated(opened)
    pipe = nil
  }

  init(_ pipe: PipedInput.Reader) throws(MediaError) {
    let size = 1 << 16
    let buffer = try allocated(av_malloc(size)?.assumingMemoryBound(to: UInt8.self))
    // SAFETY: the reader is kept by `self`, which outlives the context.
    let reader = Unmanaged.passUnretained(pipe).toOpaque()
    guard let context = avio_alloc_context(buffer, Int32(size), 0, reader, readPipe, nil, nil) else {
      av_free(buffer)
      throw .outOfMemory
    }
    context.pointee.seekable = 0
    pointer = context
    self.pipe = pipe
  }

  deinit {
    var context: UnsafeMutablePointer<AVIOContext>? = pointer
    if pipe == nil {
      avio_closep(&context)
    } else {
      av_free(pointer.pointee.buffer)
      avio_context_free(&context)
    }
  }
}

/// libavformat's read callback of a piped context.
private func readPipe(
  _ reader: UnsafeMutableRawPointer?, _ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int32
) -> Int32 {
  guard let reader, let buffer, count > 0 else { return AVError.endOfFile }
  // SAFETY: `reader` is the `PipedInput.Reader` that the context's owner keeps; `buffer` has room for `count` bytes.
  let pipe = Unmanaged<PipedInput.Reader>.fromOpaque(reader).takeUnretainedValue()
  let got = pipe.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: Int(count)))
  return got > 0 ? Int32(got) : got == 0 ? AVError.endOfFile : AVError.inputOutput
}
