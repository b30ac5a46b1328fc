import Foundation
import Imaging
import Labels
import Media
import TestSupport
import Testing

/// `tessera report`, `measure`, `show`, and `segment --report`, on labels of a clip that was really segmented.
@Suite struct ReportCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames)
  }

  private func segment(_ arguments: String...) throws -> Tool.Result {
    try folder.tool.run(["segment", "clip.mp4", "--overlay", "null", "--progress", "none"] + small + arguments)
  }

  private func page(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }

  @Test("A run makes its report at the end, with its own command and times", arguments: ["out", "out.mkv"])
  func run(_ labels: String) throws {
    let result = try segment("--labels", labels, "--report", "run.html")
    #expect(result.code == 0 && result.output.contains("report: run.html (12 frames"), "\(result.error)")
    let page = try page("run.html")
    #expect(page.contains("--report run.html") && page.contains("data-series=\"elapsed\""))
    #expect(page.contains("id=\"source\""))
    let again = try segment("--labels", labels, "--report", "run.html")
    #expect(again.code == 73)
    let resumed = try segment("--labels", labels, "--report", "run.html", "--resume")
    #expect(resumed.code == 0, "\(resumed.error)")
  }

  @Test("A report needs labels, one input and a place of its own; nothing is segmented first")
  func usage() throws {
    #expect(try segment("--labels", "null", "--report", "run.html").code == 64)
    #expect(try segment("--labels", "out", "--report", "out/labels.json").code == 64)
    #expect(try segment("--labels", "out", "--report", "clip.mp4", "--overwrite").code == 73)
    #expect(try segment("--labels", "out", "--report", "nowhere/run.html").code == 73)
    try writeClip(folder("other.mp4"), frames: 2)
    let two = try folder.tool("segment", "clip.mp4", "other.mp4", "--report", "run.html", "--output-dir", "o")
    #expect(two.code == 64 && two.error.contains("single input"), "\(two.error)")
    #expect(folder.names.filter { !$0.hasPrefix(".") } == ["clip.mp4", "other.mp4"])
  }

  @Test("A piped run has a report without pictures, and says so")
  func pipe() throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("clip.mp4"))))
    let result = try folder.tool.run(
      ["segment", "-", "--overlay", "null", "--labels", "out", "--report", "run.html"] + small, input: bytes)
    #expect(result.code == 0 && result.error.contains("no pictures"), "\(result.error)")
    #expect(try !page("run.html").contains("id=\"source\""))
  }

  @Test("Reports, tables and pictures of a finished run find the input that the labels name")
  func later() throws {
    #expect(try segment("--labels", "clip.labels").code == 0)
    let report = try folder.tool("report", "clip.labels")
    #expect(report.code == 0 && report.error.isEmpty, "\(report.error)")
    let page = try page("clip.report.html")
    #expect(page.contains("tessera segment clip.mp4 --pipeline clip.labels/pipeline.yaml --labels again"))
    #expect(page.contains("data-series=\"consistency\""))
    // Labels of another name have a page of another name.
    try FileManager.default.copyItem(atPath: folder("clip.labels"), toPath: folder("clip.fixed"))
    #expect(try folder.tool("report", "clip.fixed", "--no-tc").code == 0)
    #expect(folder.names.contains("clip.fixed.report.html"))
    let measure = try folder.tool("measure", "clip.labels", "--out", "regions.csv")
    #expect(measure.code == 0 && measure.output.contains("regions.csv: the regions of 12 frames"), "\(measure.error)")
    let quiet = try folder.tool("measure", "clip.labels", "--out", "quiet.csv", "-q")
    #expect(quiet.code == 0 && quiet.output.isEmpty && quiet.error.isEmpty)
    let show = try folder.tool("show", "clip.labels", "--frame", "3", "--columns", "32", "--graphics", "blocks")
    #expect(show.code == 0 && show.output.contains("frame 3, 0.120 s"), "\(show.error)")
    #expect(show.output.split(separator: "\n").count == 12 + 2)

    // The input has moved with the labels.
    try folder.makeFolder("elsewhere")
    for name in ["clip.labels", "clip.mp4"] {
      try FileManager.default.moveItem(atPath: folder(name), toPath: folder("elsewhere/" + name))
    }
    #expect(try folder.tool("measure", "elsewhere/clip.labels", "--out", "-").output.contains("\n1,0.047,0,1,"))
    // It is gone: no colors, no pictures.
    try FileManager.default.removeItem(atPath: folder("elsewhere/clip.mp4"))
    for arguments in [["measure", "elsewhere/clip.labels", "-o", "m.csv"], ["report", "elsewhere/clip.labels"]] {
      let result = try folder.tool.run(arguments)
      #expect(result.code == 0 && result.error.contains("without the input"), "\(result.error)")
    }
    #expect(try folder.tool("show", "elsewhere/clip.labels").code == 0)
  }

  @Test("Foreign, damaged and stopped labels are errors that name the file, and leave no output")
  func refuses() throws {
    try writeClip(folder("other.mp4"), frames: Self.frames, width: 80)
    #expect(try segment("--labels", "clip.labels").code == 0)
    try folder.makeFolder("nothing")
    try folder.makeFolder("stopped")
    try folder.write([], to: "stopped/.checkpoint")
    let before = folder.names
    for labels in [["clip.labels", "other.mp4"], ["nothing"], ["stopped"], ["missing"], ["clip.mp4"]] {
      for command in ["measure", "report", "show"] {
        let output = command == "show" ? [] : ["--out", "out.x"]
        let result = try folder.tool.run([command] + labels + output)
        if command == "show", labels.count == 2 {
          // A picture of another size is scaled; another picture is found by its thumbnail.
          #expect([0, 65].contains(result.code))
        } else {
          #expect(result.code == 65 && result.error.contains(labels[0]), "\(command) \(labels): \(result.error)")
        }
        // They have no such option.
        #expect(!result.error.contains("--limit"))
      }
    }
    #expect(try folder.tool("show", "clip.labels", "--frame", "12").code == 65)
    #expect(try folder.tool("measure", "clip.labels", "-o", "clip.labels/frames.csv", "--overwrite").code == 73)
    #expect(try folder.tool("report", "clip.labels", "-o", "clip.mp4", "--overwrite").code == 73)
    for command in ["measure", "report"] {
      #expect(try folder.tool(command, "clip.labels", "-o", "clip.labels/new.x").code == 73)
    }
    #expect(folder.names == before)
  }

  @Test("With any damage the commands exit regularly")
  func mutated() throws {
    #expect(try segment("--labels", "out").code == 0)
    var mutation = Mutation(seed: 4)
    for name in ["frames.csv", "labels.json", "pipeline.yaml", "000003.png"] {
      let file = URL(fileURLWithPath: folder("out/" + name))
      let bytes = try Data(contentsOf: file)
      for round in 0..<9 {
        let damaged = name.hasSuffix(".png") ? mutation.of(Array(bytes)) : mutation.ofText(Array(bytes))
        try Data(damaged).write(to: file)
        let command = [
          ["report", "out", "--out", "r.html"], ["measure", "out", "--out", "m.csv"], ["show", "out", "-n", "3"],
        ]
        let result = try folder.tool.run(command[round % 3] + (round % 3 == 2 ? [] : ["--overwrite"]))
        #expect([0, 65, 73].contains(result.code), "\(name): \(result.code) \(result.error)")
      }
      try bytes.write(to: file)
    }
  }
}
