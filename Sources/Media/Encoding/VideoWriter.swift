import CFFmpeg
import Imaging

/// Writes pictures with their times, and the input's other streams, to an .mp4, .mov or .mkv file or, as Matroska, to
/// standard output.
///
/// A file has a temporary name until `finish()`; without it nothing remains. If the disk is full, the pictures stored
/// so far can still be finished.
package final class VideoWriter {
  private let output: OutputFile
  let encoder: VideoEncoder
  let streams: SourceStreams?
  /// Holds the packets until `finish()`, if the writer is resumable.
  let journal: PacketJournal?
  /// The times of the first and the last picture.
  private(set) var firstTicks: Int64?
  private(set) var lastTicks: Int64?
  /// Added to every time, in ticks of the video, so that the first time is not negative.
  private(set) var shift: Int64 = 0
  private(set) var nudged = 0
  private var fullDiskIsKnown = false
  /// Whether a time is not a whole number of milliseconds.
  private var isRounded = false
  private var openingNotes: [String] = []

  /// Opens the file and writes its header.
  /// - Parameters:
  ///   - path: nil for standard output.
  ///   - timeBase: of all times; MP4 and QuickTime keep it exactly.
  ///   - frameRate: average frames per second, for the encoder's rate control.
  ///   - sampleAspectRatio: pixel width to height.
  ///   - colorTags: of the pictures; the matrix is always BT.709, tagged as such.
  ///   - source: the file whose sound, subtitles and metadata are included; nil for none.
  ///   - threads: for encoding, ≥ 1. The bytes depend on it a little.
  ///   - overwrite: whether an existing file may be replaced.
  ///   - isResumable: whether packets are kept in a work file until `finish()`, so that ``suspend()`` can be called;
  ///     not for standard output.
  ///   - state: the state to resume from; the work file must exist.
  package init(
    path: String?, size: PictureSize, timeBase: Rational, frameRate: Rational? = nil,
    sampleAspectRatio: Rational = Rational(1, 1), colorTags: ColorTags = .bt709, streams source: StreamSource? = nil,
    encoding: EncodingSettings = EncodingSettings(), threads: Int = 2, overwrite: Bool = false,
    isResumable: Bool = false,
    from state: State? = nil
  ) throws(MediaError) {
    let journal: PacketJournal? =
      if isResumable, let path { try PacketJournal(besides: path, from: state?.journal) } else { nil }
    self.journal = journal
    func open(_ source: StreamSource?) throws(MediaError) -> Parts {
      let output = try OutputFile(path: path, overwrite: overwrite)
      let encoder = try VideoEncoder(
        size: size, timeBase: timeBase, frameRate: frameRate, sampleAspectRatio: sampleAspectRatio,
        colorTags: colorTags,
        encoding: encoding, threads: threads, output: output, journal: journal)
      let streams = source.map { SourceStreams(source: $0, picture: encoder.stream, output: output) }
      try output.writeHeader(Self.muxerOptions(output, encoder, streams))
      return Parts(output: output, encoder: encoder, streams: streams)
    }
    let parts: Parts
    do throws(MediaError) {
      parts = try open(source)
    } catch .encodingFailed(_, let reason) where source != nil {
      // A damaged stream can have properties that no container accepts. The picture is written without it.
      parts = try open(nil)
      openingNotes.append("sound, subtitles and metadata were left out: \(reason)")
    }
    (output, encoder, streams) = (parts.output, parts.encoder, parts.streams)
    if let state {
      try checkContinues(state)
      encoder.resume(behind: state.lastTicks, usualDuration: state.usualDuration)
      (firstTicks, lastTicks, shift, nudged) = (state.firstTicks, state.lastTicks, state.shift, state.nudged)
    }
  }

  private struct Parts {
    let output: OutputFile
    let encoder: VideoEncoder
    let streams: SourceStreams?
  }

  private static func muxerOptions(
    _ output: OutputFile, _ encoder: VideoEncoder, _ streams: SourceStreams?
  ) -> Options {
    var options = Options()
    guard !output.container.isMatroska else { return options }
    // The file's clock counts the start times of the tracks, so it must be fine enough for all of them.
    let scales = [Int(encoder.timeBase.den)] + (streams?.clockRates ?? [])
    options.set("movflags", "+faststart")
    options.set("video_track_timescale", String(encoder.timeBase.den))
    options.set("movie_timescale", String(commonTimescale(scales)))
    return options
  }

  /// The output file, for messages.
  var path: String { output.path }

  /// Throws if `init` would reject the name. Touches nothing.
  package static func check(path: String, overwrite: Bool) throws(MediaError) {
    try OutputFile.checkName(path: path, overwrite: overwrite)
  }

  /// Adds a picture, and the other streams up to its time.
  /// - Parameter time: after that of the previous picture; otherwise it is moved to one tick after it.
  package func write(_ picture: Picture, at time: MediaTime) throws(MediaError) {
    try checkOpen()
    try checkGap(to: time)
    do throws(MediaError) {
      var ticks = av_rescale_q(time.ticks, time.timeBase.av, encoder.timeBase)
      let milliseconds = (ticks % Int64(encoder.timeBase.den)).multipliedReportingOverflow(
        by: 1000 * Int64(encoder.timeBase.num))
      if milliseconds.overflow || milliseconds.partialValue % Int64(encoder.timeBase.den) != 0 { isRounded = true }
      if firstTicks == nil {
        firstTicks = ticks
        shift = ticks < 0 ? 0 &- ticks : 0
        if journal == nil { streams?.begin(at: seconds(ticks), shift: seconds(shift)) }
      }
      ticks = ticks.addingReportingOverflow(shift).partialValue
      if let lastTicks, ticks <= lastTicks {
        nudged += 1
        ticks = lastTicks &+ 1
      }
      lastTicks = ticks
      try encoder.encode(picture, at: ticks)
      if journal == nil, let written = encoder.writtenTicks { try streams?.copy(until: seconds(written &- shift)) }
    } catch {
      if output.isFull || journal?.isFull ?? false { fullDiskIsKnown = true } else { discard() }
      throw error
    }
  }

  /// Writes the remaining packets and renames the file.
  ///
  /// If the disk is full, the file ends with the last frame stored; this then throws, unless `write` already did.
  /// - Parameter isComplete: false ends the sound with the last picture, even if all of it was requested.
  package func finish(isComplete: Bool = true) throws(MediaError) {
    try checkOpen()
    do throws(MediaError) {
      guard let firstTicks else { throw .noFrames(path: output.path) }
      var failure: MediaError?
      do throws(MediaError) {
        do throws(MediaError) {
          try encoder.finish()
        } catch {
          guard journal?.isFull ?? false else { throw error }
          if !fullDiskIsKnown { failure = error }
        }
        if let journal {
          streams?.begin(at: seconds(firstTicks), shift: seconds(shift))
          try muxJournal(journal)
          // On a full disk even the first frame may not have been stored.
          guard encoder.written > 0 else { throw failure ?? .diskFull(path: output.path) }
        }
        try streams?.finish(framesEnd: seconds(encoder.end &- shift), isComplete: isComplete)
      } catch {
        guard output.isFull, encoder.written > 0 else { throw error }
        if !fullDiskIsKnown { failure = error }
      }
      try output.finish()
      if let failure { throw failure }
    } catch {
      discard()
      throw error
    }
  }

  /// Discards the output. No effect after `finish()`.
  package func discard() { output.discard() }

  /// The number of frames written; complete after `finish()`.
  package var count: Int { encoder.written }

  /// Notes about the file for the user, one line each; complete after `finish()`.
  package var notes: [String] {
    var lines = openingNotes + (streams?.notes ?? [])
    if isRounded, output.container.isMatroska {
      lines.append(
        "\(output.containerName) counts in milliseconds: times were rounded (.mp4 keeps them exactly)")
    }
    if shift > 0 {
      lines.append("times start below zero: everything was shifted by \(seconds(shift)) s to start at zero")
    }
    if output.lost > 0 {
      lines.append("\(output.lost) packets of sound were left out, rejected by \(output.containerName)")
    }
    if nudged > 0 { lines.append("\(nudged) times did not increase: frames were moved to one tick after the previous") }
    return lines
  }

  /// Throws if the gap to a frame exceeds the 31 bits of ticks that MP4 and QuickTime have for a frame. Frames
  /// written before can be finished.
  private func checkGap(to time: MediaTime) throws(MediaError) {
    guard !output.container.isMatroska, let lastTicks else { return }
    let ticks = av_rescale_q(time.ticks, time.timeBase.av, encoder.timeBase).addingReportingOverflow(shift).partialValue
    let gap = ticks.subtractingReportingOverflow(lastTicks).partialValue
    if gap > Int64(Int32.max) { throw .gapTooLong(path: path, at: time, seconds: seconds(gap)) }
  }

  private func checkOpen() throws(MediaError) {
    guard output.isOpen else { throw .encodingFailed(path: output.path, reason: "the file is already closed") }
  }

  func seconds(_ ticks: Int64) -> Double {
    Double(ticks) * Double(encoder.timeBase.num) / Double(encoder.timeBase.den)
  }
}

/// The least common multiple of the scales if it fits 32 bits; at least 1000.
private func commonTimescale(_ scales: [Int]) -> Int {
  var common = 1
  for scale in scales where scale > 0 {
    var (a, b) = (common, scale)
    while b != 0 { (a, b) = (b, a % b) }
    let multiple = (common / a).multipliedReportingOverflow(by: scale)
    if !multiple.overflow, multiple.partialValue <= Int(Int32.max) { common = multiple.partialValue }
  }
  while common < 1000 { common *= 10 }
  return common
}
