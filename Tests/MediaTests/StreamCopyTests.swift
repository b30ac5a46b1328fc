import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct StreamCopyTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  /// A clip of two seconds with all that goes along with the source.
  private func copy(
    to name: String, from source: String? = nil, ticks: [Int64] = Array(0..<50),
    extent: StreamSource.Extent = .whole
  ) throws -> (info: MediaInfo, notes: [String]) {
    let rich = try source ?? scratch.write(MatroskaFile.bytes(), to: "rich.mkv")
    let writer = try writeClip(scratch(name), ticks: ticks, streams: StreamSource(path: rich, extent: extent))
    return (try MediaInfo.read(path: scratch(name)), writer.notes)
  }

  private func contains(_ text: String, _ name: String) throws -> Bool {
    try Data(contentsOf: URL(fileURLWithPath: scratch(name))).range(of: Data(text.utf8)) != nil
  }

  @Test("Matroska copies everything: sound, subtitles, attachments, chapters, metadata")
  func matroska() throws {
    let (info, notes) = try copy(to: "clip.mkv")
    #expect(notes.isEmpty)
    #expect(
      info.streams.map(\.codec).prefix(5) == ["h264", "pcm_s16le", "subrip", "ass", "hdmv_pgs_subtitle"])
    #expect(info.streams.count == 6 && info.streams[5].kind == "attachment")
    #expect(info.streams.map(\.language) == [nil, "deu", "eng", "spa", "fra", nil])
    #expect(info.streams[1].metadata["title"] == "Ton" && info.streams[2].metadata["title"] == "Words")
    #expect(info.streams[1].dispositions == ["default"] && info.streams[2].dispositions == ["forced"])
    #expect(info.streams[5].metadata["filename"] == "letters.ttf")
    #expect(try contains("no real font", "clip.mkv"))
    #expect(try contains("<i>Hello</i> there", "clip.mkv") && contains("{\\b1}Hola{\\b0}", "clip.mkv"))
    #expect(info.metadata["title"] == "A test")
    #expect(info.metadata["ARTIST"] == "Somebody" && info.metadata["WEATHER"] == "rain")
    #expect(info.chapters.map(\.title) == ["One", "Two"])
    #expect(info.chapters.map(\.start) == [0, 1] && info.chapters.map(\.end) == [1, 2])
    #expect(try allFrames(VideoReader(path: scratch("clip.mkv"))).count == 50)
  }

  @Test("MP4 and QuickTime copy what they support; the rest is converted or left out, with a note")
  func mp4() throws {
    for (name, sound, container) in [("clip.mp4", "aac", "MP4"), ("clip.mov", "pcm_s16le", "QuickTime")] {
      let (info, notes) = try copy(to: name)
      // The last track holds the names of the chapters.
      #expect(info.streams.map(\.codec).prefix(4) == ["h264", sound, "mov_text", "mov_text"])
      #expect(info.streams.count == 5 && info.streams[4].kind == "data")
      #expect(info.streams[2].language == "eng")
      #expect(info.streams[2].metadata["handler_name"] != nil)
      #expect(try contains("Hello there", name) && contains("Überlappung", name) && contains("Hola", name))
      #expect(info.metadata["title"] == "A test" && info.metadata["artist"] == "Somebody")
      #expect(info.metadata["WEATHER"] == nil)
      #expect(info.chapters.map(\.title) == ["One", "Two"])
      #expect(info.chapters.map(\.start) == [0, 1] && info.chapters.map(\.end) == [1, 2])
      #expect(notes.contains("subtitle stream 1 (subrip) was converted to mov_text, which \(container) holds"))
      #expect(notes.contains("subtitle stream 2 (ass) was converted to mov_text, which \(container) holds"))
      #expect(
        notes.contains(
          "subtitle stream 3 (hdmv_pgs_subtitle) was left out: \(container) holds no subtitles that are pictures, .mkv does"
        ))
      #expect(notes.contains { $0.contains("attachment stream 4") && $0.contains("left out") })
      #expect(notes.contains { $0.contains("metadata") && $0.hasSuffix(": WEATHER") })
      #expect(try allFrames(VideoReader(path: scratch(name))).count == 50)
    }
    let forced = try MediaInfo.read(path: scratch("clip.mp4")).streams[2]
    #expect(forced.dispositions.contains("forced"))
  }

  @Test("languages with other names in QuickTime are kept")
  func languages() throws {
    let (info, _) = try copy(to: "clip.mov")
    #expect(info.streams[1].language == "ger")
    #expect(info.streams[3].language == "spa")
  }

  @Test("MP4 subtitles are converted to Matroska text with their times")
  func back() throws {
    _ = try copy(to: "clip.mp4")
    let (info, notes) = try copy(to: "back.mkv", from: scratch("clip.mp4"))
    #expect(info.streams.map(\.codec) == ["h264", "aac", "subrip", "subrip"])
    #expect(notes.count == 2 && notes.allSatisfy { $0.contains("(mov_text) was converted to subrip") })
    #expect(info.chapters.map(\.title) == ["One", "Two"])
    #expect(info.metadata["title"] == "A test" && info.metadata["ARTIST"] == "Somebody")
    // The index behind the sound holds the blocks; the text stands in them as SubRip has it.
    #expect(try contains("<i>Hello</i> there", "back.mkv"))
  }

  @Test("with a selection, only its part of the streams is copied")
  func part() throws {
    let (info, _) = try copy(to: "part.mkv", ticks: Array(30..<40), extent: .asFrames)
    #expect(info.chapters.map(\.title) == ["Two"])
    #expect(info.chapters.map(\.start) == [1.2] && info.chapters.map(\.end) == [1.6])
    #expect(try !contains("Hello", "part.mkv"))
    #expect(abs(try #require(info.duration) - 1.6) < 0.11)
  }

  @Test("sound longer than the picture does not raise the expected number of frames", arguments: ["mp4", "mov", "mkv"])
  func longSound(container: String) throws {
    let (info, _) = try copy(to: "clip.\(container)", ticks: Array(0..<10))
    #expect(try #require(info.duration) > 1.9)
    #expect(abs(try #require(info.video?.duration) - 0.4) < 0.001)
    #expect(try VideoReader(path: scratch("clip.\(container)")).expectedFrames == 10)
  }

  @Test("a rejected packet does not lose the others")
  func refused() throws {
    let rich = try scratch.write(MatroskaFile.bytes(soundDuration: 1 << 40), to: "rich.mkv")
    let (info, notes) = try copy(to: "clip.mov", from: rich)
    #expect(
      notes.contains("audio stream 0 (pcm_s16le): 1 packets were damaged or rejected by QuickTime"), "\(notes)"
    )
    #expect(info.streams[1].codec == "pcm_s16le" && info.streams[1].declaredFrames == 19 * 800)
    #expect(try allFrames(VideoReader(path: scratch("clip.mov"))).count == 50)
  }

  @Test("sound with NaN samples does not lose the picture")
  func noNumbers() throws {
    // Two seconds of a tone in floating point; for half a second of it the samples are NaN.
    let samples = (0..<96000).map { (24000..<48000).contains($0) ? Float.nan : 0.2 * sin(Float($0) * 0.05) }
    let halves = samples.flatMap { [$0.bitPattern & 0xFFFF, $0.bitPattern >> 16] }.map { Int16(truncatingIfNeeded: $0) }
    var bytes = WaveFile.bytes(samples: halves, channels: 2, sampleRate: 48000)
    (bytes[20], bytes[22], bytes[34]) = (3, 1, 32)
    let wave = try scratch.write(bytes, to: "tone.wav")
    let (info, notes) = try copy(to: "clip.mp4", from: wave)
    #expect(info.streams.map(\.codec) == ["h264", "aac"])
    #expect(notes.contains { $0.hasSuffix("packets were damaged or rejected by MP4") }, "\(notes)")
    #expect(abs(try #require(info.duration) - 2) < 0.1)
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).count == 50)
  }

  @Test("shifted times shift all streams")
  func shifted() throws {
    let (info, notes) = try copy(to: "clip.mkv", ticks: Array(-25..<25))
    #expect(info.chapters.map(\.start) == [1, 2])
    #expect(notes.contains { $0.contains("everything was shifted by 1.0 s") })
  }
}
