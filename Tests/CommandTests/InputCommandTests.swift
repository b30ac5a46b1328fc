import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// What the command line says about inputs.
@Suite struct InputCommandTests {
  /// Eight frames of 32×24 as YUV4MPEG2: a light square on a dark ground.
  private let y4m: [UInt8] = {
    let header = Array("YUV4MPEG2 W32 H24 F25:1 Ip C420jpeg\n".utf8)
    return (0..<8).reduce(into: header) { bytes, n in
      bytes += Array("FRAME\n".utf8)
      for y in 0..<24 { for x in 0..<32 { bytes.append((8..<16).contains(y) && (n..<(n + 8)).contains(x) ? 200 : 40) } }
      bytes += [UInt8](repeating: 128, count: 2 * 16 * 12)
    }
  }()

  @Test("standard input is segmented: YUV4MPEG2 and raw frames give the same labels")
  func standardInput() throws {
    let folder = try TemporaryFolder()
    let first = try folder.tool.run(["segment", "-", "--labels", "md5"] + small, input: y4m)
    #expect(first.code == 0, "\(first.error)")
    #expect(first.output.split(separator: "\n").count == 9)
    let lines = try #require(y4m.firstIndex(of: 10))
    let frame = 6 + 32 * 24 + 2 * 16 * 12
    let raw = (0..<8).flatMap { n in y4m[(lines + 1 + n * frame)...].prefix(frame).dropFirst(6) }
    let second = try folder.tool.run(
      ["segment", "-", "--raw", "32x24:yuv420p", "--labels", "md5"] + small, input: raw)
    #expect(second.output == first.output, "\(second.error)")
    let overlay = try folder.tool.run(["segment", "-", "--overlay", "o.mp4"] + small, input: y4m)
    #expect(overlay.code == 0, "\(overlay.error)")
    #expect(try allFrames(folder("o.mp4")) == 8)
  }

  private func allFrames(_ path: String) throws -> Int {
    let source = try openFrames(.video(path: path))
    var count = 0
    while try source.next() != nil { count += 1 }
    return count
  }

  @Test("an empty or unknown standard input: 65")
  func badStandardInput() throws {
    let folder = try TemporaryFolder()
    let empty = try folder.tool.run(["segment", "-", "--labels", "null"])
    #expect(empty.code == 65)
    #expect(empty.error.contains("standard input: is empty"))
    let text = try folder.tool.run(["segment", "-", "--labels", "null"], input: Array("no video\n".utf8))
    #expect(text.code == 65)
  }

  @Test("--strict makes damage an error: 65; without it, a warning")
  func strict() throws {
    let folder = try TemporaryFolder()
    let cut = Array(y4m.dropLast(100))
    let arguments = ["segment", "-", "--labels", "null"] + small
    let lenient = try folder.tool.run(arguments, input: cut)
    #expect(lenient.code == 0)
    #expect(lenient.error.contains("tessera: warning: "))
    let strict = try folder.tool.run(arguments + ["--strict"], input: cut)
    #expect(strict.code == 65)
    #expect(strict.error.contains("an error because of --strict"))
  }

  @Test("invalid input options: 64; too large pictures: 65")
  func options() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    for arguments in [
      ["--fps", "25"], ["--raw", "32x24:yuv420p"], ["--raw", "32x24"], ["--max-pixels", "0"], ["--fps", "0/1"],
      ["--fps", "fast"],
    ] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "null"] + arguments)
      #expect(result.code == 64, "\(arguments): \(result.error)")
    }
    let large = try folder.tool.run(["segment", "clip.mp4", "--labels", "null", "--max-pixels", "100"])
    #expect(large.code == 65)
    #expect(large.error.contains("--max-pixels 3072"))
    let url = try folder.tool.run(["segment", "http://127.0.0.1:9/clip.mp4"])
    #expect(url.code == 65)
    #expect(url.error.contains("--allow-protocols"))
  }

  @Test("--fps gives images their rate")
  func rate() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("shots")
    for name in ["a", "b", "c"] { try writeImage(folder("shots/\(name).png")) }
    let result = try folder.tool.run(["segment", "shots", "--labels", "out", "--fps", "30000/1001"] + small)
    #expect(result.code == 0, "\(result.error)")
    let index = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8)
    #expect(index.contains("\n2,2,1001/30000,"), "\(index)")
  }
}
