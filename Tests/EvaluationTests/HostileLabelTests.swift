import EvaluationFiles
import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Damaged and forged labels: a result, or an error of ours that says something. The process lives on either way.
@Suite struct HostileLabelTests {
  private static let cases = 150

  private func labeled() throws -> Material {
    let material = try Material()
    for shift in 0..<2 {
      let rows = (0..<6).map { y in (0..<8).map { x in UInt16((x + shift) / 4 + 2 * (y / 3)) } }
      try material.add(labels: rows, mask: rows)
    }
    try material.folder.write(
      Array("index,pts,time_base,seconds\n0,0,1/25,0\n1,1,1/25,0.04\n".utf8), to: "labels/frames.csv")
    try material.folder.write(
      Array(#"{"selection":{"start":0,"every":1,"max_frames":null,"duration":null}}"#.utf8), to: "labels/labels.json")
    return material
  }

  /// Runs `body`; whatever it throws must be worded.
  private func endsInAnAnswer(_ seed: String, _ body: () throws -> Void) {
    do {
      try body()
    } catch let error as EvaluationError {
      #expect(!error.description.isEmpty, "\(seed)")
    } catch let error as MediaError {
      #expect(!error.description.isEmpty, "\(seed)")
    } catch {
      Issue.record("\(seed): \(error) is no error of ours")
    }
  }

  @Test(
    "Mutated files of a label folder are checked and evaluated, or rejected",
    arguments: ["frames.csv", "labels.json", "000001.png"])
  func mutants(_ name: String) throws {
    let material = try labeled()
    let path = "labels/" + name
    let whole = try [UInt8](Data(contentsOf: URL(fileURLWithPath: material.folder(path))))
    let untouched = try LabelCheck(labels: material.folder("labels"), input: material.folder("frames")).run()
    #expect(untouched.differences == 0, "\(untouched.lines)")
    for seed in 0..<Self.cases {
      var mutation = Mutation(seed: UInt64(seed))
      try material.folder.write(name.hasSuffix("png") ? mutation.ofPNG(whole) : mutation.ofText(whole), to: path)
      endsInAnAnswer("\(name) \(seed)") {
        _ = try LabelCheck(labels: material.folder("labels"), input: material.folder("frames")).run()
      }
      guard name.hasSuffix("png") else { continue }
      endsInAnAnswer("\(name) \(seed)") { _ = try material.figures(masks: true) }
      endsInAnAnswer("\(name) \(seed)") {
        _ = try StillEvaluation(labels: material.folder("labels"), truth: material.folder("masks")).run()
      }
      endsInAnAnswer("\(name) \(seed)") {
        _ = try StillEvaluation(labels: material.folder("masks"), truth: material.folder("labels")).run()
      }
    }
  }

  @Test(
    "Extreme numbers in the index and in the selection",
    arguments: [
      "9223372036854775807", "-9223372036854775808", "9223372036854775808", "1e308", "1e999", "nan", "-1", "", "null",
    ])
  func extremes(_ number: String) throws {
    let material = try labeled()
    func check(_ text: String, _ name: String) throws {
      try material.folder.write(Array(text.utf8), to: "labels/" + name)
      endsInAnAnswer("\(name) \(text)") {
        _ = try LabelCheck(labels: material.folder("labels"), input: material.folder("frames")).run()
      }
    }
    for row in ["\(number),0,1/25", "0,\(number),1/25", "0,0,\(number)/25", "0,0,1/\(number)"] {
      try check("index,pts,time_base\n\(row)\n1,1,1/25\n", "frames.csv")
    }
    for selection in [
      #""start":\#(number),"every":1"#, #""start":0,"every":\#(number)"#,
      #""start":0,"every":1,"duration":\#(number)"#, #""start":0,"every":1,"max_frames":\#(number)"#,
      #""start":\#(number),"every":\#(number),"duration":\#(number),"max_frames":\#(number)"#,
    ] {
      try check("{\"selection\":{\(selection)}}", "labels.json")
    }
  }
}
