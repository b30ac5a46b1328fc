import Foundation
import TestSupport
import Testing

/// `tessera train`, and `tessera segment --model`.
@Suite struct TrainCommandTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 9)
    for index in 0..<2 { try writeImage(folder("\(index).png"), index: 3 * index) }
  }

  private func train(_ arguments: String..., code: Int32 = 0) throws -> Tool.Result {
    let result = try folder.tool.run(["train"] + arguments + small)
    #expect(result.code == code, "\(result.error)")
    return result
  }

  @discardableResult
  private func segment(_ arguments: String..., code: Int32 = 0) throws -> Tool.Result {
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--progress", "none", "--set", "regions.window=4"] + small + arguments)
    #expect(result.code == code, "\(result.error)")
    return result
  }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: folder(name), encoding: .utf8) }

  @Test("Trained once: the same model gives the same labels for any number of threads", arguments: [[], ["--frozen"]])
  func once(_ frozen: [String]) throws {
    let result = try train("0.png", "1.png", "--save", "a.tessera")
    #expect(result.output.hasPrefix("a.tessera: trained on 2 pictures, 6 iterations on each; loss "))
    _ = try train("0.png", "1.png", "--save", "b.tessera", "--threads", "2")
    #expect(try written(folder("a.tessera")) == written(folder("b.tessera")))
    let common = ["segment", "clip.mp4", "--progress", "none"] + small + frozen
    for (name, more) in [
      ("one", ["--model", "a.tessera", "--threads", "1"]), ("two", ["--model", "b.tessera", "--threads", "2"]),
      ("none", []),
    ] where !more.isEmpty || frozen.isEmpty {
      #expect(try folder.tool.run(common + ["--labels", "md5:" + name] + more).code == 0)
    }
    #expect(try text("one") == text("two"))
    if frozen.isEmpty { #expect(try text("one") != text("none")) }
  }

  @Test("Only a model is replaced: no picture of a folder, no other file")
  func occupied() throws {
    let before = try written(folder("1.png"))
    for name in ["1.png", "clip.mp4"] {
      let result = try train(".", "--save", name, "--overwrite", code: 73)
      #expect(result.error.contains("\(name): is not a model"), "\(result.error)")
    }
    #expect(try written(folder("1.png")) == before)
    _ = try train("0.png", "--save", "a.tessera")
    _ = try train("0.png", "--save", "a.tessera", "--overwrite")
  }

  @Test("Labels name the model, and a run is not resumed with another one, or without")
  func resume() throws {
    _ = try train("0.png", "--save", "a.tessera")
    _ = try train("1.png", "--save", "b.tessera")
    try segment("--labels", "out", "--overlay", "null", "--model", "a.tessera", "--frozen", "--max-frames", "4")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("out/labels.json")))
    let table = try JSONSerialization.jsonObject(with: data)
    #expect(try JSONSchema(named: "labels.schema.json").violations(of: table) == [])
    #expect(((table as? [String: Any])?["model"] as? String)?.hasSuffix(" frozen") == true)
    let resumed = ["--labels", "out", "--overlay", "null", "--resume"]
    for other in [["--model", "b.tessera", "--frozen"], ["--model", "a.tessera"], []] {
      let result = try folder.tool.run(
        ["segment", "clip.mp4", "--progress", "none", "--set", "regions.window=4"] + small + resumed + other)
      #expect(result.code == 73)
      #expect(result.error.contains("is of a run with a"), "\(result.error)")
    }
    try segment("--labels", "out", "--overlay", "null", "--resume", "--model", "a.tessera", "--frozen")
    try segment("--labels", "whole", "--overlay", "null", "--model", "a.tessera", "--frozen")
    for frame in 0..<9 {
      let name = String(format: "%06d.png", frame)
      #expect(try written(folder("out/" + name)) == written(folder("whole/" + name)))
    }
  }

  @Test("Errors say what is wrong, by their exit codes, and nothing is written")
  func errors() throws {
    _ = try train("0.png", "--save", "a.tessera")
    _ = try train("0.png", "--save", "a.tessera", code: 73)
    _ = try train("0.png", "--save", "0.png", "--overwrite", code: 73)
    _ = try train("missing.png", "--save", "b.tessera", code: 65)
    _ = try train("0.png", "--save", "-", code: 64)
    _ = try train("0.png", "--save", "b.tessera", "--pipeline", "kmeans", code: 64)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("a.tessera")))
    try bytes.dropLast().write(to: URL(fileURLWithPath: folder("short.tessera")))
    try Data().write(to: URL(fileURLWithPath: folder("empty.tessera")))
    let outputs = ["--labels", "out", "--overlay", "null"]
    for (arguments, code, words) in [
      (["--model", "short.tessera"], 65, "short.tessera: the model is damaged (it is truncated)"),
      (["--model", "empty.tessera"], 65, "empty.tessera: the model is damaged (it is empty)"),
      (["--model", "clip.mp4"], 65, "clip.mp4: the model is damaged (not a model)"),
      (["--model", "missing.tessera"], 65, "missing.tessera"),
      (["--model", "a.tessera", "--set", "segment.clusters=7"], 64, "segment.clusters=8, this run has 7"),
      (["--model", "a.tessera", "--pipeline", "kmeans"], 64, "kmeans is not trained"),
      (["--frozen"], 64, "--frozen needs --model"),
      (["--model", "a.tessera", "--frozen", "--budget", "1s/frame"], 64, "there is none"),
    ] as [([String], Int32, String)] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--progress", "none"] + small + outputs + arguments)
      #expect(result.code == code, "\(arguments) \(result.error)")
      #expect(result.error.contains(words), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: folder("out")))
    }
    #expect(!FileManager.default.fileExists(atPath: folder("b.tessera")))
  }
}
