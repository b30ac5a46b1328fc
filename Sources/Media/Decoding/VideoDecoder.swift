import CFFmpeg
import Imaging

/// Decodes the video stream of one file: every decodable frame, in presentation order, with its time.
///
/// Damaged packets are skipped and counted; too many in a row are an error.
final class VideoDecoder {
  /// The maximum number of consecutive failures: about half a minute of ordinary video.
  static let maxConsecutiveErrors = 1000
  /// The maximum number of pixels that decoder threads process at once: four 8K pictures.
  private static let maxPixelsAtOnce = 1 << 27

  let file: InputFile
  let stream: UnsafeMutablePointer<AVStream>
  /// The frame from the last `next()`.
  let frame: FrameBuffer
  /// The presentation time of `frame`, in ticks of the stream's time base.
  private(set) var ticks: Int64 = 0
  var damage = Damage()

  private let codec: Codec
  private let packet: Packet
  private var isFirstPacket = true
  /// The end of the last packet in the file.
  private var packetsEnd = Int64.max
  private var isDraining = false
  private var hasDecoded = false
  /// The decoder's log lines; and the counts of decoder and demuxer lines at the last check.
  private let log = FFmpegLog.Listener()
  private var complaints = 0
  private var damageBefore = 0
  private var consecutiveErrors = 0
  private(set) var clock: PresentationClock

  init(_ file: InputFile, threads: Int) throws(MediaError) {
    self.file = file
    let path = file.path
    let maxPixels = file.options.maxPixels
    guard let stream = file.bestVideoStream else {
      throw .noVideoStream(path: path, streams: file.streams.compactMap { $0.map { StreamInfo($0).summary } })
    }
    self.stream = stream
    for other in file.streams { other?.pointee.discard = AVDISCARD_ALL }
    stream.pointee.discard = AVDISCARD_DEFAULT

    guard let parameters = stream.pointee.codecpar else { throw .outOfMemory }
    guard let decoder = Self.decoder(for: stream) else {
      // `encv` of ISO/IEC 23001-7, as a little-endian number.
      if parameters.pointee.codec_tag == 0x7663_6E65 {
        throw .encrypted(path: path)
      }
      throw .noDecoder(path: path, codec: String(cString: avcodec_get_name(parameters.pointee.codec_id)))
    }
    let size = PictureSize(width: Int(parameters.pointee.width), height: Int(parameters.pointee.height))
    guard size.count <= maxPixels else { throw .tooLarge(path: path, size: size, maxPixels: maxPixels) }
    codec = try Codec(decoder)
    codec.pointer.pointee.opaque = log.mark
    try check(avcodec_parameters_to_context(codec.pointer, parameters)) { _ in .outOfMemory }
    codec.pointer.pointee.pkt_timebase = stream.pointee.time_base
    // Every thread holds its own pictures.
    codec.pointer.pointee.thread_count = Int32(
      clamping: max(1, min(threads, Self.maxPixelsAtOnce / max(1, size.count))))
    codec.pointer.pointee.max_pixels = Int64(maxPixels)
    try check(avcodec_open2(codec.pointer, decoder, nil)) {
      .nothingDecoded(path: path, reason: AVError.reason($0))
    }
    frame = try FrameBuffer()
    packet = try Packet()
    clock = PresentationClock(stream)
  }

  /// FFmpeg's own VP8 and VP9 decoders ignore the alpha channel; those of libvpx do not.
  private static func decoder(for stream: UnsafeMutablePointer<AVStream>) -> UnsafePointer<AVCodec>? {
    guard let parameters = stream.pointee.codecpar else { return nil }
    let codec = parameters.pointee.codec_id
    if stream.metadata("alpha_mode") == "1" {
      let names: [AVCodecID: String] = [AV_CODEC_ID_VP8: "libvpx", AV_CODEC_ID_VP9: "libvpx-vp9"]
      if let name = names[codec], let decoder = avcodec_find_decoder_by_name(name) { return decoder }
    }
    return avcodec_find_decoder(codec)
  }

  /// Decodes the next frame into `frame`; false at the end.
  func next() throws(MediaError) -> Bool {
    while true {
      let received = avcodec_receive_frame(codec.pointer, frame.pointer)
      switch received {
      case 0:
        consecutiveErrors = 0
        stampFrame()
        if frame.pointer.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0 || frame.pointer.pointee.decode_error_flags != 0 {
          damage.add(.frame, at: time)
        }
        noticeComplaints()
        return true
      case AVError.again: try feed()
      case AVError.endOfFile: return false
      default: try fail(received)
      }
    }
  }

  var time: MediaTime { MediaTime(ticks: ticks, timeBase: timeBase) }

  var timeBase: Rational { Rational(stream.pointee.time_base) ?? Rational(1, 1) }

  var isKeyFrame: Bool { shim_frame_is_key(frame.pointer) != 0 }

  /// The orientation of a frame, from the container, else from the frame itself (Exif, SEI).
  func orientation(of frame: UnsafePointer<AVFrame>) -> Orientation {
    Orientation(displayMatrix: shim_stream_display_matrix(stream))
      ?? Orientation(displayMatrix: shim_frame_display_matrix(frame))
      ?? av_dict_get(frame.pointee.metadata, "Orientation", nil, 0).flatMap {
        Orientation(exif: String(cString: $0.pointee.value))
      } ?? .upright
  }

  /// The orientation of the current frame.
  var orientation: Orientation { orientation(of: frame.pointer) }

  var codecID: AVCodecID { codec.pointer.pointee.codec_id }

  /// Seeks to a key frame at or before `ticks`, according to the file's index. False if seeking fails.
  func seek(to ticks: Int64) -> Bool {
    guard !file.isPipe, av_seek_frame(file.context, stream.pointee.index, ticks, AVSEEK_FLAG_BACKWARD) >= 0 else {
      return false
    }
    avcodec_flush_buffers(codec.pointer)
    isDraining = false
    clock.restart()
    return true
  }

  /// Sends the next packet of the stream to the decoder, or at the end of the file the drain signal.
  private func feed() throws(MediaError) {
    guard !isDraining else { return try fail(AVError.invalidData) }
    defer { packet.clear() }
    while true {
      packet.clear()
      let complaints = file.log.complaints.count
      let read = file.read(packet)
      guard read >= 0 else {
        // A read error ends the file here; frames decoded so far are valid.
        if !file.isCutOff, let reason = damageAtEnd(read, complaints) {
          damage.add(.end, at: hasDecoded ? time : nil, reason)
        }
        isDraining = true
        avcodec_send_packet(codec.pointer, nil)
        return
      }
      packetsEnd = packet.pointer.pointee.pos + Int64(packet.pointer.pointee.size)
      if packet.pointer.pointee.stream_index == stream.pointee.index { break }
    }
    if isFirstPacket, packet.pointer.pointee.flags & AV_PKT_FLAG_KEY == 0 { damage.add(.start, at: packetTime) }
    isFirstPacket = false
    if av_packet_get_side_data(packet.pointer, AV_PKT_DATA_ENCRYPTION_INFO, nil) != nil {
      throw .encrypted(path: file.path)
    }
    if PNGChunks.concerns(codecID) { try PNGChunks.strip(packet) }
    let sent = avcodec_send_packet(codec.pointer, packet.pointer)
    if sent < 0, sent != AVError.again, sent != AVError.endOfFile { try fail(sent) }
  }

  /// Why the end of the file is not a proper one; nil if it is.
  /// - Parameters:
  ///   - code: of the failed read.
  ///   - complaints: the number of the demuxer's complaints before it.
  private func damageAtEnd(_ code: Int32, _ complaints: Int) -> String? {
    if code != AVError.endOfFile { return AVError.reason(code) }
    let log = file.log.complaints
    return log.count > complaints ? log.last : file.missingAtEnd(behind: packetsEnd)
  }

  private func fail(_ code: Int32) throws(MediaError) {
    consecutiveErrors += 1
    damage.add(.packet, at: packetTime, AVError.reason(code))
    guard consecutiveErrors < Self.maxConsecutiveErrors else {
      throw .tooManyErrors(
        path: file.path, count: consecutiveErrors, after: hasDecoded ? time : nil, reason: AVError.reason(code))
    }
  }

  private var packetTime: MediaTime? {
    [packet.pointer.pointee.pts, packet.pointer.pointee.dts].first { $0 != shim_no_time() }
      .map { MediaTime(ticks: $0, timeBase: timeBase) }
  }

  /// Some damage is reported in FFmpeg's log only. It is counted if nothing else was since the last check.
  private func noticeComplaints() {
    let (decoder, demuxer) = (log.complaints, file.log.complaints)
    let count = decoder.count + demuxer.count
    if count > complaints, damage.total == damageBefore {
      damage.add(.frame, at: time, decoder.count > 0 ? decoder.last : demuxer.last)
    }
    complaints = count
    damageBefore = damage.total
  }

  /// Sets the time from the frame.
  private func stampFrame() {
    let stamp = frame.pointer.pointee.best_effort_timestamp
    ticks = clock.time(
      stamp: stamp == shim_no_time() ? nil : stamp, duration: shim_frame_duration(frame.pointer), &damage)
    hasDecoded = true
  }
}
