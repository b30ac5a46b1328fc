import CFFmpeg
import Imaging

/// Reads a lossless video whose pixels are region numbers: gray values of up to 16 bits or palette indices.
///
/// Any damage is an error: a wrong number is worse than none.
package final class RegionVideoReader {
  private let file: InputFile
  private let stream: UnsafeMutablePointer<AVStream>
  private let codec: Codec
  private let packet: Packet
  private let frame: FrameBuffer
  private let hasChecksums: Bool

  /// - Parameters:
  ///   - threads: for decoding, ≥ 1.
  ///   - canSkip: whether ``skip()`` can be called: then no frame is decoded before it is asked for.
  package init(path: String, threads: Int = 2, canSkip: Bool = false) throws(MediaError) {
    file = try InputFile(path: path)
    guard let stream = file.bestVideoStream else {
      throw .noVideoStream(path: path, streams: file.streams.compactMap { $0.map { StreamInfo($0).summary } })
    }
    self.stream = stream
    for other in file.streams { other?.pointee.discard = other == stream ? AVDISCARD_DEFAULT : AVDISCARD_ALL }
    guard let parameters = stream.pointee.codecpar, let decoder = avcodec_find_decoder(parameters.pointee.codec_id)
    else { throw .noDecoder(path: path, codec: stream.codecName) }
    let size = PictureSize(width: Int(parameters.pointee.width), height: Int(parameters.pointee.height))
    let maxPixels = file.options.maxPixels
    guard size.count <= maxPixels else { throw .tooLarge(path: path, size: size, maxPixels: maxPixels) }
    codec = try Codec(decoder)
    try check(avcodec_parameters_to_context(codec.pointer, parameters)) { _ in .outOfMemory }
    codec.pointer.pointee.pkt_timebase = stream.pointee.time_base
    codec.pointer.pointee.thread_count = Int32(clamping: max(1, threads))
    if canSkip { codec.pointer.pointee.thread_type = FF_THREAD_SLICE }
    codec.pointer.pointee.max_pixels = Int64(maxPixels)
    codec.pointer.pointee.err_recognition = AV_EF_CRCCHECK | AV_EF_EXPLODE
    try check(avcodec_open2(codec.pointer, decoder, nil)) { .nothingDecoded(path: path, reason: AVError.reason($0)) }
    hasChecksums =
      parameters.pointee.codec_id == AV_CODEC_ID_FFV1
      && stream.metadata(FFV1Slices.metadataName) == FFV1Slices.metadataValue
    packet = try Packet()
    frame = try FrameBuffer()
  }

  /// The number of frames in the file, from its packets.
  package static func count(path: String) throws(MediaError) -> Int {
    let reader = try RegionVideoReader(path: path)
    var count = 0
    while try reader.readPacket() { count += 1 }
    return count
  }

  /// The next frame and its presentation time; nil at the end.
  package func next() throws(MediaError) -> (map: RegionMap, time: MediaTime)? {
    while true {
      switch avcodec_receive_frame(codec.pointer, frame.pointer) {
      case 0: return (try RegionMap(frame, path: file.path), time)
      case AVError.again:
        if try readPacket() {
          if PNGChunks.concerns(codec.pointer.pointee.codec_id) { try PNGChunks.strip(packet) }
          try check(avcodec_send_packet(codec.pointer, packet.pointer), failure)
        } else {
          avcodec_send_packet(codec.pointer, nil)
        }
      case AVError.endOfFile: return nil
      case let code: throw failure(code)
      }
    }
  }

  /// Passes the next frame without decoding it. Each frame is coded by itself.
  ///
  /// - Returns: false at the end.
  package func skip() throws(MediaError) -> Bool { try readPacket(isChecked: false) }

  /// The frame size declared by the header.
  package var size: PictureSize {
    PictureSize(width: Int(codec.pointer.pointee.width), height: Int(codec.pointer.pointee.height))
  }

  /// The average frames per second, if declared.
  package var frameRate: Rational? { Rational(stream.pointee.avg_frame_rate).flatMap { $0.numerator > 0 ? $0 : nil } }

  /// The pixel aspect ratio, width to height; square if undeclared.
  package var sampleAspectRatio: Rational {
    Rational(stream.pointee.sample_aspect_ratio).flatMap { $0.numerator > 0 ? $0 : nil } ?? Rational(1, 1)
  }

  private var time: MediaTime {
    MediaTime(
      ticks: frame.pointer.pointee.best_effort_timestamp, timeBase: Rational(stream.pointee.time_base) ?? Rational(1, 1)
    )
  }

  /// False at the end.
  private func readPacket(isChecked: Bool = true) throws(MediaError) -> Bool {
    repeat {
      packet.clear()
      let code = file.read(packet)
      if code == AVError.endOfFile { return false }
      try check(code, failure)
    } while packet.pointer.pointee.stream_index != stream.pointee.index
    guard !isChecked || !hasChecksums || FFV1Slices.areWhole(packet) else {
      throw .decodingFailed(
        path: file.path, reason: "a frame is damaged: its checksum is wrong; segment the video again")
    }
    return true
  }

  private func failure(_ code: Int32) -> MediaError { .decodingFailed(path: file.path, reason: AVError.reason(code)) }
}
