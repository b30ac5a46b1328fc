import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct AudioTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  /// A clip of two seconds with a tone of the same length.
  private func clipWithSound(_ name: String, ticks: [Int64] = Array(0..<50)) throws -> VideoWriter {
    let samples = (0..<88_200).map { Int16(8000 * sin(Double($0) * 0.06)) }
    try scratch.write(WaveFile.bytes(samples: samples, channels: 1, sampleRate: 44_100), to: "tone.wav")
    return try writeClip(scratch(name), ticks: ticks, streams: StreamSource(path: scratch("tone.wav")))
  }

  private func sound(_ name: String) throws -> StreamInfo {
    try #require(MediaInfo.read(path: scratch(name)).streams.first { $0.kind == "audio" })
  }

  @Test("PCM becomes AAC in MP4, with a note and the same duration")
  func encoded() throws {
    let writer = try clipWithSound("clip.mp4")
    let stream = try sound("clip.mp4")
    #expect(stream.codec == "aac")
    #expect(stream.audio?.sampleRate == 44_100)
    #expect(stream.audio?.channels == 1)
    #expect(abs(try #require(stream.duration) - 2) < 0.05)
    #expect(writer.notes.contains { $0.contains("pcm_s16le") && $0.contains("AAC") })
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).count == 50)
  }

  @Test("AAC is copied packet by packet", arguments: ["copy.mp4", "copy.mov"])
  func copied(name: String) throws {
    _ = try clipWithSound("clip.mp4")
    let writer = try writeClip(
      scratch(name), ticks: Array(0..<50), streams: StreamSource(path: scratch("clip.mp4")))
    let (before, after) = (try sound("clip.mp4"), try sound(name))
    #expect(after.codec == "aac")
    #expect(after.declaredFrames == before.declaredFrames)
    #expect(after.duration == before.duration)
    #expect(writer.notes.isEmpty)
  }

  @Test("Matroska copies PCM")
  func copiedPCM() throws {
    let writer = try clipWithSound("clip.mkv")
    #expect(try sound("clip.mkv").codec == "pcm_s16le")
    #expect(writer.notes.isEmpty)
  }

  @Test("with a selection only the sound of its frames is copied, at its own time")
  func trimmed() throws {
    _ = try clipWithSound("clip.mp4")
    _ = try writeClip(
      scratch("part.mp4"), ticks: Array(25..<35),
      streams: StreamSource(path: scratch("clip.mp4"), extent: .asFrames))
    #expect(abs(try #require(sound("part.mp4").duration) - 0.4) < 0.06)
    #expect(abs(try #require(MediaInfo.read(path: scratch("part.mp4")).start) - 1) < 0.03)
    #expect(try allFrames(VideoReader(path: scratch("part.mp4"))).map(\.time.ticks) == Array(25..<35))
  }

  @Test("unreadable sound is a note, and the picture is written")
  func unreadable() throws {
    let bad = try scratch.write([1, 2, 3], to: "bad.wav")
    let writer = try writeClip(scratch("clip.mp4"), streams: StreamSource(path: bad))
    #expect(writer.notes.contains { $0.contains("sound, subtitles and metadata were left out") })
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"))).count == 5)
  }
}
