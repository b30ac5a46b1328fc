import CFFmpeg

/// Sound whose packets go into the output as they are.
final class CopiedTrack: AudioTrack {
  let index: Int32
  let sampleRate: Int
  var shift = 0.0
  private let output: OutputFile
  private let stream: UnsafeMutablePointer<AVStream>
  private let inputTimeBase: AVRational
  private let packet: Packet
  private var nextTicks: Int64?
  private var lastTicks: Int64?

  init(_ input: UnsafeMutablePointer<AVStream>, output: OutputFile) throws(MediaError) {
    self.output = output
    stream = try output.addStream()
    index = stream.pointee.index
    sampleRate = Int(input.pointee.codecpar.pointee.sample_rate)
    inputTimeBase = input.pointee.time_base
    packet = try Packet()
    try check(avcodec_parameters_copy(stream.pointee.codecpar, input.pointee.codecpar), output.failure)
    // The tag is that of the input's container; the muxer finds its own.
    stream.pointee.codecpar.pointee.codec_tag = 0
    stream.pointee.time_base = inputTimeBase
    stream.copyDescription(from: input)
  }

  func write(_ source: UnsafeMutablePointer<AVPacket>) throws(MediaError) {
    let fields = packet.pointer
    av_packet_move_ref(fields, source)
    defer { packet.clear() }
    av_packet_rescale_ts(fields, inputTimeBase, stream.pointee.time_base)
    let none = shim_no_time()
    if fields.pointee.pts == none {
      fields.pointee.pts = fields.pointee.dts != none ? fields.pointee.dts : nextTicks ?? 0
    }
    // Damaged files hold any number: it may come out wrong, but must not trap.
    fields.pointee.pts &+= stream.ticks(shift)
    nextTicks = fields.pointee.pts &+ max(0, fields.pointee.duration)
    // Matroska has no times below zero. What lies there is the encoder's lead-in, which is not played.
    if output.container == .matroska, fields.pointee.pts < 0 { return }
    // Sound is stored in the order in which it is played.
    if let lastTicks { fields.pointee.pts = max(fields.pointee.pts, lastTicks &+ 1) }
    fields.pointee.dts = fields.pointee.pts
    lastTicks = fields.pointee.pts
    fields.pointee.stream_index = index
    fields.pointee.pos = -1
    try output.write(packet)
  }

  func finish() {}
}

extension UnsafeMutablePointer where Pointee == AVStream {
  /// Keeps the language and the name of a stream, and whether it is the default one.
  func copyDescription(from input: UnsafeMutablePointer<AVStream>) {
    for key in ["language", "title"] {
      if let value = input.metadata(key) { av_dict_set(&pointee.metadata, key, value, 0) }
    }
    pointee.disposition = input.pointee.disposition
  }

  /// Seconds in ticks of the stream.
  func ticks(_ seconds: Double) -> Int64 {
    Int64(clamping: (seconds * Double(pointee.time_base.den) / Double(max(1, pointee.time_base.num))).rounded())
  }
}
