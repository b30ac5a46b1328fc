import CFFmpeg
import Imaging

/// Encodes RGB pictures as H.264: yuv420p, BT.709 matrix, limited range, unchanged primaries and transfer, all
/// tagged.
final class VideoEncoder {
  let timeBase: AVRational
  private let size: PictureSize
  private var codec: Codec
  private let configuration: Configuration
  private let conversion: YUVConversion
  private let packet: Packet
  private let output: OutputFile
  /// Receives the packets if they are not written at once.
  private let journal: PacketJournal?
  let stream: UnsafeMutablePointer<AVStream>
  /// The number of frames written.
  private(set) var written = 0
  /// The time of the last packet written.
  private(set) var writtenTicks: Int64?
  /// The known durations of the frames inside the encoder, by time.
  private var durations: [Int64: Int64] = [:]
  private var lastTicks: Int64?
  private var lastWritten: Int64?
  private(set) var usualDuration: Int64

  /// Opens the encoder and adds its stream to the file.
  init(
    size: PictureSize, timeBase: Rational, frameRate: Rational?, sampleAspectRatio: Rational, colorTags: ColorTags,
    encoding: EncodingSettings, threads: Int, output: OutputFile, journal: PacketJournal? = nil
  ) throws(MediaError) {
    self.size = size
    self.output = output
    self.journal = journal
    self.timeBase = timeBase.av
    // 4:2:0 needs even sides; `fill` repeats the last column and row.
    let even = PictureSize(width: size.width + size.width % 2, height: size.height + size.height % 2)
    let rate = (frameRate ?? Rational(25, 1)).av
    usualDuration = max(1, av_rescale_q(1, AVRational(num: rate.den, den: max(1, rate.num)), self.timeBase))

    configuration = Configuration(
      isVP9: output.container == .webm, size: even, timeBase: self.timeBase, rate: rate,
      sampleAspectRatio: sampleAspectRatio.av,
      colorTags: colorTags, encoding: encoding, threads: threads)
    codec = try Self.open(configuration, path: output.path)

    stream = try output.addStream()
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, codec.pointer), output.failure)
    stream.pointee.time_base = self.timeBase
    stream.pointee.sample_aspect_ratio = sampleAspectRatio.av
    if frameRate != nil { stream.pointee.avg_frame_rate = rate }

    packet = try Packet()
    conversion = try YUVConversion(size: even, matrix: "bt709", threads: threads, failure: output.failure)
  }

  private struct Configuration {
    /// Otherwise H.264.
    let isVP9: Bool
    let size: PictureSize
    let timeBase, rate, sampleAspectRatio: AVRational
    let colorTags: ColorTags
    let encoding: EncodingSettings
    let threads: Int
  }

  private static func open(_ configuration: Configuration, path: String) throws(MediaError) -> Codec {
    let name = configuration.isVP9 ? "libvpx-vp9" : "libx264"
    guard let encoder = avcodec_find_encoder_by_name(name) else { throw .encoderMissing(name: name) }
    let (crf, preset) = (configuration.encoding.crf, configuration.encoding.preset.rawValue)
    let codec = try Codec(encoder)
    let context = codec.pointer
    context.pointee.width = Int32(clamping: configuration.size.width)
    context.pointee.height = Int32(clamping: configuration.size.height)
    context.pointee.pix_fmt = AV_PIX_FMT_YUV420P
    context.pointee.time_base = configuration.timeBase
    // For rate control and level only; frames carry their own times.
    context.pointee.framerate = configuration.rate
    context.pointee.sample_aspect_ratio = configuration.sampleAspectRatio
    context.pointee.color_range = AVCOL_RANGE_MPEG
    context.pointee.colorspace = AVCOL_SPC_BT709
    context.pointee.color_primaries = configuration.colorTags.primaries
    context.pointee.color_trc = configuration.colorTags.transfer
    context.pointee.thread_count = Int32(clamping: max(1, configuration.threads))
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    var settings =
      configuration.isVP9
      ? Options([
        // libvpx's scale ends at 63, its efforts have other names, and it hides pictures in other packets by default.
        "crf": String(min(63, crf * 63 / 36)), "b": "0", "deadline": "good",
        "cpu-used": preset.hasSuffix("slow") ? "2" : "5", "row-mt": "1", "auto-alt-ref": "0",
        "lag-in-frames": "0",
      ]) : Options(["preset": preset, "crf": String(crf), "rc-lookahead": "10"])
    try check(avcodec_open2(context, encoder, &settings.pointer)) {
      .encodingFailed(path: path, reason: AVError.reason($0))
    }
    return codec
  }

  /// Encodes a picture and writes the packets that are ready.
  /// - Parameter ticks: in `timeBase`, after that of the previous picture.
  func encode(_ picture: Picture, at ticks: Int64) throws(MediaError) {
    guard picture.size == size else {
      throw .pictureSizeChanged(path: output.path, expected: size, actual: picture.size)
    }
    if let lastTicks {
      usualDuration = ticks &- lastTicks
      durations[lastTicks] = usualDuration
    }
    lastTicks = ticks

    try conversion.convert(picture) { frame throws(MediaError) in
      frame.pointee.pts = ticks
      frame.pointee.pict_type = AV_PICTURE_TYPE_NONE
      frame.pointee.color_range = AVCOL_RANGE_MPEG
      frame.pointee.colorspace = AVCOL_SPC_BT709
      frame.pointee.color_primaries = configuration.colorTags.primaries
      frame.pointee.color_trc = configuration.colorTags.transfer
      try check(avcodec_send_frame(codec.pointer, frame), output.failure)
    }
    try writePackets()
  }

  /// Drains the encoder.
  func finish() throws(MediaError) {
    if let lastTicks { durations[lastTicks] = usualDuration }
    try check(avcodec_send_frame(codec.pointer, nil), output.failure)
    try writePackets()
  }

  /// Drains the encoder; the next picture is a key frame with no references to earlier ones.
  func closeGroup() throws(MediaError) {
    try finish()
    codec = try Self.open(configuration, path: output.path)
  }

  /// Continues after the packets of another encoder.
  func resume(behind ticks: Int64, usualDuration: Int64) {
    lastTicks = ticks
    self.usualDuration = usualDuration
  }

  /// The maximum number of frames that a decoder must hold back.
  var reorderDepth: Int { Int(codec.pointer.pointee.has_b_frames) }

  /// The codec's parameter sets.
  var parameterSets: [UInt8] { codec.parameterSets }

  /// The end of the last frame, in ticks.
  var end: Int64 { (lastTicks ?? 0).addingReportingOverflow(usualDuration).partialValue }

  private func writePackets() throws(MediaError) {
    while true {
      let code = avcodec_receive_packet(codec.pointer, packet.pointer)
      if code == AVError.again || code == AVError.endOfFile { return }
      try check(code, output.failure)
      let fields = packet.pointer
      fields.pointee.duration = durations.removeValue(forKey: fields.pointee.pts) ?? usualDuration
      if let journal {
        try journal.append(packet)
        packet.clear()
      } else {
        try mux(packet)
      }
    }
  }

  /// Writes a packet with times in the encoder's time base to the output.
  func mux(_ packet: borrowing Packet) throws(MediaError) {
    let fields = packet.pointer
    let ticks = fields.pointee.pts
    fields.pointee.stream_index = stream.pointee.index
    av_packet_rescale_ts(fields, timeBase, stream.pointee.time_base)
    // Rounding to a coarser time base or a restart must not make decoding times equal.
    if let lastWritten, fields.pointee.dts <= lastWritten { fields.pointee.dts = lastWritten + 1 }
    fields.pointee.pts = max(fields.pointee.pts, fields.pointee.dts)
    lastWritten = fields.pointee.dts
    try output.write(packet)
    written += 1
    writtenTicks = ticks
  }
}
