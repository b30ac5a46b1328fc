import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Each of these gets one clear line and its exit code, and leaves nothing behind.
@Suite struct BadInputTests {
  private func expect(
    _ code: Int32, _ message: String, in folder: TemporaryFolder, _ arguments: String...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let before = folder.names
    let result = try folder.tool.run(arguments)
    #expect(result.code == code, sourceLocation: sourceLocation)
    let lines = result.error.split(separator: "\n")
    #expect(lines.contains { $0.contains(message) }, "\(result.error)", sourceLocation: sourceLocation)
    if code != 64 { #expect(lines.count == 1, "\(result.error)", sourceLocation: sourceLocation) }
    #expect(folder.names == before, sourceLocation: sourceLocation)
  }

  @Test("Inputs that can not be read: 65")
  func inputs() throws {
    let folder = try TemporaryFolder()
    try Data().write(to: URL(fileURLWithPath: folder("empty.mp4")))
    try Data("this is no video, whatever its name says\n".utf8).write(to: URL(fileURLWithPath: folder("text.mp4")))
    try FileManager.default.createDirectory(atPath: folder("nothing"), withIntermediateDirectories: true)
    try Data(WaveFile.bytes(samples: Array(repeating: 0, count: 4000), channels: 1, sampleRate: 8000))
      .write(to: URL(fileURLWithPath: folder("sound.wav")))
    try expect(65, "missing.mp4: no such file", in: folder, "segment", "missing.mp4")
    try expect(65, "empty.mp4: is empty", in: folder, "segment", "empty.mp4")
    try expect(65, "text.mp4: not a video", in: folder, "segment", "text.mp4")
    try expect(65, "nothing: the folder has no images", in: folder, "segment", "nothing")
    try expect(65, "sound.wav: has no video stream, only audio", in: folder, "segment", "sound.wav")
    try expect(65, "no file matches", in: folder, "segment", "frame_%04d.png")
    try expect(65, "missing.mp4: no such file", in: folder, "inspect", "missing.mp4")
  }

  @Test("Images of different sizes: 65, and the frames before are kept")
  func differingSizes() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("shots"), withIntermediateDirectories: true)
    try writeImage(folder("shots/a.png"))
    try writeImage(folder("shots/b.png"), width: 30)
    let result = try folder.tool.run(["segment", "shots", "--labels", "out"] + small)
    #expect(result.code == 65)
    #expect(result.error.contains("b.png: is 30×24, but"))
    #expect(FileManager.default.fileExists(atPath: folder("out/a.png")))
    #expect(FileManager.default.fileExists(atPath: folder("out/frames.csv")))
  }

  @Test("Outputs that can not be written: 73")
  func outputs() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder("taken.mp4")))
    try expect(73, "taken.mp4: already exists", in: folder, "segment", "clip.mp4", "--overlay", "taken.mp4")
    try expect(73, "the folder", in: folder, "segment", "clip.mp4", "--overlay", "no/such/folder/o.mp4")
    try expect(73, "use .mp4, .mov, .mkv or .webm", in: folder, "segment", "clip.mp4", "--overlay", "o.gif")
    #expect(try String(contentsOfFile: folder("taken.mp4"), encoding: .utf8) == "mine")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder("taken")))
    try expect(73, "taken: is not a folder", in: folder, "segment", "clip.mp4", "--labels", "taken")
    for name in ["x.mp4", "out.png", "foo.csv", "taken.mp4"] {
      try expect(64, "a folder of images, FILE.mkv", in: folder, "segment", "clip.mp4", "--labels", name)
    }
  }

  @Test(
    "A full disk: 73, and nothing under its final name",
    .enabled(if: SmallDisk.isAvailable, "needs root to mount a small tmpfs"))
  func fullDisk() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 60, width: 320, height: 240)
    try SmallDisk.with(kilobytes: 96) { disk in
      let result = try folder.tool.run(
        ["segment", "clip.mp4", "--overlay", disk + "/o.mp4", "--labels", disk + "/out", "--set", "overlay.crf=0"]
          + small)
      #expect(result.code == 73)
      #expect(result.error.contains("no space left on the disk"))
      #expect(!FileManager.default.fileExists(atPath: disk + "/o.mp4"))
      let names = (try? FileManager.default.contentsOfDirectory(atPath: disk + "/out")) ?? []
      for name in names where name.hasSuffix(".png") {
        #expect(throws: Never.self) { try LabelImage.read(path: disk + "/out/" + name) }
      }
    }
  }

  @Test("A still's overlay may be a PNG, but not a video's")
  func overlayImage() throws {
    let folder = try TemporaryFolder()
    try writeImage(folder("one.png"))
    try writeClip(folder("clip.mp4"), frames: 2)
    #expect(try folder.tool.run(["segment", "one.png", "--overlay", "o.png"] + small).code == 0)
    #expect(try PictureImage.read(path: folder("o.png")).size == PictureSize(width: 32, height: 24))
    try expect(73, "o.png: already exists", in: folder, "segment", "one.png", "--overlay", "o.png")
    let result = try folder.tool.run(["segment", "clip.mp4", "--overlay", "o.png", "--overwrite"] + small)
    #expect(result.code == 73)
    #expect(result.error.contains("o.png: holds one picture"))
  }

  @Test("An output never replaces the input, whatever is overwritten")
  func protectsTheInput() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    try folder.makeFolder("shots")
    try writeImage(folder("shots/000000.png"))
    try FileManager.default.createSymbolicLink(atPath: folder("link.mp4"), withDestinationPath: folder("clip.mp4"))
    let before = try Data(contentsOf: URL(fileURLWithPath: folder("clip.mp4")))
    for name in ["clip.mp4", "./clip.mp4", "link.mp4"] {
      try expect(
        73, "is or contains the input", in: folder, "segment", "clip.mp4", "--overlay", name, "--overwrite")
    }
    try expect(73, "is or contains the input", in: folder, "segment", "shots", "--labels", "shots", "--overwrite")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("clip.mp4"))) == before)
    #expect(FileManager.default.fileExists(atPath: folder("shots/000000.png")))
  }

  @Test("Two outputs can not have one name; an overlay may be in the label folder")
  func places() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    try expect(
      73, "named for two outputs", in: folder, "segment", "clip.mp4", "--overlay", "o.mp4", "--labels", "md5:o.mp4")
    try folder.makeFolder("out")
    for _ in 0..<2 {
      let result = try folder.tool.run(
        ["segment", "clip.mp4", "--overlay", "out/o.mp4", "--labels", "out", "--overwrite"] + small)
      #expect(result.code == 0, "\(result.error)")
      #expect(FileManager.default.fileExists(atPath: folder("out/o.mp4")))
      #expect(FileManager.default.fileExists(atPath: folder("out/000001.png")))
    }
  }

  @Test("A dry run rejects what the run would reject")
  func dryRun() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    try expect(
      73, "use .mp4, .mov, .mkv or .webm", in: folder, "segment", "clip.mp4", "--dry-run", "--overlay", "o.avi")
    try expect(73, "does not exist", in: folder, "segment", "clip.mp4", "--dry-run", "--overlay", "no/o.mp4")
    try expect(73, "holds one picture", in: folder, "segment", "clip.mp4", "--dry-run", "--overlay", "o.png")
    try expect(65, "its last frame is at 0.047 s", in: folder, "segment", "clip.mp4", "--dry-run", "--start", "5")
  }

  @Test("With JSON progress, an error is a line on both outputs")
  func jsonErrors() throws {
    let folder = try TemporaryFolder()
    let result = try folder.tool("segment", "missing.mp4", "--progress", "json")
    #expect(result.code == 65)
    #expect(result.error.contains("missing.mp4: no such file"))
    let event = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    #expect(event?["event"] as? String == "error")
    #expect(event?["exit_code"] as? Int == 65)
  }

  @Test("Bad usage: 64")
  func usage() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 1)
    try Data("segment:\n  chanels: 3\n".utf8).write(to: URL(fileURLWithPath: folder("p.yaml")))
    try expect(64, "p.yaml:2: unknown key segment.chanels", in: folder, "segment", "clip.mp4", "--pipeline", "p.yaml")
    try expect(64, "unknown key x.y", in: folder, "segment", "clip.mp4", "--set", "x.y=1")
    try expect(64, "no such pipeline", in: folder, "segment", "clip.mp4", "--pipeline", "wrong")
    try expect(64, "--size", in: folder, "segment", "clip.mp4", "--size", "huge")
    try expect(64, "--every", in: folder, "segment", "clip.mp4", "--every", "0")
    try expect(64, "--start", in: folder, "segment", "clip.mp4", "--start", "soon")
    try expect(64, "need a name", in: folder, "segment", "clip.mp4", "--labels", "")
    try expect(64, "Unknown option", in: folder, "segment", "clip.mp4", "--frobnicate")
    try expect(64, "Missing expected argument", in: folder, "segment")
  }

  @Test(
    "Odd but readable pictures are segmented",
    arguments: [(1, 1), (3, 200), (200, 3), (17, 1), (33, 21)])
  func oddSizes(_ width: Int, _ height: Int) throws {
    let folder = try TemporaryFolder()
    try writeImage(folder("one.png"), width: width, height: height)
    let result = try folder.tool.run(["segment", "one.png", "--set", "superpixels.count=100000"] + small)
    #expect(result.code == 0, "\(result.error)")
    #expect(try LabelImage.read(path: folder("one.labels/one.png")).size == PictureSize(width: width, height: height))
    #expect(FileManager.default.fileExists(atPath: folder("one.overlay.png")))
  }
}

/// A disk that is soon full.
private enum SmallDisk {
  static let isAvailable = geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/bin/mount") && mounts()

  /// Containers may forbid it even to root.
  private static func mounts() -> Bool { (try? with(kilobytes: 64) { _ in }) != nil }

  static func with(kilobytes: Int, _ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try run("/bin/mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", folder.path)
    defer { try? run("/bin/umount", folder.path) }
    try body(folder.path)
  }

  private struct Failed: Error {}

  private static func run(_ program: String, _ arguments: String...) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failed() }
  }
}
