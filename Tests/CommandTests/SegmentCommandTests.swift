import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct SegmentCommandTests {
  @Test("Default outputs are written to the current folder, with the source's times")
  func defaults() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"))
    let result = try folder.tool.run(["segment", "clip.mp4"] + small)
    #expect(result.code == 0, "\(result.error)")
    #expect(folder.names == ["clip.labels", "clip.mp4", "clip.overlay.mp4"])
    let overlay = try openFrames(MediaInput.resolve(folder("clip.overlay.mp4")))
    var times: [Double] = []
    while let frame = try overlay.next() { times.append(frame.time.seconds) }
    #expect(times.count == 8)
    for (index, time) in times.enumerated() { #expect(abs(time - clipTime(index).seconds) < 1e-9) }
    let csv = try String(contentsOfFile: folder("clip.labels/frames.csv"), encoding: .utf8).split(separator: "\n")
    #expect(csv.count == 9)
    for index in 0..<8 {
      let fields = csv[index + 1].split(separator: ",")
      #expect(Double(fields[3])! == clipTime(index).seconds)
      let map = try LabelImage.read(path: folder("clip.labels/00000\(index).png"))
      #expect(map.size == PictureSize(width: 64, height: 48))
      #expect(Int(fields[4]) == map.areas().count)
    }
    #expect(result.output.contains("clip.overlay.mp4 (8 frames)"))
    #expect(result.output.contains("clip.labels (8 label maps"))
  }

  @Test("--style and --opacity take precedence over --set")
  func style() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    let flags = ["--set", "overlay.style=outlines", "--style", "side-by-side", "--opacity", "0.6"]
    let result = try folder.tool.run(["segment", "clip.mp4", "--overlay", "o.mp4", "--labels", "l"] + small + flags)
    #expect(result.code == 0, "\(result.error)")
    #expect(try openFrames(MediaInput.resolve(folder("o.mp4"))).size == PictureSize(width: 128, height: 48))
    let pipeline = try String(contentsOfFile: folder("l/pipeline.yaml"), encoding: .utf8)
    #expect(pipeline.contains("style: side-by-side") && pipeline.contains("opacity: 0.6"))
    for flags in [["--style", "paint"], ["--opacity", "1.5"], ["--opacity", "nan"]] {
      #expect(try folder.tool.run(["segment", "clip.mp4", "--overwrite"] + flags).code == 64, "\(flags)")
    }
  }

  @Test("An unreachable budget leaves minimal training; every frame still has labels")
  func budget() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"))
    for flag in [["--budget", "0.001ms/frame"], ["--deadline", "1ms"]] {
      let result = try folder.tool.run(
        ["segment", "clip.mp4", "--labels", "out", "--overwrite"] + small + ["--set", "iterations.first=200"] + flag)
      #expect(result.code == 0, "\(result.error)")
      let csv = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8).split(separator: "\n")
      #expect(csv.count == 9)
      let column = try #require(csv[0].split(separator: ",").firstIndex(of: "iterations"))
      let iterations = csv.dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false)[column] }
      #expect(iterations.first == "10")
      #expect(iterations.dropFirst().allSatisfy { $0 == "0" })
    }
  }

  @Test("A budget is a time a frame, a deadline a time, and only one of them can be given")
  func budgetUsage() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    for flags in [
      ["--budget", "5"], ["--budget", "0s/frame"], ["--deadline", "0m"], ["--deadline", "soon"],
      ["--budget", "1s/frame", "--deadline", "20m"],
    ] {
      #expect(try folder.tool.run(["segment", "clip.mp4"] + flags).code == 64, "\(flags)")
    }
  }

  @Test("Methods without a network write every output", arguments: ["kmeans", "graph"])
  func methods(_ pipeline: String) throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"))
    let result = try folder.tool("segment", "clip.mp4", "--pipeline", pipeline, "--set", "graph.min-size=20")
    #expect(result.code == 0, "\(result.error)")
    #expect(folder.names == ["clip.labels", "clip.mp4", "clip.overlay.mp4"])
    let csv = try String(contentsOfFile: folder("clip.labels/frames.csv"), encoding: .utf8).split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let (iterations, loss) = (
      try #require(csv[0].firstIndex(of: "iterations")), try #require(csv[0].firstIndex(of: "loss"))
    )
    #expect(csv.count == 9)
    for (index, row) in csv.dropFirst().enumerated() {
      #expect(row[loss].isEmpty)
      #expect((try #require(Int(row[iterations])) > 0) == (pipeline == "kmeans"))
      let map = try LabelImage.read(path: folder("clip.labels/00000\(index).png"))
      #expect(map[10 + 2 * index, 24] != map[60, 46])
    }
    let trackTable = try String(contentsOfFile: folder("clip.labels/labels.json"), encoding: .utf8)
    #expect(trackTable.contains("area_over_time"))
  }

  @Test("A training limit is rejected for methods that do not train")
  func budgetWithoutTraining() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    for flags in [["--budget", "1s/frame"], ["--deadline", "20m"]] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--pipeline", "kmeans"] + flags)
      #expect(result.code == 64)
      #expect(result.error.contains("segment.method kmeans does not train"))
    }
  }

  @Test("The same bytes with one thread and with two, by md5; another seed gives others")
  func digests() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 4)
    func digests(_ more: String...) throws -> [Substring] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "md5", "--progress", "none"] + small + more)
      // Nothing but digests is on standard output: comparing two runs is one diff.
      let lines = result.output.split(separator: "\n")
      #expect(lines.first == "index,pts,md5")
      return Array(lines.dropFirst())
    }
    let once = try digests("--threads", "1")
    #expect(once.count == 4)
    #expect(try digests("--threads", "2") == once)
    #expect(try digests("--threads", "2", "--seed", "9") != once)
    #expect(folder.names == ["clip.mp4"])
  }

  @Test("Precedence: flag, --set, file, default")
  func precedence() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    try Data("segment:\n  seed: 1\n  channels: 9\ndecode:\n  size: 20\n".utf8)
      .write(to: URL(fileURLWithPath: folder("p.yaml")))
    let result = try folder.tool(
      "segment", "clip.mp4", "--pipeline", "p.yaml", "--set", "segment.seed=2", "--set", "decode.size=30", "--seed",
      "3",
      "--size", "24x16", "--dry-run", "--verbose")
    #expect(result.code == 0)
    let printed = result.output
    #expect(printed.contains("seed: 3"))
    #expect(printed.contains("size: 24x16"))
    #expect(printed.contains("channels: 9 "))
    #expect(printed.contains("clusters: 64"))
    #expect(folder.names == ["clip.mp4", "p.yaml"])
  }

  @Test("Images: one, a folder, a number pattern, a glob")
  func images() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("shots"), withIntermediateDirectories: true)
    for index in 0..<3 { try writeImage(folder("shots/frame_000\(index).png"), index: index) }
    for (input, count) in [("shots", 3), ("shots/frame_0001.png", 1), ("shots/frame_%04d.png", 3), ("shots/*.png", 3)] {
      let result = try folder.tool.run(
        ["segment", input, "--labels", "out", "--overlay", "out.mp4", "--overwrite"] + small)
      #expect(result.code == 0, "\(result.error)")
      let names = try FileManager.default.contentsOfDirectory(atPath: folder("out")).filter { $0.hasSuffix(".png") }
      #expect(names.count == count)
    }
  }

  @Test("A selection: start, duration, every, and a limit")
  func selection() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 20)
    func indices(_ more: String...) throws -> Int {
      let result = try folder.tool.run(
        ["segment", "clip.mp4", "--labels", "null", "--progress", "json"] + small + more)
      #expect(result.code == 0, "\(result.error)")
      return result.output.split(separator: "\n").count { $0.contains("\"event\":\"frame\"") }
    }
    #expect(try indices("--max-frames", "5") == 5)
    #expect(try indices("--every", "3") == 7)
    #expect(try indices("--start", "0.4") == 10)
    #expect(try indices("--start", "400ms", "--duration", "0.2") == 5)
  }

  @Test("JSON progress is one line per frame and a summary")
  func json() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 3)
    let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "out", "--progress", "json"] + small)
    let events = try result.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(events.map { $0["event"] as? String } == ["frame", "frame", "frame", "summary"])
    #expect(
      events[1]["pts"] as? Int == Int(clipTime(1).ticks) || events[1]["seconds"] as? Double == clipTime(1).seconds)
    #expect(events[3]["frames"] as? Int == 3)
    #expect(events[3]["is_complete"] as? Bool == true)
  }

  @Test(
    "An interrupted run finishes its frame, completes its files, and sets its exit code",
    arguments: [SIGINT, SIGTERM])
  func interrupted(_ signal: Int32) throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 300)
    var isSent = false
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--overlay", "o.mp4", "--labels", "out", "--progress", "json"] + small
    ) { output, process in
      guard !isSent, output.contains("\"index\":2,") else { return }
      isSent = true
      kill(process.processIdentifier, signal)
    }
    #expect(result.code == 130)
    let overlay = try openFrames(MediaInput.resolve(folder("o.mp4")))
    var count = 0
    while try overlay.next() != nil { count += 1 }
    // Frames that waited for their regions come, too; none is begun any more.
    #expect((3..<120).contains(count))
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out"))
    #expect(names.count { $0.hasSuffix(".png") } == count)
    #expect(names.contains("frames.csv") && names.contains("labels.json"))
    #expect(!names.contains { $0.hasSuffix(".part") })
  }
}
