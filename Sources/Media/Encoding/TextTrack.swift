import CFFmpeg

/// Text subtitles converted to another format.
final class TextTrack: Track {
  let index: Int32
  let clockRate = 0
  var shift = 0.0
  var lost = 0
  private let output: OutputFile
  private let stream: UnsafeMutablePointer<AVStream>
  private let decoder: Codec
  private let encoder: Codec
  private let packet: Packet
  /// Whether `packet` waits for the next one: MP4 and QuickTime show one text at a time, so it may be cut short.
  private var isPending = false
  private var lastTicks: Int64 = 0
  /// The maximum size of one subtitle in bytes.
  private static let limit: Int32 = 1 << 20

  init(
    _ input: UnsafeMutablePointer<AVStream>, as format: AVCodecID, path: String, output: OutputFile
  ) throws(MediaError) {
    self.output = output
    guard let parameters = input.pointee.codecpar else { throw .outOfMemory }
    guard let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
      throw .noDecoder(path: path, codec: input.codecName)
    }
    decoder = try Codec(codec)
    try check(avcodec_parameters_to_context(decoder.pointer, parameters)) { _ in .outOfMemory }
    decoder.pointer.pointee.pkt_timebase = input.pointee.time_base
    try check(avcodec_open2(decoder.pointer, codec, nil)) { .decodingFailed(path: path, reason: AVError.reason($0)) }

    guard let target = avcodec_find_encoder(format) else {
      throw .encoderMissing(name: String(cString: avcodec_get_name(format)))
    }
    encoder = try Codec(target)
    encoder.pointer.pointee.time_base = AVRational(num: 1, den: 1000)
    encoder.pointer.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    // Text encoders need the decoder's styles. SAFETY: released by the encoder's context.
    let headerSize = Int(decoder.pointer.pointee.subtitle_header_size)
    if let header = decoder.pointer.pointee.subtitle_header, headerSize > 0, let copy = av_mallocz(headerSize + 1) {
      copy.copyMemory(from: header, byteCount: headerSize)
      encoder.pointer.pointee.subtitle_header = copy.assumingMemoryBound(to: UInt8.self)
      encoder.pointer.pointee.subtitle_header_size = Int32(headerSize)
    }
    try check(avcodec_open2(encoder.pointer, target, nil), output.failure)
    packet = try Packet()

    stream = try output.addStream()
    index = stream.pointee.index
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, encoder.pointer), output.failure)
    stream.pointee.time_base = AVRational(num: 1, den: 1000)
    stream.copyDescription(from: input)
  }

  func write(_ source: UnsafeMutablePointer<AVPacket>) throws(MediaError) {
    defer { av_packet_unref(source) }
    var subtitle = AVSubtitle()
    var isComplete: Int32 = 0
    // A damaged subtitle is skipped; the others are kept.
    let code = avcodec_decode_subtitle2(decoder.pointer, &subtitle, &isComplete, source)
    guard code >= 0, isComplete != 0 else { return }
    defer { avsubtitle_free(&subtitle) }
    guard subtitle.pts != shim_no_time(), subtitle.num_rects > 0 else { return }

    let milliseconds = AVRational(num: 1, den: 1000)
    let start = av_rescale_q(subtitle.pts, AVRational(num: 1, den: AV_TIME_BASE), milliseconds)
    let shown = Int64(subtitle.end_display_time) - Int64(subtitle.start_display_time)
    var ticks = start &+ Int64(subtitle.start_display_time) &+ Int64(clamping: (shift * 1000).rounded())
    subtitle.end_display_time = UInt32(clamping: shown)
    subtitle.start_display_time = 0
    ticks = max(ticks, lastTicks)
    lastTicks = ticks
    try writePending(next: ticks)

    try check(av_new_packet(packet.pointer, Self.limit), output.failure)
    let size = avcodec_encode_subtitle(encoder.pointer, packet.pointer.pointee.data, Self.limit, &subtitle)
    guard size > 0 else { return packet.clear() }
    av_shrink_packet(packet.pointer, size)
    packet.pointer.pointee.pts = ticks
    packet.pointer.pointee.dts = ticks
    packet.pointer.pointee.duration = max(0, shown)
    packet.pointer.pointee.stream_index = index
    isPending = true
    // Matroska players look for a text at the file position of its time.
    if output.container.isMatroska { try writePending(next: .max) }
  }

  func finish() throws(MediaError) { try writePending(next: .max) }

  private func writePending(next: Int64) throws(MediaError) {
    guard isPending else { return }
    isPending = false
    defer { packet.clear() }
    let fields = packet.pointer
    if !output.container.isMatroska {
      fields.pointee.duration = min(fields.pointee.duration, next &- fields.pointee.pts)
    }
    av_packet_rescale_ts(fields, AVRational(num: 1, den: 1000), stream.pointee.time_base)
    try write(packet, to: output)
  }
}
