import CFFmpeg
import Imaging

/// Reads and decodes the video stream of one file: every frame that can be decoded, in presentation order, with its time.
///
/// Damaged packets are skipped and counted; so many in a row that nothing more can be hoped for are an error.
final class VideoDecoder {
  /// How many failures in a row are borne: about half a minute of ordinary video.
  static let maxConsecutiveErrors = 1000

  let file: InputFile
  let stream: UnsafeMutablePointer<AVStream>
  /// The frame that `next()` decoded last.
  let frame: FrameBuffer
  /// The presentation time of `frame`, in ticks of the stream's time base.
  private(set) var ticks: Int64 = 0
  private(set) var damage = Damage()

  private let codec: Codec
  private let packet: Packet
  private var isDraining = false
  private var isFirstFrame = true
  private var consecutiveErrors = 0
  private var durationOfPrevious: Int64 = 0

  init(path: String, analyzed: Bool = true, threads: Int) throws(MediaError) {
    file = try InputFile(path: path, analyzed: analyzed)
    guard let stream = file.bestVideoStream else {
      throw .noVideoStream(path: path, streams: file.streams.compactMap { $0.map { StreamInfo($0).summary } })
    }
    self.stream = stream
    for other in file.streams { other?.pointee.discard = AVDISCARD_ALL }
    stream.pointee.discard = AVDISCARD_DEFAULT

    guard let parameters = stream.pointee.codecpar else { throw .outOfMemory }
    guard let decoder = avcodec_find_decoder(parameters.pointee.codec_id) else {
      throw .noDecoder(path: path, codec: String(cString: avcodec_get_name(parameters.pointee.codec_id)))
    }
    let size = Size(width: Int(parameters.pointee.width), height: Int(parameters.pointee.height))
    guard size.count <= InputFile.maxPixels else {
      throw .tooLarge(path: path, size: size, maxPixels: InputFile.maxPixels)
    }
    codec = try Codec(decoder)
    try check(avcodec_parameters_to_context(codec.pointer, parameters)) { _ in .outOfMemory }
    codec.pointer.pointee.pkt_timebase = stream.pointee.time_base
    codec.pointer.pointee.thread_count = Int32(clamping: threads)
    codec.pointer.pointee.max_pixels = Int64(InputFile.maxPixels)
    try check(avcodec_open2(codec.pointer, decoder, nil)) {
      .nothingDecoded(path: path, reason: AVError.reason($0))
    }
    frame = try FrameBuffer()
    packet = try Packet()
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
          damage.addFrame(at: time)
        }
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

  /// How the current frame must be turned: what the container says, else what the frame itself says (Exif, SEI).
  var orientation: Orientation {
    Orientation(displayMatrix: shim_stream_display_matrix(stream))
      ?? Orientation(displayMatrix: shim_frame_display_matrix(frame.pointer)) ?? .upright
  }

  /// Goes back to a key frame at or before `ticks`, as far as the index of the file can tell. False if it cannot.
  func seek(to ticks: Int64) -> Bool {
    guard av_seek_frame(file.context, stream.pointee.index, ticks, AVSEEK_FLAG_BACKWARD) >= 0 else { return false }
    avcodec_flush_buffers(codec.pointer)
    isDraining = false
    isFirstFrame = true
    return true
  }

  /// Sends the decoder the next packet of the stream, or at the end of the file the signal to drain.
  private func feed() throws(MediaError) {
    guard !isDraining else { return try fail(AVError.invalidData) }
    defer { packet.clear() }
    while true {
      packet.clear()
      let read = file.read(packet)
      guard read >= 0 else {
        // A file that cannot be read further ends here; what was decoded so far is good.
        if read != AVError.endOfFile { damage.endedEarly = AVError.reason(read) }
        isDraining = true
        avcodec_send_packet(codec.pointer, nil)
        return
      }
      if packet.pointer.pointee.stream_index == stream.pointee.index { break }
    }
    let sent = avcodec_send_packet(codec.pointer, packet.pointer)
    if sent < 0, sent != AVError.again, sent != AVError.endOfFile { try fail(sent) }
  }

  private func fail(_ code: Int32) throws(MediaError) {
    consecutiveErrors += 1
    let stamp = [packet.pointer.pointee.pts, packet.pointer.pointee.dts].first { $0 != shim_no_time() }
    damage.addPacket(at: stamp.map { MediaTime(ticks: $0, timeBase: timeBase) }, reason: AVError.reason(code))
    guard consecutiveErrors < Self.maxConsecutiveErrors else {
      throw .tooManyErrors(
        path: file.path, count: consecutiveErrors, after: isFirstFrame ? nil : time, reason: AVError.reason(code))
    }
  }

  /// Takes the time from the frame; where it has none, the previous one plus its duration.
  private func stampFrame() {
    let stamp = frame.pointer.pointee.best_effort_timestamp
    if stamp != shim_no_time() {
      ticks = stamp
    } else {
      ticks = isFirstFrame ? 0 : ticks.addingReportingOverflow(durationOfPrevious).partialValue
    }
    isFirstFrame = false
    durationOfPrevious = shim_frame_duration(frame.pointer)
    if durationOfPrevious <= 0 {
      let rate = stream.pointee.avg_frame_rate
      durationOfPrevious =
        rate.num > 0 && rate.den > 0
        ? max(1, av_rescale_q(1, AVRational(num: rate.den, den: rate.num), stream.pointee.time_base)) : 1
    }
  }
}

/// What was wrong with a stream but did not stop its decoding.
struct Damage {
  private var packets = 0
  private var firstPacket: (time: MediaTime?, reason: String)?
  private var frames = 0
  private var firstFrame: MediaTime?
  var endedEarly: String?

  mutating func addPacket(at time: MediaTime?, reason: String) {
    packets += 1
    if firstPacket == nil { firstPacket = (time, reason) }
  }

  mutating func addFrame(at time: MediaTime) {
    frames += 1
    if firstFrame == nil { firstFrame = time }
  }

  /// One line a kind of damage.
  var warnings: [String] {
    var lines: [String] = []
    if let firstPacket {
      let place = firstPacket.time.map { " at \($0)" } ?? ""
      let subject = packets == 1 ? "1 damaged packet was" : "\(packets) damaged packets were"
      lines.append("\(subject) skipped, the first\(place): \(firstPacket.reason)")
    }
    if let firstFrame {
      let subject = frames == 1 ? "1 frame was" : "\(frames) frames were"
      lines.append("\(subject) decoded with errors, the first at \(firstFrame)")
    }
    if let endedEarly { lines.append("the file ends early: \(endedEarly)") }
    return lines
  }
}
