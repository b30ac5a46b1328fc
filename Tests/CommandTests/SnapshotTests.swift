import Foundation
import TestSupport
import Testing

/// Texts that users rely on, compared to the files in Snapshots/. A missing file is written and the test fails, so that
/// somebody reads it before it is committed.
@Suite struct SnapshotTests {
  @Test(
    "Help and listings match their snapshots",
    arguments: [
      ("help", ["--help"]), ("help-segment", ["segment", "--help"]), ("help-inspect", ["inspect", "--help"]),
      ("help-plan", ["plan", "--help"]), ("help-train", ["train", "--help"]),
      ("help-merge", ["merge", "--help"]), ("help-submit", ["submit", "--help"]),
      ("help-status", ["status", "--help"]),
      ("help-relabel", ["relabel", "--help"]), ("help-correct", ["correct", "--help"]),
      ("help-check", ["check", "--help"]),
      ("help-measure", ["measure", "--help"]), ("help-report", ["report", "--help"]),
      ("help-show", ["show", "--help"]),
      ("help-evaluate", ["evaluate", "--help"]),
      ("help-evaluate-video", ["evaluate", "video", "--help"]),
      ("help-evaluate-stills", ["evaluate", "stills", "--help"]),
      ("help-reproduce-bsds500", ["reproduce", "bsds500", "--help"]),
      ("help-pipelines", ["pipelines", "--help"]), ("pipelines", ["pipelines"]),
      ("pipelines-show-default", ["pipelines", "show", "default"]),
      ("pipelines-show-reference-code", ["pipelines", "show", "reference-code"]),
    ])
  func text(_ name: String, _ arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let result = try folder.tool.run(arguments)
    #expect(result.code == 0)
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "Snapshots/\(name).txt")
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
      try result.output.write(to: file, atomically: true, encoding: .utf8)
      Issue.record("\(file.path) was missing and has been written: read it, then run again")
      return
    }
    #expect(result.output == expected)
  }
}
