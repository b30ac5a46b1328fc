import CFFmpeg
import Imaging

/// Writes label maps to a lossless video: FFV1 of 16-bit gray in Matroska, one frame per map.
///
/// The file has a temporary name until `finish()`. Matroska counts in milliseconds: times are rounded, so exact times
/// must be stored elsewhere.
package final class LabelVideoWriter {
  let output: OutputFile
  private let size: PictureSize
  let codec: Codec
  private let stream: UnsafeMutablePointer<AVStream>
  private let frame: FrameBuffer
  private let packet: Packet
  /// Holds the packets until `finish()`, if the writer is resumable.
  let journal: PacketJournal?
  private(set) var lastTicks: Int64?
  private(set) var shift: Int64 = 0
  /// In milliseconds; Matroska stores only the total duration.
  private(set) var usualDuration: Int64
  private(set) var nudged = 0
  /// The number of maps written; complete after `finish()`.
  package private(set) var count = 0

  /// - Parameters:
  ///   - path: of an .mkv file.
  ///   - threads: for coding, ≥ 1.
  ///   - isResumable: whether packets are kept in a work file until `finish()`, so that ``suspend()`` can be called.
  ///   - state: the state to resume from; the work file must exist.
  package init(
    path: String, size: PictureSize, frameRate: Rational? = nil, sampleAspectRatio: Rational = Rational(1, 1),
    threads: Int = 2, overwrite: Bool = false, isResumable: Bool = false, from state: State? = nil
  ) throws(MediaError) {
    journal = isResumable ? try PacketJournal(besides: path, from: state?.journal) : nil
    output = try OutputFile(path: path, overwrite: overwrite)
    self.size = size
    guard output.container == .matroska else { throw .unsuitableContainer(path: path) }
    guard let encoder = avcodec_find_encoder(AV_CODEC_ID_FFV1) else { throw .encoderMissing(name: "ffv1") }
    codec = try Codec(encoder)
    let context = codec.pointer
    context.pointee.width = Int32(clamping: size.width)
    context.pointee.height = Int32(clamping: size.height)
    context.pointee.pix_fmt = AV_PIX_FMT_GRAY16LE
    context.pointee.color_range = AVCOL_RANGE_JPEG
    context.pointee.time_base = Self.timeBase
    context.pointee.sample_aspect_ratio = sampleAspectRatio.av
    context.pointee.gop_size = 1
    // libavcodec's slices lose rows of very small pictures; FFV1 version 1 has no slices.
    context.pointee.level = min(size.width, size.height) < 8 ? 1 : 3
    context.pointee.thread_count = Int32(clamping: max(1, threads))
    context.pointee.flags |= AV_CODEC_FLAG_GLOBAL_HEADER
    let hasChecksums = context.pointee.level == 3
    var settings = Options(["slicecrc": hasChecksums ? "1" : "0"])
    try check(avcodec_open2(context, encoder, &settings.pointer), output.failure)

    stream = try output.addStream()
    try check(avcodec_parameters_from_context(stream.pointee.codecpar, context), output.failure)
    stream.pointee.time_base = Self.timeBase
    stream.pointee.sample_aspect_ratio = sampleAspectRatio.av
    if let frameRate { stream.pointee.avg_frame_rate = frameRate.av }
    usualDuration = frameRate.map { max(1, Int64(clamping: 1000 / $0.value)) } ?? 40
    av_dict_set(&stream.pointee.metadata, "title", "labels", 0)
    if hasChecksums {
      av_dict_set(&stream.pointee.metadata, FFV1Slices.metadataName, FFV1Slices.metadataValue, 0)
    }
    frame = try FrameBuffer.allocate(size, AV_PIX_FMT_GRAY16LE)
    packet = try Packet()
    try output.writeHeader(Options())
    if let state {
      try checkContinues(state)
      (lastTicks, usualDuration, shift, nudged) = (state.lastTicks, state.usualDuration, state.shift, state.nudged)
    }
  }

  /// Matroska's time base.
  private static let timeBase = AVRational(num: 1, den: 1000)

  /// Adds a label map. If this throws `diskFull`, the previous maps can still be finished.
  /// - Parameter time: after that of the previous map.
  package func write(_ map: LabelRaster<some Any>, at time: MediaTime) throws(MediaError) {
    try checkOpen()
    guard map.size == size else {
      throw .pictureSizeChanged(path: output.path, expected: size, actual: map.size)
    }
    do throws(MediaError) {
      var ticks = av_rescale_q(time.ticks, time.timeBase.av, Self.timeBase)
      // Matroska has no negative times.
      if lastTicks == nil { shift = ticks < 0 ? 0 &- ticks : 0 }
      ticks = ticks.addingReportingOverflow(shift).partialValue
      if let lastTicks, ticks <= lastTicks {
        nudged += 1
        ticks = lastTicks &+ 1
      }
      if let lastTicks { usualDuration = ticks &- lastTicks }
      try encode(map, at: ticks)
      lastTicks = ticks
    } catch {
      if !(output.isFull || journal?.isFull ?? false) { discard() }
      throw error
    }
  }

  /// Writes the remaining packets and renames the file. If the disk is full, the file ends with the last map stored;
  /// with a work file, either all packets are written, or this throws and the work file is kept.
  package func finish() throws(MediaError) {
    try checkOpen()
    do throws(MediaError) {
      guard lastTicks != nil else { throw .noFrames(path: output.path) }
      if let journal { try muxJournal(journal) }
      try output.finish()
    } catch {
      discard()
      throw error
    }
  }

  /// Discards the output. No effect after `finish()`.
  package func discard() { output.discard() }

  /// Notes about the file for the user, one line each.
  package var notes: [String] {
    var lines: [String] = []
    if shift > 0 { lines.append("times start below zero and were shifted by \(shift) ms to start at zero") }
    if nudged > 0 { lines.append("\(nudged) times were less than a millisecond after the previous one and were moved") }
    return lines
  }

  private func encode(_ map: LabelRaster<some Any>, at ticks: Int64) throws(MediaError) {
    try check(av_frame_make_writable(frame.pointer), output.failure)
    for y in 0..<size.height {
      let row = frame.row(y, count: 2 * size.width)
      for x in 0..<size.width {
        let label = map.labels[y * size.width + x]
        row[2 * x] = UInt8(label & 255)
        row[2 * x + 1] = UInt8(label >> 8)
      }
    }
    frame.pointer.pointee.pts = ticks
    try check(avcodec_send_frame(codec.pointer, frame.pointer), output.failure)
    // All frames are intra-coded, so the packet is available at once.
    try check(avcodec_receive_packet(codec.pointer, packet.pointer), output.failure)
    defer { packet.clear() }
    let fields = packet.pointer
    fields.pointee.pts = ticks
    fields.pointee.dts = ticks
    fields.pointee.duration = usualDuration
    if let journal { try journal.append(packet) } else { try mux(packet) }
  }

  /// Writes a packet with times in milliseconds to the output.
  func mux(_ packet: borrowing Packet) throws(MediaError) {
    let fields = packet.pointer
    fields.pointee.stream_index = stream.pointee.index
    av_packet_rescale_ts(fields, Self.timeBase, stream.pointee.time_base)
    try output.write(packet)
    count += 1
  }

  private func checkOpen() throws(MediaError) {
    guard output.isOpen else { throw .encodingFailed(path: output.path, reason: "the file is already closed") }
  }
}
