import CFFmpeg
import Imaging

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A media file opened for reading. The demuxer has access to this file only: whatever the contents reference, it
/// opens neither the network nor another file, unless the options allow protocols.
package final class InputFile {
  /// The maximum number of streams of a file; broadcasts have fewer.
  private static let maxStreams: Int32 = 256
  /// The maximum number of bytes read to detect the streams.
  private static let probeSize: Int64 = 5_000_000

  let path: String
  let context: UnsafeMutablePointer<AVFormatContext>
  let options: InputOptions
  /// Whether the input is not seekable.
  let isPipe: Bool
  /// The demuxer's log lines.
  let log = FFmpegLog.Listener()
  /// Nil if FFmpeg opens the input itself, from the network.
  private let bytes: ByteReader?

  /// Opens the file and detects its streams.
  /// - Parameter analyzed: whether to decode a little for properties that the headers lack (rates, pixel formats).
  convenience init(path: String, analyzed: Bool = true, options: InputOptions = InputOptions()) throws(MediaError) {
    FFmpegLog.forgetLastError()
    if let name = InputFormats.urlProtocol(path), options.allowedProtocols.contains(name) {
      try self.init(path: path, url: path, bytes: nil, format: nil, analyzed: analyzed, options: options)
      return
    }
    try Self.checkFile(path)
    let bytes = try ByteReader(path: path)
    let format = try InputFormats.probe(
      bytes.pointer, path: path, followsNames: !options.allowedProtocols.isEmpty)
    try self.init(path: path, url: "file:" + path, bytes: bytes, format: format, analyzed: analyzed, options: options)
  }

  /// Opens a pipe.
  /// - Parameter name: for messages.
  convenience init(_ pipe: PipedInput, name: String, options: InputOptions) throws(MediaError) {
    FFmpegLog.forgetLastError()
    guard let reader = pipe.open() else {
      throw .notReadable(path: name, reason: "a pipe can be read only once; save it as a file first")
    }
    let bytes = try ByteReader(reader)
    let format: UnsafePointer<AVInputFormat>?
    do throws(MediaError) {
      format =
        options.raw == nil
        ? try InputFormats.probe(bytes.pointer, path: name, followsNames: false) : av_find_input_format("rawvideo")
    } catch {
      throw reader.count == 0 ? .emptyFile(path: name) : error
    }
    try self.init(path: name, url: "", bytes: bytes, format: format, analyzed: true, options: options)
  }

  private init(
    path: String, url: String, bytes: ByteReader?, format: UnsafePointer<AVInputFormat>?, analyzed: Bool,
    options: InputOptions
  ) throws(MediaError) {
    self.path = path
    self.bytes = bytes
    self.options = options
    let isPipe = url.isEmpty
    self.isPipe = isPipe
    let allocatedContext = try allocated(avformat_alloc_context())
    allocatedContext.pointee.pb = bytes?.pointer
    allocatedContext.pointee.opaque = log.mark
    allocatedContext.pointee.max_streams = Self.maxStreams
    allocatedContext.pointee.probesize = Self.probeSize
    if options.allowedProtocols.isEmpty { shim_refuse_nested_files(allocatedContext) }
    var opened: UnsafeMutablePointer<AVFormatContext>? = allocatedContext
    var settings = Options([
      "protocol_whitelist": options.allowedProtocols.isEmpty ? "file" : options.allowedProtocols.joined(separator: ",")
    ])
    if let raw = options.raw, isPipe {
      guard raw.size.count <= options.maxPixels else {
        throw .tooLarge(path: path, size: raw.size, maxPixels: options.maxPixels)
      }
      settings.set("video_size", "\(raw.size.width)x\(raw.size.height)")
      settings.set("pixel_format", raw.pixelFormat)
      settings.set("framerate", options.rate.description)
    }
    // On failure libavformat frees the context itself.
    try check(avformat_open_input(&opened, url, format, &settings.pointer)) { code in
      if bytes?.hasCompressedHeader ?? false {
        return .notMedia(
          path: path, reason: "its header is compressed (cmov); rewrite it with: ffmpeg -i IN.mov -c copy OUT.mov")
      }
      let hint = !isPipe ? "" : options.raw == nil ? "; \(Self.remedyForPipes)" : "; correct --raw"
      return .notMedia(path: path, reason: AVError.reason(code) + hint)
    }
    context = allocatedContext
    if let stream = bestVideoStream { try checkSize(stream) }
    for stream in streams { if let stream { PNGChunks.stripHeader(of: stream) } }
    // libavformat would decode APNG without limits.
    if analyzed, formatName != "apng" { findStreamInfo() }
  }

  /// For formats that can not be read in order.
  private static let remedyForPipes =
    "give the file itself, or pipe MP4 written with -movflags +faststart, fragmented MP4 or Matroska"

  /// Rejects a stream whose header declares too large pictures.
  private func checkSize(_ stream: UnsafeMutablePointer<AVStream>) throws(MediaError) {
    guard let parameters = stream.pointee.codecpar?.pointee else { return }
    let size = PictureSize(width: Int(parameters.width), height: Int(parameters.height))
    guard size.count <= options.maxPixels else {
      throw .tooLarge(path: path, size: size, maxPixels: options.maxPixels)
    }
  }

  /// The reason why no frame was decoded.
  /// - Parameter otherwise: the reason if FFmpeg logged none.
  func nothingDecoded(otherwise: String) -> MediaError {
    // libavformat's message where the pictures of an MP4 come before the index that leads to them. Only the demuxer's own
    // lines count: another thread may have written the last one.
    if isPipe, log.complaints.last.hasSuffix("partial file") {
      return .nothingDecoded(
        path: path, reason: "its index is behind its pictures, and a pipe can not go back; \(Self.remedyForPipes)")
    }
    let reason = FFmpegLog.lastError ?? otherwise
    // libavutil's message; the decoder no longer knows the size.
    if reason.contains("exceeds specified max pixel count"), let name = reason.firstRange(of: "Picture size ") {
      let sides = reason[name.upperBound...].prefix { $0 != " " }.split(separator: "x").map { Int($0) }
      if sides.count == 2, let width = sides[0], let height = sides[1] {
        return .tooLarge(path: path, size: PictureSize(width: width, height: height), maxPixels: options.maxPixels)
      }
    }
    return .nothingDecoded(path: path, reason: reason)
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

  /// Whether a pipe was cut off: its end is no damage.
  var isCutOff: Bool { bytes?.isCutOff ?? false }

  /// What is missing at the end of the file, for formats whose demuxer does not report it.
  /// - Parameter end: of the last packet.
  func missingAtEnd(behind end: Int64) -> String? {
    switch formatName {
    case "yuv4mpegpipe": avio_tell(context.pointee.pb) > end ? "the last frame is incomplete" : nil
    case "gif": isPipe || lastByte == 0x3B ? nil : "the end mark is missing"
    default: nil
    }
  }

  /// The last byte before the current position.
  private var lastByte: Int32? {
    guard let reader = context.pointee.pb, avio_seek(reader, -1, SEEK_CUR) >= 0 else { return nil }
    return avio_r8(reader)
  }

  /// FFmpeg's name of the demuxer, for example `mov,mp4,m4a,3gp,3g2,mj2`.
  var formatName: String { context.pointee.iformat.pointee.name.map { String(cString: $0) } ?? "unknown" }

  /// Throws unless the path is a readable regular file that is not empty; a pipe is not opened.
  package static func checkFile(_ path: String) throws(MediaError) {
    guard !path.utf8.contains(0) else { throw .noSuchFile(path: path) }
    if let name = InputFormats.urlProtocol(path) { throw .protocolNotAllowed(url: path, name: name) }
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

  private func findStreamInfo() {
    let count = Int(context.pointee.nb_streams)
    var settings = [OpaquePointer?](repeating: nil, count: count)
    for n in 0..<count {
      av_dict_set(&settings[n], "max_pixels", String(options.maxPixels), 0)
      av_dict_set(&settings[n], "threads", "1", 0)
    }
    // Properties that remain unknown after a failure may still be found by the decoder.
    avformat_find_stream_info(context, &settings)
    for n in 0..<count { av_dict_free(&settings[n]) }
  }
}
