import Foundation
import Media
import TestSupport
import Testing

/// `--resume` where a run has come to its end: it is compared, and extended where only frames are missing.
@Suite struct FinishedRunTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 24)
    try writeClip(folder("longer.mp4"), frames: 30)
  }

  private func run(_ outputs: [String], _ more: [String] = [], input: String = "clip.mp4") throws -> Tool.Result {
    try folder.tool.run(
      ["segment", input] + outputs + ["--progress", "none", "--set", "regions.window=4", "--checkpoint-every", "3"]
        + small + more)
  }

  /// All files of a name, hidden ones of work apart.
  private func contents(_ name: String) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    let paths = FileManager.default.enumerator(atPath: folder.path)
    while let path = paths?.nextObject() as? String {
      let last = path.split(separator: "/").last ?? ""
      guard path.hasPrefix(name), !last.hasPrefix("."), !path.hasSuffix(".mkv"), !path.hasSuffix(".mp4"),
        !path.hasSuffix(".webm")
      else {
        continue
      }
      contents[String(path.dropFirst(name.count))] = try? written(folder(path))
    }
    return contents
  }

  static let outputs = [
    ["--labels", "NAME"], ["--labels", "NAME.mkv"], ["--labels", "md5:NAME"], ["--overlay", "NAME.mp4"],
    ["--overlay", "NAME.webm"],
    ["--overlay", "NAME.mp4", "--labels", "NAME"],
  ]

  private func named(_ outputs: [String], _ name: String) -> [String] {
    outputs.map { $0.replacingOccurrences(of: "NAME", with: name) }
  }

  @Test("The same command has nothing to do, another one is rejected", arguments: outputs)
  func compared(_ outputs: [String]) throws {
    let outputs = named(outputs, "run")
    #expect(try run(outputs).code == 0)
    let before = try contents("run")
    let same = try run(outputs, ["--resume"])
    #expect(same.code == 0)
    #expect(same.output.contains("nothing to do"))
    for (more, input, word) in [
      (["--pipeline", "kmeans"], "clip.mp4", "other settings"), (["--seed", "2"], "clip.mp4", "other settings"),
      ([], "longer.mp4", "another input"), (["--max-frames", "3"], "clip.mp4", "another selection"),
      (["--every", "2"], "clip.mp4", "another selection"),
    ] {
      let other = try run(outputs, ["--resume"] + more, input: input)
      #expect(other.code == 73)
      #expect(other.error.contains(word), "\(other.error)")
      #expect(!other.output.contains("nothing to do"))
    }
    #expect(try contents("run") == before)
  }

  @Test("A run of a part can be extended to the whole", arguments: outputs)
  func extended(_ outputs: [String]) throws {
    #expect(try run(named(outputs, "whole")).code == 0)
    let outputs = named(outputs, "run")
    for more in [["--max-frames", "10"], ["--max-frames", "17"], ["--duration", "0.8"], []] {
      let result = try run(outputs, more + ["--resume"])
      if more.first == "--duration" {
        // Shorter than 17 frames.
        #expect(result.code == 73, "\(result.error)")
        continue
      }
      #expect(result.code == 0, "\(result.error)")
      #expect(!result.output.contains("nothing to do"))
      let again = try run(outputs, more + ["--resume"])
      #expect(again.code == 0)
      #expect(again.output.contains("nothing to do"))
    }
    #expect(try contents("run") == contents("whole"))
    for name in ["run.mp4", "run.webm"] where outputs.contains(name) { #expect(try frameCount(name) == 24) }
    if outputs.contains("run.mkv") { #expect(try labels("run.mkv") == labels("whole.mkv")) }
    #expect(!folder.names.contains { $0.hasSuffix(".packets") }, "\(folder.names)")
  }

  @Test("It resumes from its last checkpoint, which is kept")
  func goesOn() throws {
    let part = try run(["--labels", "run"], ["--max-frames", "18"])
    let point = try #require(part.output.firstMatch(of: /--resume with more frames continues from frame (\d+)/)?.1)
    let rest = try run(["--labels", "run"], ["--resume"])
    #expect(rest.output.contains("resumed: \(point) frames were there"), "\(rest.output)")
    #expect(rest.error.contains("frames from \(point) on are made again"), "\(rest.error)")
    #expect(try !FileManager.default.contentsOfDirectory(atPath: folder("run")).contains { $0.hasPrefix(".") })
  }

  @Test(
    "An extension that can not open a file changes nothing",
    arguments: [".run.mp4.packets", "run/.supervoxels.mkv.packets"])
  func notOpened(_ workFile: String) throws {
    let outputs = ["--labels", "run", "--overlay", "run.mp4"]
    #expect(try run(outputs, ["--max-frames", "18"]).code == 0)
    let before = try contents("run")
    try FileManager.default.moveItem(atPath: folder(workFile), toPath: folder("aside"))
    let failed = try run(outputs, ["--resume"])
    #expect(failed.code == 73, "\(failed.code)")
    for word in ["packets", "start again with --overwrite"] {
      #expect(failed.error.contains(word), "\(failed.error)")
    }
    #expect(try contents("run") == before)
    let same = try run(outputs, ["--resume", "--max-frames", "18"])
    #expect(same.code == 0 && same.output.contains("nothing to do"), "\(same.error)")
    try FileManager.default.moveItem(atPath: folder("aside"), toPath: folder(workFile))
    #expect(try run(outputs, ["--resume"]).code == 0)
    #expect(try frameCount("run.mp4") == 24)
  }

  @Test("Without checkpoints it is made again")
  func withoutCheckpoint() throws {
    let none = ["--checkpoint-every", "0"]
    #expect(try run(["--labels", "whole"]).code == 0)
    #expect(try run(["--labels", "run"], none + ["--max-frames", "5"]).code == 0)
    let again = try run(["--labels", "run"], none + ["--resume"])
    #expect(again.code == 0 && again.error.contains("replaces the frames that are there"), "\(again.error)")
    #expect(try contents("run") == contents("whole"))
  }

  @Test("A run that was interrupted without a checkpoint is not taken for complete")
  func interrupted() throws {
    var isSent = false
    let command =
      ["segment", "clip.mp4", "--labels", "run", "--progress", "json", "--set", "regions.window=0"] + small
      + ["--checkpoint-every", "0"]
    let stopped = try folder.tool.run(command) { output, process in
      guard !isSent, output.contains("\"index\":4,") else { return }
      isSent = true
      kill(process.processIdentifier, SIGINT)
    }
    #expect(stopped.code == 130)
    let result = try folder.tool.run(command + ["--resume"])
    #expect(result.code == 0, "\(result.error)")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("run")).count { $0.hasSuffix(".png") } == 24)
  }

  @Test("Labels of an unknown run do not count as complete")
  func unknown() throws {
    #expect(try run(["--labels", "run"]).code == 0)
    let table = folder("run/labels.json")
    let text = try String(contentsOfFile: table, encoding: .utf8)
    let old = text.split(separator: "\n").filter { !$0.hasPrefix("  \"run\"") }.joined(separator: "\n")
    try Data(old.utf8).write(to: URL(fileURLWithPath: table))
    let result = try run(["--labels", "run"], ["--resume"])
    #expect(result.code == 73)
    #expect(result.error.contains("its run is unknown"))
  }

  @Test("Files are checked: missing, emptied or foreign ones do not count as complete")
  func notComplete() throws {
    #expect(try run(["--labels", "run", "--overlay", "run.mp4"]).code == 0)
    try FileManager.default.copyItem(atPath: folder("clip.mp4"), toPath: folder("mine.mp4"))
    let mine = FileManager.default.contents(atPath: folder("mine.mp4"))
    for outputs in [["--labels", "run", "--overlay", "mine.mp4"], ["--labels", "run"]] {
      let result = try run(outputs, ["--resume"])
      #expect(result.code == 73 && result.error.contains("other outputs"), "\(result.error)")
    }
    #expect(FileManager.default.contents(atPath: folder("mine.mp4")) == mine)
    for name in ["run/000003.png", "run/frames.csv"] {
      try FileManager.default.moveItem(atPath: folder(name), toPath: folder("kept"))
      let result = try run(["--labels", "run", "--overlay", "run.mp4"], ["--resume"])
      #expect(result.code == 73 && result.error.contains("is missing or incomplete"), "\(name): \(result.error)")
      try FileManager.default.moveItem(atPath: folder("kept"), toPath: folder(name))
    }
    #expect(try run(["--labels", "video.mkv"]).code == 0)
    try Data().write(to: URL(fileURLWithPath: folder("video.mkv")))
    #expect(try run(["--labels", "video.mkv"], ["--resume"]).code == 73)
    // What is said of an overlay is out of date when another run has written it.
    #expect(try run(["--overlay", "z.mp4"]).code == 0)
    #expect(try run(["--overlay", "z.mp4", "--labels", "z"], ["--overwrite", "--style", "outlines"]).code == 0)
    let stale = try run(["--overlay", "z.mp4"], ["--resume"])
    #expect(stale.code == 73 && stale.error.contains("its run is unknown"), "\(stale.error)")
  }

  @Test("A foreign file in place of an output is neither truncated nor replaced by an extension")
  func foreignOutputs() throws {
    #expect(try run(["--labels", "md5:notes"], ["--max-frames", "10"]).code == 0)
    let text = Data(String(repeating: "my own notes\n", count: 500).utf8)
    try text.write(to: URL(fileURLWithPath: folder("notes")))
    let result = try run(["--labels", "md5:notes"], ["--resume"])
    #expect(result.code == 73, "\(result.error)")
    #expect(FileManager.default.contents(atPath: folder("notes")) == text)
    for (outputs, name) in [(["--overlay", "h.mp4"], "h.mp4"), (["--labels", "l.mkv"], "l.mkv")] {
      #expect(try run(outputs, ["--max-frames", "10"]).code == 0)
      try text.write(to: URL(fileURLWithPath: folder(name)))
      for more in [[], ["--max-frames", "10"]] {
        let result = try run(outputs, ["--resume"] + more)
        #expect(result.code == 73 && result.error.contains("or another file of the run was changed"), "\(result.error)")
      }
      #expect(FileManager.default.contents(atPath: folder(name)) == text)
    }

    try folder.makeFolder("shots")
    for (index, name) in ["a", "b", "c", "d"].enumerated() { try writeImage(folder("shots/\(name).png"), index: index) }
    try folder.makeFolder("out")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder("out/d.png")))
    let refused = try run(["--labels", "out"], ["--pipeline", "kmeans", "--checkpoint-every", "1"], input: "shots")
    #expect(refused.code == 73 && refused.error.contains("out/d.png: already exists"), "\(refused.error)")
    let again = try run(["--labels", "out"], ["--pipeline", "kmeans", "--resume"], input: "shots")
    #expect(again.code == 73, "\(again.error)")
    #expect(FileManager.default.contents(atPath: folder("out/d.png")) == Data("mine".utf8))
  }

  private func frameCount(_ name: String) throws -> Int {
    let source = try openFrames(MediaInput.resolve(folder(name)))
    var count = 0
    while try source.next() != nil { count += 1 }
    return count
  }

  private func labels(_ name: String) throws -> [[UInt32]] {
    let reader = try RegionVideoReader(path: folder(name))
    var maps: [[UInt32]] = []
    while let next = try reader.next() { maps.append(next.map.ids) }
    return maps
  }
}
