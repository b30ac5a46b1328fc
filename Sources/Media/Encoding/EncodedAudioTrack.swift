import CFFmpeg

/// How sound is re-encoded.
struct SoundCodec {
  /// The display name.
  let name: String
  let encoder: String
  let format: AVSampleFormat
  /// The supported sample rates.
  let rates: [Int32]

  static func of(_ container: OutputFile.Container) -> SoundCodec {
    container == .webm
      ? SoundCodec(
        name: "Opus", encoder: "libopus", format: AV_SAMPLE_FMT_FLT, rates: [8000, 12000, 16000, 24000, 48000])
      : SoundCodec(
        name: "AAC", encoder: "aac", format: AV_SAMPLE_FMT_FLTP,
        rates: [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000])
  }
}

/// Sound that is decoded and re-encoded.
final class EncodedAudioTrack: Track {
  let index: Int32
  var clockRate: Int { sampleRate }
  private let sampleRate: Int
  var shift = 0.0
  var lost = 0
  private let output: OutputFile
  private let stream: UnsafeMutablePointer<AVStream>
  private let inputTimeBase: AVRational
  private let decoder: Codec
  private let encoder: Codec
  private let layout: String
  private let format: AVSampleFormat
  private let frame: FrameBuffer
  private let filtered: FrameBuffer
  private let packet: Packet
  private var graph: FilterGraph?
  private var graphSource = ""
  private var lastTicks: Int64?

  init(_ input: UnsafeMutablePointer<AVStream>, path: String, output: OutputFile) throws(MediaError) {
    self.output = output
    inputTimeBase = input.pointee.time_base
    guard let parameters = input.pointee.codecpar else { throw .outOfMemory }
    guard let codec = avcodec_find_decoder(parameters.pointee.codec_id) else {
      throw .noDecoder(path: path, codec: String(cString: avcodec_get_name(parameters.pointee.codec_id)))
    }
    decoder = try Codec(codec)
    try check(avcodec_parameters_to_context(decoder.pointer, parameters)) { _ in .outOfMemory }
    decoder.pointer.pointee.pkt_timebase = inputTimeBase
    decoder.pointer.pointee.thread_count = 1
    try check(avcodec_open2(decoder.pointer, codec, nil)) { .decodingFailed(path: path, reason: AVError.reason($0)) }

    let sound = SoundCodec.of(output.container)
    guard let soundEncoder = avcodec_find_encoder_by_name(sound.encoder) else {
      throw .encoderMissing(name: sound.encoder)
    }
    format = sound.format
    encoder = try Codec(soundEncoder)
    let context = encoder.pointer
    let rate = parameters.pointee.sample_rate
    // 48000 is in every list.
    context.pointee.sample_rate = sound.rates.contains(rate) ? rate : 48000
    let channels = parameters.pointee.ch_layout.nb_channels
    av_channel_layout_default(&context.pointee.ch_layout, (1...2).contains(channels) ? channels : 2)
    context.pointee.sample_fmt = format
    context.pointee.bit_rate = 96_000 * Int64(context.pointee.ch_layout.nb_channels)
    context.pointee.time_base = AVRational(num: 1, den: context.pointee.sample_rate)
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    context.pointee.thread_count = 1
    try check(avcodec_open2(context, soundEncoder, nil), output.failure)
    layout = describe(&context.pointee.ch_layout)
    sampleRate = Int(context.pointee.sample_rate)
    frame = try FrameBuffer()
    filtered = try FrameBuffer()
    packet = try Packet()

    stream = try output.addStream()
    index = stream.pointee.index
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, context), output.failure)
    stream.pointee.time_base = context.pointee.time_base
    stream.copyDescription(from: input)
  }

  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(MediaError) {
    defer { av_packet_unref(packet) }
    // A damaged packet leaves a gap, which the resampler fills with silence.
    if avcodec_send_packet(decoder.pointer, packet) >= 0 { try filterDecoded() }
  }

  func finish() throws(MediaError) {
    avcodec_send_packet(decoder.pointer, nil)
    try filterDecoded()
    try closeGraph()
    if avcodec_send_frame(encoder.pointer, nil) < 0 { lost += 1 }
    try writePackets()
  }

  private func filterDecoded() throws(MediaError) {
    while avcodec_receive_frame(decoder.pointer, frame.pointer) >= 0 {
      defer { frame.clear() }
      frame.pointer.pointee.pts = frame.pointer.pointee.best_effort_timestamp
      do throws(MediaError) {
        let graph = try graphForFrame()
        try check(graph.push(frame.pointer, to: "abuffer@in"), output.failure)
        try encodeFiltered(graph)
      } catch .encodingFailed {
        // A damaged file can name layouts and rates that can not be converted.
        lost += 1
      }
    }
  }

  /// The graph for the format of the current frame; a change of format drains the previous one.
  private func graphForFrame() throws(MediaError) -> FilterGraph {
    let fields = frame.pointer
    if fields.pointee.ch_layout.order == AV_CHANNEL_ORDER_UNSPEC {
      av_channel_layout_default(&fields.pointee.ch_layout, fields.pointee.ch_layout.nb_channels)
    }
    let format = av_get_sample_fmt_name(AVSampleFormat(fields.pointee.format)).map { String(cString: $0) } ?? ""
    let source =
      "abuffer@in=time_base=\(inputTimeBase.num)/\(inputTimeBase.den):sample_rate=\(fields.pointee.sample_rate)"
      + ":sample_fmt=\(format):channel_layout=\(describe(&fields.pointee.ch_layout))"
    if let graph, source == graphSource { return graph }
    try closeGraph()
    let size = encoder.pointer.pointee.frame_size
    let wanted = av_get_sample_fmt_name(self.format).map { String(cString: $0) } ?? ""
    let new = try FilterGraph(
      "\(source),aresample=async=1,aformat=sample_fmts=\(wanted):sample_rates=\(sampleRate):channel_layouts=\(layout),"
        + "asetnsamples=n=\(size):p=0,abuffersink@out",
      threads: 1, failure: output.failure)
    graph = new
    graphSource = source
    return new
  }

  private func closeGraph() throws(MediaError) {
    guard let graph else { return }
    _ = graph.push(nil, to: "abuffer@in")
    try encodeFiltered(graph)
    self.graph = nil
  }

  private func encodeFiltered(_ graph: FilterGraph) throws(MediaError) {
    while graph.pull(filtered.pointer, from: "abuffersink@out") >= 0 {
      defer { filtered.clear() }
      let timeBase = av_buffersink_get_time_base(graph.filter("abuffersink@out"))
      let fields = filtered.pointer
      var ticks = fields.pointee.pts == shim_no_time() ? lastTicks ?? 0 : fields.pointee.pts
      ticks = av_rescale_q(ticks, timeBase, encoder.pointer.pointee.time_base)
      ticks &+= Int64(clamping: (shift * Double(sampleRate)).rounded())
      if let lastTicks { ticks = max(ticks, lastTicks) }
      fields.pointee.pts = ticks
      lastTicks = ticks &+ Int64(fields.pointee.nb_samples)
      // The encoder rejects NaN samples from damaged sound.
      if avcodec_send_frame(encoder.pointer, fields) < 0 { lost += 1 }
      try writePackets()
    }
  }

  private func writePackets() throws(MediaError) {
    while true {
      let code = avcodec_receive_packet(encoder.pointer, packet.pointer)
      if code == AVError.again || code == AVError.endOfFile { return }
      try check(code, output.failure)
      packet.pointer.pointee.stream_index = index
      av_packet_rescale_ts(packet.pointer, encoder.pointer.pointee.time_base, stream.pointee.time_base)
      try write(packet, to: output)
    }
  }
}

/// FFmpeg's name of a channel layout, for example `stereo`.
private func describe(_ layout: UnsafePointer<AVChannelLayout>) -> String {
  var buffer = [CChar](repeating: 0, count: 128)
  av_channel_layout_describe(layout, &buffer, buffer.count)
  return String(nulTerminated: buffer)
}
