import CFFmpeg
import Imaging

/// The sound of the input on its way into the output, kept in step with the frames that are written.
///
/// Streams are copied packet by packet where the container can carry their codec, otherwise encoded again as AAC. The
/// input file is opened apart from the video's decoder, so that neither waits for the other.
final class AudioTracks {
  private let source: AudioSource
  private let output: OutputFile
  private var file: InputFile?
  private var tracks: [Int32: any AudioTrack] = [:]
  private var packet: Packet?
  /// Whether `packet` was read but not yet written.
  private var isPending = false
  private var range = -Double.infinity...Double.infinity
  private(set) var notes: [String] = []

  /// Adds a stream to the output for every audio stream of the source. Sound that cannot be had becomes a note: it is no
  /// reason to lose the picture.
  init(source: AudioSource, output: OutputFile) {
    self.source = source
    self.output = output
    do throws(MediaError) {
      let file = try InputFile(path: source.path)
      self.file = file
      packet = try Packet()
      for case let stream? in file.streams {
        guard stream.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_AUDIO else {
          stream.pointee.discard = AVDISCARD_ALL
          continue
        }
        add(stream)
      }
      for key in ["title", "artist", "album", "comment", "date", "copyright", "description"] {
        guard let entry = av_dict_get(file.context.pointee.metadata, key, nil, 0) else { continue }
        av_dict_set(&output.context.pointee.metadata, key, entry.pointee.value, 0)
      }
    } catch {
      notes.append("the sound was left out: \(error)")
    }
  }

  /// Samples a second of every track.
  var sampleRates: [Int] { tracks.values.map(\.sampleRate) }

  /// The first frame has this time, in seconds on the input's clock; every time is written `shift` seconds later.
  func begin(at start: Double, shift: Double) {
    for track in tracks.values { track.shift = shift }
    guard source.extent == .asFrames else { return }
    range = start...Double.infinity
    // Saves reading the file up to there; where seeking fails it is read.
    if let file, start > 2 {
      av_seek_frame(file.context, -1, Int64(clamping: (start - 1) * Double(AV_TIME_BASE)), AVSEEK_FLAG_BACKWARD)
    }
  }

  /// Writes the sound before `seconds` on the input's clock.
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

  /// Writes the rest of the sound; where the pictures are not complete, up to their end.
  func finish(framesEnd: Double, isComplete: Bool) throws(MediaError) {
    try copy(until: source.extent == .whole && isComplete ? .infinity : framesEnd)
    for track in tracks.values.sorted(by: { $0.index < $1.index }) { try track.finish() }
  }

  private func add(_ stream: UnsafeMutablePointer<AVStream>) {
    let codec = stream.pointee.codecpar.pointee.codec_id
    let label = "audio stream \(stream.pointee.index) (\(String(cString: avcodec_get_name(codec))))"
    do throws(MediaError) {
      if output.carries(codec) {
        tracks[stream.pointee.index] = try CopiedTrack(stream, output: output)
      } else {
        tracks[stream.pointee.index] = try EncodedTrack(stream, path: source.path, output: output)
        notes.append("\(label) was encoded again as AAC, which \(output.containerName) players expect")
      }
    } catch {
      stream.pointee.discard = AVDISCARD_ALL
      notes.append("\(label) was left out: \(error)")
    }
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

  /// False if the packet's time has not come.
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

/// One stream of sound in the output.
protocol AudioTrack: AnyObject {
  /// The stream's place in the output.
  var index: Int32 { get }
  var sampleRate: Int { get }
  /// Seconds that are added to every time.
  var shift: Double { get set }
  /// Takes a packet of the input; its contents are used up.
  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(MediaError)
  func finish() throws(MediaError)
}

extension OutputFile {
  /// Whether sound of this codec is copied: the container has a place for it, and common players know it there.
  fileprivate func carries(_ codec: AVCodecID) -> Bool {
    let known: [AVCodecID]? =
      switch container {
      case .mp4:
        [
          AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_OPUS, AV_CODEC_ID_FLAC,
          AV_CODEC_ID_ALAC,
        ]
      case .mov:
        [
          AV_CODEC_ID_AAC, AV_CODEC_ID_MP3, AV_CODEC_ID_AC3, AV_CODEC_ID_EAC3, AV_CODEC_ID_ALAC,
          AV_CODEC_ID_PCM_S16LE, AV_CODEC_ID_PCM_S16BE, AV_CODEC_ID_PCM_S24LE, AV_CODEC_ID_PCM_S24BE,
        ]
      case .matroska: nil
      }
    return known?.contains(codec) != false
      && avformat_query_codec(context.pointee.oformat, codec, FF_COMPLIANCE_NORMAL) == 1
  }
}
