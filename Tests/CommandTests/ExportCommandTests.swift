import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// `tessera export`, `--export`, `import`, `overlay` and `shots`. Tests/ForeignReaders reads the formats with other tools.
@Suite struct ExportCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames, width: 160, height: 120)
  }

  private func segment(_ more: String...) throws -> Tool.Result {
    try folder.tool.run(["segment", "clip.mp4", "--overlay", "null", "--progress", "none"] + small + more)
  }

  private func data(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder(name))) }

  @Test("An export during a run, after it, and of a label video are the same")
  func same() throws {
    let run = try segment(
      "--labels", "clip.labels", "--export", "coco:run.json", "--export", "npz:run.npz", "--export", "cuts:run.csv")
    #expect(run.code == 0 && run.output.contains("coco: run.json (12 images"), "\(run.error)")
    #expect(try segment("--labels", "clip.mkv").code == 0)
    for (format, name) in [("coco", "run.json"), ("npz", "run.npz"), ("cuts", "run.csv")] {
      for labels in ["clip.labels", "clip.mkv"] {
        let ending = name.fileExtension
        let result = try folder.tool("export", labels, format, "after.\(ending)", "--overwrite")
        #expect(result.code == 0, "\(result.error)")
        #expect(try data("after.\(ending)") == data(name), "\(format) of \(labels)")
        let single = try folder.tool("export", labels, format, "after.\(ending)", "--overwrite", "--threads", "1")
        #expect(single.code == 0)
        #expect(try data("after.\(ending)") == data(name))
      }
    }
    let noLabels = try segment("--labels", "md5:other", "--export", "coco:other.json", "--resume")
    #expect(noLabels.code == 64 && noLabels.error.contains("--export needs a label folder"), "\(noLabels.error)")
  }

  @Test(
    "A stopped run with exports is resumed; its exports are then those of an uninterrupted one",
    arguments: ["", ".mkv"])
  func resumed(_ ending: String) throws {
    func exports(_ name: String) -> [String] {
      [
        "--labels", name + ending, "--export", "coco:\(name)-coco.json", "--export", "npz:\(name).npz", "--export",
        "alpha=1:\(name).mov", "--checkpoint-every", "1", "--set", "regions.window=2",
      ]
    }
    func command(_ name: String) -> [String] {
      ["segment", "clip.mp4", "--overlay", "null", "--progress", "json"] + small + exports(name)
    }
    /// COCO names the labels.
    func coco(_ name: String) throws -> String {
      try String(contentsOfFile: folder("\(name)-coco.json"), encoding: .utf8).replacing(name, with: "")
    }
    func expectWhole(_ name: String) throws {
      #expect(try coco(name) == coco("whole"), "\(name)")
      #expect(try data("\(name).npz") == data("whole.npz"), "\(name)")
    }
    #expect(try folder.tool.run(command("whole")).code == 0)
    for (name, signals) in [("killed", [SIGKILL]), ("stopped", [SIGINT])] {
      var isSent = false
      let first = try folder.tool.run(command(name)) { output, process in
        guard !isSent, output.contains("\"index\":5,") else { return }
        isSent = true
        for signal in signals { kill(process.processIdentifier, signal) }
      }
      #expect(first.code == (signals == [SIGKILL] ? -SIGKILL : 130))
      // A stopped run exports the frames so far.
      #expect(folder.names.contains("\(name)-coco.json") == (signals == [SIGINT]))
      let result = try folder.tool.run(command(name) + ["--resume"])
      #expect(result.code == 0 && result.output.contains("resumed: "), "\(result.error)")
      try expectWhole(name)
      #expect(folder.names.contains("\(name).mov"))

      // The run is complete. Missing and older exports are written, others are kept.
      try FileManager.default.removeItem(atPath: folder("\(name).npz"))
      try Data("older".utf8).write(to: URL(fileURLWithPath: folder("\(name)-coco.json")))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: folder("\(name)-coco.json"))
      #expect(try folder.tool.run(command(name) + ["--resume"]).code == 0)
      try expectWhole(name)
      let again = try folder.tool.run(command(name) + ["--resume"])
      #expect(again.code == 0 && again.output.contains("nothing to do"), "\(again.output)")
    }
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("An export that fails leaves the labels complete, and the other exports")
  func failed() throws {
    let result = try segment("--labels", "labels", "--export", "alpha=60000:a.mov", "--export", "coco:a.json")
    #expect(result.code == 65 && result.error.contains("60000"), "\(result.code) \(result.error)")
    #expect(try folder.tool("check", "labels", "clip.mp4").code == 0)
    #expect(folder.names.contains("a.json") && !folder.names.contains("a.mov"))
    let inside = try segment("--labels", "labels", "--export", "coco:labels/b.json", "--overwrite")
    #expect(inside.code == 73 && inside.error.contains("is in the label folder"), "\(inside.error)")
  }

  @Test("An export replaces neither the labels that it reads nor their input, and adds nothing to a label folder")
  func inputs() throws {
    #expect(try segment("--labels", "labels").code == 0)
    #expect(try segment("--labels", "video.mkv").code == 0)
    let files = FileManager.default
    try files.createSymbolicLink(atPath: folder("link"), withDestinationPath: "labels")
    try files.createSymbolicLink(atPath: folder("table.json"), withDestinationPath: "labels/labels.json")
    try files.createSymbolicLink(atPath: folder("film.json"), withDestinationPath: "clip.mp4")
    try files.copyItem(atPath: folder("clip.mp4"), toPath: folder("other.mp4"))
    let read = ["clip.mp4", "other.mp4", "labels/frames.csv", "labels/labels.json", "labels/000000.png", "video.json"]
    let before = try read.map(data)
    for (labels, output) in [
      ("labels", "clip.mp4"), ("labels", "film.json"), ("labels", "other.mp4"), ("labels", "table.json"),
      ("labels", "labels/frames.csv"), ("labels", "labels/000000.png"), ("labels", "link/labels.json"),
      ("labels", "labels/new.json"), ("link", "labels/new.json"), ("video.mkv", "video.json"),
      ("video.mkv", "video.csv"), ("video.mkv", "video.yaml"), ("video.mkv", "video.mkv"), ("video.mkv", "clip.mp4"),
    ] {
      let result = try folder.tool("export", labels, "coco", output, "--overwrite", "--input", "other.mp4")
      #expect(result.code == 73 && result.error.contains("the input"), "\(labels) \(output): \(result.error)")
    }
    #expect(try read.map(data) == before && !files.fileExists(atPath: folder("labels/new.json")))
    #expect(try folder.tool("export", "labels", "svg", "labels/svg").code == 73)
    #expect(try folder.tool("export", "labels", "coco", "labels.json").code == 0)
    #expect(try folder.tool("export", "labels", "coco", "-").code == 64 && !files.fileExists(atPath: folder("-")))
  }

  @Test("Bad words, names and labels are errors that name the cause, and leave nothing")
  func errors() throws {
    #expect(try segment("--labels", "labels").code == 0)
    try folder.makeFolder("empty")
    try folder.makeFolder("photos")
    try writeImage(folder("photos/a.png"))
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder("there.json")))
    for (words, code, message) in [
      (["labels", "coc", "o"], 64, "coc"), (["labels", "alpha", "o.mov"], 64, "alpha=7"),
      (["labels", "npz", "o.zip"], 64, ".npz"), (["labels", "alpha=1", "o.mp4"], 64, ".mov"),
      (["labels", "coco", "there.json"], 73, "already exists"),
      (["labels", "coco", "no/o.json"], 73, "does not exist"),
      (["nothing", "coco", "o.json"], 65, "no such file"), (["empty", "coco", "o.json"], 65, "not a label folder"),
      (["photos", "coco", "o.json"], 65, "not labels"), (["clip.mp4", "coco", "o.json"], 65, "clip.mp4"),
      (["labels", "alpha=60000", "o.mov"], 65, "60000"), (["labels", "zarr", "labels"], 73, "labels"),
    ] as [([String], Int32, String)] {
      let result = try folder.tool.run(["export"] + words)
      #expect(result.code == code && result.error.contains(message), "\(words): \(result.code) \(result.error)")
    }
    try FileManager.default.removeItem(atPath: folder("labels/000007.png"))
    for format in ["coco", "davis", "cvat", "zarr"] {
      let result = try folder.tool("export", "labels", format, "o")
      #expect(result.code == 65 && result.error.contains("000007.png"), "\(result.error)")
    }
    #expect(folder.names.sorted() == ["clip.mp4", "empty", "labels", "photos", "there.json"])
  }

  @Test("Labels of a foreign folder and of another size are drawn; they end with the labels")
  func overlay() throws {
    try folder.makeFolder("foreign")
    for index in 0..<5 {
      var map = LabelMap(size: PictureSize(width: 80, height: 60), filledWith: 1)
      for n in 0..<(400 * (index + 1)) { map.labels[n] = 2 }
      let image = try LabelImage.gray16PNG(map)
      try Data(image).write(to: URL(fileURLWithPath: folder("foreign/shot\(index).png")))
    }
    let result = try folder.tool("overlay", "clip.mp4", "foreign", "o.mkv", "--opacity", "1", "--progress", "none")
    #expect(result.code == 0 && result.error.contains("scaled"), "\(result.error)")
    let reader = try openFrames(MediaInput.resolve(folder("o.mkv")))
    var pictures: [Picture] = []
    while let frame = try reader.next() { pictures.append(frame.picture) }
    #expect(pictures.count == 5)
    #expect(pictures[0][80, 4] != pictures[0][80, 100])
    #expect(try folder.tool("overlay", "clip.mp4", "foreign", "o.mkv", "--progress", "none").code == 73)
    let inside = try folder.tool("overlay", "clip.mp4", "foreign", "foreign/o.mkv", "--progress", "none")
    #expect(inside.code == 73 && inside.error.contains("holds only labels"), "\(inside.error)")

    #expect(try segment("--labels", "half", "--every", "2").code == 0)
    #expect(try folder.tool("overlay", "clip.mp4", "half", "half.mkv", "--progress", "none").code == 0)
    let all = try openFrames(MediaInput.resolve(folder("half.mkv")))
    for index in 0..<Self.frames { #expect(try all.next()?.time == clipTime(index)) }
  }

  @Test("Imported labels can be checked, evaluated and exported again")
  func imported() throws {
    #expect(try segment("--labels", "labels").code == 0)
    for format in ["coco", "youtube-vis", "cvat", "cvat-images", "davis"] {
      #expect(try folder.tool("export", "labels", format, "file", "--overwrite").code == 0)
      let result = try folder.tool("import", "file", "--labels", "back", "--like", "labels", "--overwrite")
      #expect(result.code == 0, "\(format): \(result.error)")
      for index in 0..<Self.frames {
        let name = String(format: "%06d.png", index)
        #expect(try LabelImage.read(path: folder("back/" + name)) == LabelImage.read(path: folder("labels/" + name)))
      }
      #expect(try folder.tool("check", "back", "clip.mp4").code == 0)
      try FileManager.default.removeItem(atPath: folder("file"))
    }
    #expect(try folder.tool("overlay", "clip.mp4", "back", "back.mp4", "--progress", "none").code == 0)
    #expect(try folder.tool("import", "labels", "--labels", "labels", "--overwrite").code == 73)
    #expect(try folder.tool("import", "labels", "--labels", "null").code == 64)
  }

  @Test("The index of imported labels counts no \"no label\", and has no figures of a run")
  func importedIndex() throws {
    try folder.makeFolder("masks")
    for (index, present) in [[1, 2], [2], [], [1, 2, 3]].enumerated() {
      var map = LabelMap(size: PictureSize(width: 40, height: 30))
      for track in present { for n in 0..<(10 * track) { map.labels[100 * track + n] = UInt16(track) } }
      let image = try LabelImage.gray16PNG(map)
      try Data(image).write(to: URL(fileURLWithPath: folder("masks/\(index).png")))
    }
    #expect(try folder.tool("import", "masks", "--labels", "labels").code == 0)
    let lines = try String(contentsOfFile: folder("labels/frames.csv"), encoding: .utf8).split(separator: "\n")
    let columns = lines[0].split(separator: ",").map(String.init)
    let rows = lines.dropFirst().map { line in
      Dictionary(
        uniqueKeysWithValues: zip(
          columns, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
    }
    #expect(rows.map { $0["labels"] } == ["2", "1", "0", "3"])
    #expect(rows.map { $0["births"] } == ["2", "0", "0", "1"])
    for (earlier, later) in zip(rows, rows.dropFirst()) {
      func number(_ row: [String: String], _ column: String) -> Int { row[column].flatMap { Int($0) } ?? -100 }
      #expect(
        number(later, "labels") == number(earlier, "labels") + number(later, "births") + number(later, "returns")
          - number(later, "deaths"))
    }
    for column in ["changed", "loss", "change", "level"] { #expect(rows.allSatisfy { $0[column] == "" }, "\(column)") }
  }

  @Test("Shots are listed with exact times, on standard output or in files")
  func shots() throws {
    let printed = try folder.tool("shots", "clip.mp4")
    #expect(printed.code == 0 && printed.output.hasPrefix("number,shot,first_frame"), "\(printed.error)")
    #expect(printed.output.split(separator: "\n")[1].hasPrefix("0,0,0,12,0,"))
    let written = try folder.tool("shots", "clip.mp4", "--export", "cuts:a.csv", "--export", "otio:a.otio")
    #expect(written.code == 0 && written.output.contains("a.otio (1 shot)"))
    #expect(try String(contentsOfFile: folder("a.csv"), encoding: .utf8) == printed.output)
    #expect(try folder.tool("shots", "clip.mp4", "--export", "cuts:a.csv").code == 73)
    #expect(try folder.tool("shots", "clip.mp4", "--export", "coco:a.json").code == 64)
    #expect(try folder.tool("shots", "nothing.mp4").code == 65)
  }
}
