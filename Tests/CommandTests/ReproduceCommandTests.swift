import Foundation
import Imaging
import Media
import Reproduction
import TestSupport
import Testing

private let hasGnuplot = (try? Report()) != nil

@Suite struct ReproduceCommandTests {
  /// Two stills that are their own ground truth.
  private func dataSet() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in ["set/images", "set/groundTruth"] { try folder.makeFolder(name) }
    for (index, name) in ["a", "b"].enumerated() {
      try writeImage(folder("set/images/\(name).png"), width: 48, height: 32, index: 4 * index)
      try writeImage(folder("set/groundTruth/\(name).png"), width: 48, height: 32, index: 4 * index)
    }
    return folder
  }

  @Test("Bad usage: 64; invalid data set: 65; without gnuplot: 73, before anything is written")
  func errors() throws {
    let folder = try dataSet()
    func expect(_ code: Int32, _ message: String, _ arguments: String..., path: String? = nil) throws {
      var tool = folder.tool
      if let path { tool.environment["PATH"] = path }
      let result = try tool.run(["reproduce", "bsds500"] + arguments)
      #expect(result.code == code, "\(result.error)")
      #expect(result.error.contains(message), "\(result.error)")
    }
    try expect(64, "did you mean graph?", "set", "--methods", "grap")
    try expect(64, "--images must be at least 1", "set", "--images", "0")
    try expect(64, "--methods is empty", "set", "--methods", ",")
    try expect(73, "apt-get install gnuplot-nox", "set", path: "/nowhere")
    if hasGnuplot {
      try expect(65, "has no folders images and groundTruth", "set/images")
      try expect(65, "gone: no such file", "gone")
    }
    #expect(!folder.names.contains("reproduction"))
  }

  @Test(
    "A run reports its results; another one resumes it with --resume",
    .enabled(if: hasGnuplot, "needs gnuplot: apt-get install gnuplot-nox"))
  func run() throws {
    let folder = try dataSet()
    let arguments = ["reproduce", "bsds500", "set", "--methods", "kmeans-1-2,graph-500", "--out", "out"]
    let first = try folder.tool.run(arguments)
    #expect(first.code == 0, "\(first.error)")
    #expect(first.output.contains("k-means (α, k)") && first.output.contains("look at out/index.html"))
    #expect(first.error.contains("2/2 settings, 4/4 label maps (4 made)"))

    let second = try folder.tool.run(arguments)
    #expect(second.code == 73)
    #expect(second.error.contains("out: already contains results; continue with --resume"))

    let third = try folder.tool.run(arguments + ["--resume", "--progress", "json"])
    #expect(third.code == 0 && third.error.isEmpty, "\(third.error)")
    let lines = third.output.split(separator: "\n")
    #expect(lines.first?.contains("\"event\":\"progress\"") == true)
    #expect(lines.last?.contains("\"event\":\"summary\"") == true)
  }

  @Test(
    "Ctrl-C ends a run with 130 and tells how to resume",
    .enabled(if: hasGnuplot, "needs gnuplot: apt-get install gnuplot-nox"))
  func interrupted() throws {
    let folder = try dataSet()
    var isSent = false
    let result = try folder.tool.run(
      ["reproduce", "bsds500", "set", "--methods", "graph-500,paper-M5", "--out", "out", "--progress", "json"]
    ) { output, process in
      guard !isSent, output.contains("\"maps_done\":2") else { return }
      isSent = true
      process.interrupt()
    }
    #expect(result.code == 130, "\(result.error)")
    #expect(result.error.contains("--resume"))
    let stored = try FileManager.default.contentsOfDirectory(atPath: folder("out/labels/graph-500"))
    #expect(stored.sorted() == ["a.png", "b.png", "pipeline.yaml"])
  }
}
