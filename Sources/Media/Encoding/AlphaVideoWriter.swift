import CFFmpeg
import Imaging

/// Writes pictures with an alpha channel: ProRes 4444 in .mov, VP9 in .webm. Alpha is straight.
///
/// The file has a temporary name until `finish()`. ProRes stores alpha without loss.
package final class AlphaVideoWriter {
  private let output: OutputFile
  private let codec: Codec
  private let stream: UnsafeMutablePointer<AVStream>
  private let conversion: FilterGraph
  private let rgba: FrameBuffer
  private let yuva: FrameBuffer
  private let packet: Packet
  private let size: PictureSize
  private let timeBase: AVRational
  private var lastTicks: Int64?
  private var lastWritten: Int64?
  private var shift: Int64 = 0
  private var durations: [Int64: Int64] = [:]
  private var usualDuration: Int64
  /// The number of frames written; complete after `finish()`.
  package private(set) var count = 0

  /// Whether the name is that of a video with an alpha channel.
  package static func suits(_ path: String) -> Bool { ["mov", "webm"].contains(path.fileExtension.lowercased()) }

  /// - Parameters:
  ///   - path: of a .mov or .webm file.
  ///   - timeBase: of all times.
  ///   - frameRate: average frames per second, if known.
  ///   - threads: for encoding, ≥ 1.
  package init(
    path: String, size: PictureSize, timeBase: Rational, frameRate: Rational?, sampleAspectRatio: Rational,
    colorTags: ColorTags, threads: Int, overwrite: Bool
  ) throws(MediaError) {
    self.size = size
    self.timeBase = timeBase.av
    output = try OutputFile(path: path, overwrite: overwrite)
    let isVP9 = output.container == .webm
    guard isVP9 || output.container == .mov else { throw .unsuitableContainer(path: path) }
    let name = isVP9 ? "libvpx-vp9" : "prores_ks"
    guard let encoder = avcodec_find_encoder_by_name(name) else { throw .encoderMissing(name: name) }
    let format = isVP9 ? AV_PIX_FMT_YUVA420P : AV_PIX_FMT_YUVA444P10LE
    codec = try Codec(encoder)
    let rate = (frameRate ?? Rational(25, 1)).av
    usualDuration = max(1, av_rescale_q(1, AVRational(num: rate.den, den: max(1, rate.num)), self.timeBase))
    let context = codec.pointer
    context.pointee.width = Int32(clamping: size.width)
    context.pointee.height = Int32(clamping: size.height)
    context.pointee.pix_fmt = format
    context.pointee.time_base = self.timeBase
    context.pointee.framerate = rate
    context.pointee.sample_aspect_ratio = sampleAspectRatio.av
    context.pointee.color_range = AVCOL_RANGE_MPEG
    context.pointee.colorspace = AVCOL_SPC_BT709
    context.pointee.color_primaries = colorTags.primaries
    context.pointee.color_trc = colorTags.transfer
    context.pointee.thread_count = Int32(clamping: max(1, threads))
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    // libvpx has no alternate reference frames where there is alpha.
    var settings =
      isVP9
      ? Options([
        "crf": "20", "b": "0", "deadline": "good", "cpu-used": "5", "row-mt": "1", "auto-alt-ref": "0",
        "lag-in-frames": "0",
      ]) : Options(["profile": "4444", "alpha_bits": "16", "vendor": "apl0"])
    try check(avcodec_open2(context, encoder, &settings.pointer), output.failure)

    stream = try output.addStream()
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, context), output.failure)
    stream.pointee.time_base = self.timeBase
    stream.pointee.sample_aspect_ratio = sampleAspectRatio.av
    if frameRate != nil { stream.pointee.avg_frame_rate = rate }
    var options = Options()
    if isVP9 {
      av_dict_set(&stream.pointee.metadata, "alpha_mode", "1", 0)
    } else {
      options.set("movflags", "+faststart")
      options.set("video_track_timescale", String(self.timeBase.den))
    }

    let pixels = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? ""
    var source = "buffer@in=width=\(size.width):height=\(size.height):pix_fmt=rgba:time_base=1/1"
    if shim_buffer_source_has_color() != 0 { source += ":colorspace=\(AVCOL_SPC_RGB.rawValue):range=pc" }
    let scale = "scale=flags=bicubic+accurate_rnd+full_chroma_inp:out_color_matrix=bt709:out_range=limited"
    conversion = try FilterGraph(
      "\(source),\(scale),format=\(pixels),buffersink@out", threads: threads, failure: output.failure)
    rgba = try FrameBuffer.allocate(size, AV_PIX_FMT_RGBA)
    yuva = try FrameBuffer()
    packet = try Packet()
    try output.writeHeader(options)
  }

  /// Adds a picture.
  ///
  /// - Parameters:
  ///   - alpha: one value for each pixel, 255 is opaque.
  ///   - time: after that of the previous picture; otherwise it is moved to one tick after it.
  package func write(_ picture: Picture, alpha: [UInt8], at time: MediaTime) throws(MediaError) {
    guard picture.size == size, alpha.count == size.count else {
      throw .pictureSizeChanged(path: output.path, expected: size, actual: picture.size)
    }
    var ticks = av_rescale_q(time.ticks, time.timeBase.av, timeBase)
    if lastTicks == nil { shift = ticks < 0 ? 0 &- ticks : 0 }
    ticks = ticks.addingReportingOverflow(shift).partialValue
    if let lastTicks {
      ticks = max(ticks, lastTicks &+ 1)
      usualDuration = ticks &- lastTicks
      if output.container == .mov, usualDuration > Int64(Int32.max) {
        throw .gapTooLong(path: output.path, at: time, seconds: time.seconds)
      }
      durations[lastTicks] = usualDuration
    }
    lastTicks = ticks
    try check(av_frame_make_writable(rgba.pointer), output.failure)
    rgba.fill(with: picture, alpha: alpha)
    rgba.pointer.pointee.color_range = AVCOL_RANGE_JPEG
    rgba.pointer.pointee.colorspace = AVCOL_SPC_RGB
    try check(conversion.push(rgba.pointer), output.failure)
    try check(conversion.pull(yuva.pointer), output.failure)
    defer { yuva.clear() }
    yuva.pointer.pointee.pts = ticks
    yuva.pointer.pointee.pict_type = AV_PICTURE_TYPE_NONE
    try check(avcodec_send_frame(codec.pointer, yuva.pointer), output.failure)
    try writePackets()
  }

  /// Writes the remaining packets and renames the file.
  package func finish() throws(MediaError) {
    guard lastTicks != nil else { throw .noFrames(path: output.path) }
    if let lastTicks { durations[lastTicks] = usualDuration }
    try check(avcodec_send_frame(codec.pointer, nil), output.failure)
    try writePackets()
    try output.finish()
  }

  /// Discards the output. No effect after `finish()`.
  package func discard() { output.discard() }

  private func writePackets() throws(MediaError) {
    while true {
      let code = avcodec_receive_packet(codec.pointer, packet.pointer)
      if code == AVError.again || code == AVError.endOfFile { return }
      try check(code, output.failure)
      defer { packet.clear() }
      let fields = packet.pointer
      fields.pointee.duration = durations.removeValue(forKey: fields.pointee.pts) ?? usualDuration
      fields.pointee.stream_index = stream.pointee.index
      av_packet_rescale_ts(fields, timeBase, stream.pointee.time_base)
      // Rounding to milliseconds must not make times equal.
      if let lastWritten, fields.pointee.dts <= lastWritten { fields.pointee.dts = lastWritten + 1 }
      fields.pointee.pts = max(fields.pointee.pts, fields.pointee.dts)
      lastWritten = fields.pointee.dts
      try output.write(packet)
      count += 1
    }
  }
}

extension FrameBuffer {
  /// Copies a picture and its alpha channel into an RGBA frame of its size.
  func fill(with picture: Picture, alpha: [UInt8]) {
    let (width, height) = (picture.size.width, picture.size.height)
    for y in 0..<height {
      let row = row(y, count: 4 * width)
      for x in 0..<width {
        let n = y * width + x
        row[4 * x] = picture.bytes[3 * n]
        row[4 * x + 1] = picture.bytes[3 * n + 1]
        row[4 * x + 2] = picture.bytes[3 * n + 2]
        row[4 * x + 3] = alpha[n]
      }
    }
  }
}
