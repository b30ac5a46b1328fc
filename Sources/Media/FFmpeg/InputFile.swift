import CFFmpeg
import Imaging

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A media file opened for reading. Only this one file is touched: the demuxer can open neither the network nor another
/// file, whatever the contents ask for.
final class InputFile {
  /// The most pixels of a picture that is decoded.
  static let maxPixels = 1 << 28

  let path: String
  let context: UnsafeMutablePointer<AVFormatContext>
  private let bytes: ByteReader

  /// Opens the file and finds its streams.
  /// - Parameter analyzed: whether to decode a little for what the headers do not say (rates, pixel formats).
  init(path: String, analyzed: Bool = true) throws(MediaError) {
    self.path = path
    try Self.checkFile(path)
    FFmpegLog.forgetLastError()
    bytes = try ByteReader(path: path)
    let format = try Self.probe(path, bytes.pointer)

    let allocatedContext = try allocated(avformat_alloc_context())
    allocatedContext.pointee.pb = bytes.pointer
    shim_refuse_nested_files(allocatedContext)
    var opened: UnsafeMutablePointer<AVFormatContext>? = allocatedContext
    var options = Options(["protocol_whitelist": "file"])
    // On failure libavformat frees the context itself.
    try check(avformat_open_input(&opened, "file:" + path, format, &options.pointer)) {
      .notMedia(path: path, reason: AVError.reason($0))
    }
    context = allocatedContext
    if analyzed { findStreamInfo() }
  }

  deinit {
    var context: UnsafeMutablePointer<AVFormatContext>? = context
    avformat_close_input(&context)
  }

  var streams: UnsafeMutableBufferPointer<UnsafeMutablePointer<AVStream>?> {
    UnsafeMutableBufferPointer(start: context.pointee.streams, count: Int(context.pointee.nb_streams))
  }

  func stream(_ index: Int) -> UnsafeMutablePointer<AVStream>? {
    streams.indices.contains(index) ? streams[index] : nil
  }

  /// Reads the next packet of any stream that is not discarded: 0, the end, or an error.
  func read(_ packet: borrowing Packet) -> Int32 { av_read_frame(context, packet.pointer) }

  /// What the demuxer calls itself, for example `mov,mp4,m4a,3gp,3g2,mj2`.
  var formatName: String { context.pointee.iformat.pointee.name.map { String(cString: $0) } ?? "unknown" }

  private static func checkFile(_ path: String) throws(MediaError) {
    guard !path.utf8.contains(0) else { throw .noSuchFile(path: path) }
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      if code == ENOENT || code == ENOTDIR { throw .noSuchFile(path: path) }
      throw .notReadable(path: path, reason: String(cString: strerror(code)))
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: throw .isAFolder(path: path)
    case S_IFREG: break
    default: throw .notARegularFile(path: path)
    }
    guard access(path, R_OK) == 0 else { throw .notReadable(path: path, reason: String(cString: strerror(errno))) }
    guard status.st_size > 0 else { throw .emptyFile(path: path) }
  }

  /// Recognizes the format by its contents alone: a name says nothing, and some demuxers would take it for a pattern.
  private static func probe(
    _ path: String, _ io: UnsafeMutablePointer<AVIOContext>
  ) throws(MediaError) -> UnsafePointer<AVInputFormat> {
    var format: UnsafePointer<AVInputFormat>?
    guard av_probe_input_buffer2(io, &format, "", nil, 0, 0) >= 0, let format else {
      throw .notMedia(path: path, reason: "the contents are of no known kind")
    }
    let name = String(cString: format.pointee.name)
    if format.pointee.flags & AVFMT_NOFILE != 0 || refusedFormats.contains(name) {
      throw name == "image2" || name == "tty"
        ? .notMedia(path: path, reason: "the contents are of no known kind")
        : .refusedFormat(path: path, format: name)
    }
    return format
  }

  /// Demuxers whose files name other files, and those that make pictures of any text.
  private static let refusedFormats: Set<String> = [
    "applehttp", "concat", "dash", "ffmetadata", "hls", "image2", "imf", "rtp", "rtsp", "sap", "sdp", "tty", "vobsub",
    "webm_dash_manifest",
  ]

  private func findStreamInfo() {
    let count = Int(context.pointee.nb_streams)
    var options = [OpaquePointer?](repeating: nil, count: count)
    for n in 0..<count {
      av_dict_set(&options[n], "max_pixels", String(Self.maxPixels), 0)
      av_dict_set(&options[n], "threads", "1", 0)
    }
    // A failure leaves things unknown that the decoder may still find out.
    avformat_find_stream_info(context, &options)
    for n in 0..<count { av_dict_free(&options[n]) }
  }
}

/// An `AVIOContext` on a local file.
private final class ByteReader {
  let pointer: UnsafeMutablePointer<AVIOContext>

  init(path: String) throws(MediaError) {
    var opened: UnsafeMutablePointer<AVIOContext>?
    var options = Options(["protocol_whitelist": "file"])
    try check(avio_open2(&opened, "file:" + path, AVIO_FLAG_READ, nil, &options.pointer)) {
      .notReadable(path: path, reason: AVError.text($0))
    }
    pointer = try allocated(opened)
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVIOContext>? = pointer
    avio_closep(&pointer)
  }
}
