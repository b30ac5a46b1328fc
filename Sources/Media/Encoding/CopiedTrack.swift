import CFFmpeg

/// Sound or subtitles whose packets are copied unchanged, or an attachment, which has no packets.
final class CopiedTrack: Track {
  let index: Int32
  let clockRate: Int
  var shift = 0.0
  var lost = 0
  private let output: OutputFile
  private let stream: UnsafeMutablePointer<AVStream>
  private let inputTimeBase: AVRational
  private let packet: Packet
  private let isSubtitle: Bool
  private var nextTicks: Int64?
  private var lastTicks: Int64?

  init(_ input: UnsafeMutablePointer<AVStream>, output: OutputFile) throws(MediaError) {
    self.output = output
    stream = try output.addStream()
    index = stream.pointee.index
    clockRate = Int(input.pointee.codecpar.pointee.sample_rate)
    isSubtitle = input.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_SUBTITLE
    inputTimeBase = input.pointee.time_base
    packet = try Packet()
    try check(avcodec_parameters_copy(stream.pointee.codecpar, input.pointee.codecpar), output.failure)
    // The tag belongs to the input's container; the muxer chooses its own.
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
    // Damaged files contain any number: a wrong result is acceptable, a trap is not.
    fields.pointee.pts &+= stream.ticks(shift)
    nextTicks = fields.pointee.pts &+ max(0, fields.pointee.duration)
    // Matroska has no negative times. Packets there are encoder priming, which is not played.
    if output.container.isMatroska, fields.pointee.pts < 0 { return }
    // Packets are stored in playing order; several subtitles may be shown at once.
    if let lastTicks { fields.pointee.pts = max(fields.pointee.pts, isSubtitle ? lastTicks : lastTicks &+ 1) }
    fields.pointee.dts = fields.pointee.pts
    lastTicks = fields.pointee.pts
    fields.pointee.stream_index = index
    fields.pointee.pos = -1
    try write(packet, to: output)
  }

  func finish() {}
}
