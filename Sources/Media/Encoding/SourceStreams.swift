import CFFmpeg
import Imaging

/// Transfers everything but the picture to the output: sound, subtitles, attachments, chapters and metadata,
/// interleaved with the written frames.
///
/// Streams are copied packet by packet if the container supports them, otherwise re-encoded or converted. Failures
/// become notes. The input file is opened separately from the video decoder, so that neither waits for the other, and
/// is read only up to the time of the pictures.
final class SourceStreams {
  private let source: StreamSource
  private let output: OutputFile
  private var file: InputFile?
  private var tracks: [Int32: any Track] = [:]
  private var packet: Packet?
  /// Whether `packet` was read but not yet written.
  private var isPending = false
  private var range = -Double.infinity...Double.infinity
  private var shift = 0.0
  private var openingNotes: [String] = []

  /// Adds an output stream for every supported stream of the source and describes the picture stream.
  ///
  /// Failures become notes, so that the picture is not lost.
  init(source: StreamSource, picture: UnsafeMutablePointer<AVStream>, output: OutputFile) {
    self.source = source
    self.output = output
    do throws(MediaError) {
      let file = try InputFile(path: source.path, options: source.options)
      self.file = file
      packet = try Packet()
      if let video = file.bestVideoStream {
        picture.copyDescription(from: video)
        picture.pointee.disposition = AV_DISPOSITION_DEFAULT
      }
      for case let stream? in file.streams { add(stream, of: file) }
      output.copyMetadata(of: file)
      let lost = output.metadataWithoutPlace
      if !lost.isEmpty {
        openingNotes.append(
          "\(output.containerName) does not support these metadata entries, .mkv does: "
            + lost.joined(separator: ", "))
      }
    } catch {
      openingNotes.append("sound, subtitles and metadata were left out: \(error)")
    }
  }

  /// What happened to the streams, one line each; complete after `finish`.
  var notes: [String] {
    openingNotes
      + tracks.filter { $0.value.lost > 0 }.sorted { $0.key < $1.key }.map { index, track in
        "\(file?.stream(Int(index)).map(label) ?? "stream \(index)"): \(track.lost) packets were damaged or rejected by "
          + output.containerName
      }
  }

  /// Ticks per second of the tracks that have their own clock.
  var clockRates: [Int] { tracks.values.map(\.clockRate).filter { $0 > 0 } }

  /// Sets the time of the first frame, in seconds on the input's clock; all times are written `shift` seconds later.
  func begin(at start: Double, shift: Double) {
    self.shift = shift
    for track in tracks.values { track.shift = shift }
    guard source.extent == .asFrames else { return }
    range = start...Double.infinity
    // Seeking avoids reading the file up to there; if it fails, the file is read.
    if let file, start > 2 {
      av_seek_frame(file.context, -1, Int64(clamping: (start - 1) * Double(AV_TIME_BASE)), AVSEEK_FLAG_BACKWARD)
    }
  }

  /// Writes everything before `seconds` on the input's clock.
  func copy(until seconds: Double) throws(MediaError) {
    guard let file, !tracks.isEmpty else { return }
    while true {
      if !isPending {
        packet?.clear()
        guard try read(from: file) else { return }
        isPending = true
      }
      guard try writePending(file, until: seconds) else { return }
      isPending = false
    }
  }

  /// Writes the rest; if the pictures are incomplete, only up to their end.
  func finish(framesEnd: Double, isComplete: Bool) throws(MediaError) {
    let end = source.extent == .whole && isComplete ? Double.infinity : framesEnd
    if let file, range.lowerBound <= end {
      try output.copyChapters(of: file, in: range.lowerBound...end, shift: shift)
    }
    try copy(until: end)
    for track in tracks.values.sorted(by: { $0.index < $1.index }) { try track.finish() }
  }

  private func add(_ stream: UnsafeMutablePointer<AVStream>, of file: InputFile) {
    let label = label(stream)
    do throws(MediaError) {
      switch output.handling(of: stream, in: file) {
      case .copy:
        tracks[stream.pointee.index] = try CopiedTrack(stream, output: output)
      case .encode:
        tracks[stream.pointee.index] = try EncodedAudioTrack(stream, path: source.path, output: output)
        openingNotes.append(
          "\(label) was re-encoded as \(SoundCodec.of(output.container).name), as \(output.containerName) players expect"
        )
      case .convertText(let codec):
        tracks[stream.pointee.index] = try TextTrack(stream, as: codec, path: source.path, output: output)
        openingNotes.append(
          "\(label) was converted to \(String(cString: avcodec_get_name(codec))), which \(output.containerName) holds")
      case .leaveOut(let reason):
        openingNotes.append("\(label) was left out: \(reason)")
        stream.pointee.discard = AVDISCARD_ALL
      case .ignore:
        stream.pointee.discard = AVDISCARD_ALL
      }
    } catch {
      stream.pointee.discard = AVDISCARD_ALL
      openingNotes.append("\(label) was left out: \(error)")
    }
  }

  /// For example `audio stream 1 (aac)`, `data stream 2 (tmcd)`.
  private func label(_ stream: UnsafeMutablePointer<AVStream>) -> String {
    let isKnown = stream.pointee.codecpar.pointee.codec_id != AV_CODEC_ID_NONE
    let codec = isKnown ? stream.codecName : stream.codecTag ?? "unknown codec"
    return "\(stream.kind) stream \(stream.pointee.index) (\(codec))"
  }

  /// Reads the next packet of a track; false at the end.
  private func read(from file: InputFile) throws(MediaError) -> Bool {
    guard let pointer = packet?.pointer else { return false }
    while av_read_frame(file.context, pointer) >= 0 {
      if tracks[pointer.pointee.stream_index] != nil { return true }
      av_packet_unref(pointer)
    }
    return false
  }

  /// False if the packet's time is not reached yet.
  private func writePending(_ file: InputFile, until seconds: Double) throws(MediaError) -> Bool {
    guard let pointer = packet?.pointer, let track = tracks[pointer.pointee.stream_index],
      let stream = file.stream(Int(pointer.pointee.stream_index))
    else { return true }
    let stamp = pointer.pointee.pts != shim_no_time() ? pointer.pointee.pts : pointer.pointee.dts
    if stamp != shim_no_time() {
      let timeBase = stream.pointee.time_base
      let time = Double(stamp) * Double(timeBase.num) / Double(timeBase.den)
      guard time < seconds else { return false }
      guard range.contains(time) else { return true }
    }
    try track.write(pointer)
    return true
  }
}
