import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// What people are used to from other command lines.
@Suite struct HabitTests {
  let folder: TemporaryFolder
  private let quick = ["--pipeline", "kmeans", "--progress", "none"]

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("a.mp4"), frames: 6)
    try writeClip(folder("b.mp4"), frames: 4)
    try folder.makeFolder("shots")
    for (index, name) in ["one", "two", "three"].enumerated() {
      try writeImage(folder("shots/\(name).png"), index: index)
    }
  }

  private func run(_ words: String...) throws -> Tool.Result { try folder.tool.run(words + quick) }

  @Test("The default command is segment")
  func defaultCommand() throws {
    #expect(try run("a.mp4").code == 0)
    #expect(folder.names.contains("a.overlay.mp4") && folder.names.contains("a.labels"))
    let bare = try folder.tool.run([])
    #expect(bare.code == 64 && bare.error.contains("USAGE: tessera"))
  }

  @Test("Each video is a separate run with its own output names; a failure does not stop the others")
  func videos() throws {
    try Data("no video".utf8).write(to: URL(fileURLWithPath: folder("aa.mp4")))
    let result = try run("a.mp4", "aa.mp4", "b.mp4", "--output-dir", "out")
    #expect(result.code == 65 && result.error.contains("aa.mp4: not a video"), "\(result.error)")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted()
    #expect(names == ["a.labels", "a.overlay.mp4", "b.labels", "b.overlay.mp4"])
    for (words, message) in [
      (["a.mp4", "b.mp4", "--labels", "x"], "there are 2"), (["a.mp4", "shots/one.png"], "not all inputs are"),
      (["a.mp4", "./a.mp4"], "have the same output name"),
      (["a.mp4", "--output-dir", "o", "--labels", "x"], "--output-dir is for"),
    ] {
      let refused = try folder.tool.run(words + quick)
      #expect(refused.code == 64 && refused.error.contains(message), "\(refused.error)")
    }
  }

  @Test("Images are one sequence, in the order in which they are given, and relabel finds them again")
  func images() throws {
    let names = ["shots/two.png", "shots/one.png", "shots/three.png"]
    let result = try folder.tool.run(["segment"] + names + ["--labels", "out", "--progress", "none"] + small)
    #expect(result.code == 0, "\(result.error)")
    let rows = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8).split(separator: "\n").dropFirst()
    #expect(rows.map { $0.split(separator: ",").last } == ["two.png", "one.png", "three.png"])
    #expect(FileManager.default.fileExists(atPath: folder("out/three.png")))
    let relabeled = try folder.tool("relabel", "out", "--regions", "2", "--overlay", "o.mp4", "--progress", "none")
    #expect(relabeled.code == 0, "\(relabeled.error)")
    // A folder whose name looks like a pattern is a folder.
    try folder.makeFolder("[1]")
    try FileManager.default.copyItem(atPath: folder("a.mp4"), toPath: folder("[1]/a.mp4"))
    let bracket = try folder.tool.run(["segment", "[1]/a.mp4", "--labels", "b", "--progress", "none"] + small)
    #expect(bracket.code == 0, "\(bracket.error)")
    #expect(try folder.tool("relabel", "b", "--regions", "2", "--overlay", "br.mp4", "--progress", "none").code == 0)
  }

  @Test("A file of the user that has the name of a label image is not replaced")
  func foreignFiles() throws {
    try folder.makeFolder("mine")
    try writeImage(folder("mine/two.png"))
    let before = FileManager.default.contents(atPath: folder("mine/two.png"))
    let result = try folder.tool.run(["segment", "shots", "--labels", "mine"] + quick)
    #expect(result.code == 73 && result.error.contains("mine/two.png: already exists"), "\(result.error)")
    #expect(FileManager.default.contents(atPath: folder("mine/two.png")) == before)
  }

  @Test("Inputs are not replaced by outputs, through links or under other names")
  func inputsStay() throws {
    try FileManager.default.copyItem(atPath: folder("a.mp4"), toPath: folder("b.overlay.mp4"))
    let result = try run("b.overlay.mp4", "b.mp4", "--overwrite")
    #expect(result.code == 64 && result.error.contains("would be replaced by an output"), "\(result.error)")
    try folder.makeFolder("links")
    for name in ["one", "two"] {
      try FileManager.default.createSymbolicLink(
        atPath: folder("links/\(name).png"), withDestinationPath: "../shots/\(name).png")
    }
    let linked = try run("links", "--labels", "shots", "--overwrite")
    #expect(linked.code == 73 && linked.error.contains("is or contains the input"), "\(linked.error)")
  }

  @Test("Names with commas, marks, quotes and line ends are read back as they were written")
  func oddNames() throws {
    try folder.makeFolder("odd")
    for (index, name) in ["a,\u{301}b", "\u{301}x", "q\"q", "\u{E9}"].enumerated() {
      try writeImage(folder("odd/\(name).png"), index: index)
    }
    #expect(try run("odd", "--labels", "l").code == 0)
    #expect(try folder.tool("check", "l", "odd").code == 0)
    #expect(try run("odd", "--labels", "l", "--resume").output.contains("nothing to do"))
    try writeImage(folder("odd/line\r\nend.png"), index: 5)
    #expect(try run("odd", "--labels", "n").code == 0)
    #expect(try folder.tool("check", "n", "odd").code == 0)
    #expect(FileManager.default.fileExists(atPath: folder("n/000004.png")))
  }

  @Test("Only label images listed in an index are removed")
  func forgedIndex() throws {
    #expect(try run("a.mp4", "--labels", "l").code == 0)
    try Data(
      PictureImage.png(Picture(size: PictureSize(width: 8, height: 8), filledWith: RGBColor(red: 1, green: 2, blue: 3)))
    )
    .write(to: URL(fileURLWithPath: folder("l/mine.png")))
    let index = folder("l/frames.csv")
    let text = try String(contentsOfFile: index, encoding: .utf8)
    let row = try #require(text.split(separator: "\n").last).replacing("000005.png", with: "mine.png")
    try Data((text + row + "\n").utf8).write(to: URL(fileURLWithPath: index))
    #expect(try run("a.mp4", "--labels", "l", "--overwrite").code == 0)
    #expect(FileManager.default.fileExists(atPath: folder("l/mine.png")))
  }

  @Test("A still gives a picture, by the pipeline for stills, unless told otherwise")
  func still() throws {
    let plain = try folder.tool("segment", "shots/one.png", "--dry-run", "--verbose")
    #expect(plain.code == 0 && plain.output.contains("would write overlay one.overlay.png"))
    #expect(plain.output.contains("border: 1") || plain.output.contains("border: 0"), "\(plain.output)")
    for name in ["o.png", "o.jpg", "o.webp"] {
      #expect(try run("shots/one.png", "-o", name).code == 0)
      let overlay = try PictureImage.read(path: folder(name))
      #expect(overlay.size == PictureSize(width: 32, height: 24))
    }
    #expect(try run("shots/one.png", "-o", "o.mp4").code == 0)
    // Without the dot it would be a command.
    let several = try run("./shots", "-o", "p.jpg")
    #expect(several.code == 73 && several.error.contains("holds one picture"))
  }

  @Test("WebM holds VP9 with all frames at their times")
  func webM() throws {
    #expect(try run("a.mp4", "-o", "o.webm", "--crf", "30", "--preset", "ultrafast").code == 0)
    let source = try openFrames(MediaInput.resolve(folder("o.webm")))
    #expect(source.info.streams.first?.codec == "vp9")
    for index in 0..<6 { #expect(try source.next()?.time.seconds == clipTime(index).seconds) }
    #expect(try source.next() == nil)
  }

  @Test("--quiet prints nothing; --end is --duration from the start; a file URL is the file")
  func options() throws {
    let quiet = try folder.tool.run(["a.mp4", "-q", "-o", "q.mp4", "--pipeline", "kmeans"])
    #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.error.isEmpty, "\(quiet.error)")
    let ended = try run("a.mp4", "--labels", "md5", "--start", "0.04", "--end", "0.13")
    let lasting = try run("a.mp4", "--labels", "md5", "--start", "0.04", "--duration", "0.09")
    #expect(ended.output == lasting.output && ended.output.split(separator: "\n").count == 4, "\(ended.output)")
    #expect(try run("a.mp4", "--end", "1", "--duration", "1").code == 64)
    #expect(try run("a.mp4", "--start", "2", "--end", "1").code == 64)
    #expect(try run("a.mp4", "--crf", "99").code == 64)
    #expect(try run("a.mp4", "--opacity", "3").error.contains("must be in 0…1, not 3\n"))
    try FileManager.default.copyItem(atPath: folder("a.mp4"), toPath: folder("with space.mp4"))
    #expect(try run("file://\(folder.path)/with%20space.mp4", "--labels", "null").code == 0)
  }

  @Test("Typos get a suggestion, keys without effect a note")
  func suggestions() throws {
    for (words, message) in [
      (["segmnt", "a.mp4"], "did you mean tessera segment?"),
      (["a.mp4", "--pipeline", "kmeens"], "did you mean kmeans?"),
      (["a.mp4", "--set", "region.count=3"], "did you mean regions.count?"),
      (["a.mp4", "--overlai", "x.mp4"], "Did you mean '--overlay'?"),
    ] {
      let result = try folder.tool.run(words)
      #expect(
        result.code == 64 && result.error.hasPrefix("tessera: error: ") && result.error.contains(message),
        "\(result.error)")
      #expect(result.error.contains("See 'tessera segment --help'") || !result.error.contains("See "))
    }
    let unused = try run("a.mp4", "--labels", "null", "--set", "regions.count=3", "--set", "segment.kmeans.clusters=4")
    #expect(unused.code == 0 && unused.error.contains("regions.count has no effect with segment.method kmeans"))
    #expect(!unused.error.contains("kmeans.clusters has"))
    let merged = try folder.tool.run([
      "a.mp4", "--labels", "null", "--max-frames", "1", "--pipeline", "stills", "--set", "iterations.first=1",
      "--set", "segment.labels.max=3", "--set", "segment.min-area=0",
    ])
    #expect(
      merged.code == 0 && merged.error.contains("segment.labels.max has no effect with segment.merging.border"),
      "\(merged.error)")
    #expect(!merged.error.contains("min-area has"))
    let pixels = try folder.tool.run([
      "a.mp4", "--labels", "null", "--max-frames", "1", "--pipeline", "tip2020", "--set", "iterations.first=1",
      "--set", "superpixels.size=9", "--set", "warm-learning-rate=0.1", "--set", "iterations.warm=2",
    ])
    for line in [
      "superpixels.size has no effect with segment.targets pixels",
      "segment.warm-learning-rate has no effect with segment.label-hysteresis 0",
    ] {
      #expect(pixels.code == 0 && pixels.error.contains(line), "\(pixels.error)")
    }
    #expect(!pixels.error.contains("iterations.warm has"))
  }

  @Test("A dry run prints four lines, and rejects what the run would reject")
  func dryRun() throws {
    let result = try folder.tool("segment", "a.mp4", "--dry-run")
    #expect(result.code == 0 && result.output.split(separator: "\n").count == 4, "\(result.output)")
    #expect(try folder.tool("segment", "a.mp4", "--dry-run", "-v").output.contains("segment:"))
    #expect(try run("a.mp4", "--labels", "l").code == 0)
    for (more, code, message) in [
      ([], 0, "nothing to do"), (["--seed", "3"], 73, "other settings"),
      (["--max-frames", "2"], 73, "another selection"),
    ] as [([String], Int32, String)] {
      let again = try folder.tool.run(["segment", "a.mp4", "--labels", "l", "--resume", "--dry-run"] + quick + more)
      #expect(again.code == code && (again.output + again.error).contains(message), "\(again.output)\(again.error)")
    }
  }

  @Test("A missed deadline is reported, during the run or at its end")
  func deadline() throws {
    try writeClip(folder("long.mp4"), frames: 40, width: 160, height: 120)
    let result = try folder.tool.run(
      [
        "segment", "long.mp4", "--labels", "null", "--deadline", "50ms", "--progress", "plain", "--set",
        "regions.window=0",
      ] + small)
    #expect(result.code == 0 && result.error.contains("was not met: it took"), "\(result.error)")
  }

  @Test("An encrypted file is reported as such")
  func encrypted() throws {
    var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: folder("a.mp4"))))
    let name = Array("avc1".utf8)
    for place in bytes.indices.dropLast(4) where Array(bytes[place..<(place + 4)]) == name {
      bytes.replaceSubrange(place..<(place + 4), with: Array("encv".utf8))
    }
    try folder.write(bytes, to: "locked.mp4")
    let result = try run("locked.mp4", "--labels", "null")
    #expect(result.code == 65 && result.error.contains("locked.mp4: is encrypted"), "\(result.error)")
  }

  @Test("A flat video has the same tables in every process")
  func flat() throws {
    let size = PictureSize(width: 64, height: 48)
    let gray = Picture(size: size, filledWith: RGBColor(red: 128, green: 128, blue: 128))
    let writer = try VideoWriter(path: folder("flat.mp4"), size: size, timeBase: Rational(1, 25))
    for index in 0..<100 { try writer.write(gray, at: MediaTime(ticks: Int64(index), timeBase: Rational(1, 25))) }
    try writer.finish()
    let options = ["--set", "segment.channels=16", "--set", "segment.iterations.first=5", "--progress", "none"]
    let tables = try (0..<4).map { run in
      let out = "out\(run)"
      #expect(try folder.tool.run(["segment", "flat.mp4", "--labels", out] + options).code == 0)
      return try ["frames.csv", "supervoxels.csv"].map {
        try Data(contentsOf: URL(fileURLWithPath: folder("\(out)/\($0)")))
      }
    }
    #expect(tables.dropFirst().allSatisfy { $0 == tables[0] })
  }
}
