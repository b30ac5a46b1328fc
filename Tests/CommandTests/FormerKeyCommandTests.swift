import Foundation
import TestSupport
import Testing

/// Pipelines that were written with the keys of the version before.
@Suite struct FormerKeyCommandTests {
  let folder: TemporaryFolder
  private let note =
    "tessera: note: ./old.yaml:3: segment.patience is now segment.label-hysteresis; the next version will not accept "
    + "the former name\n"

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 4)
    _ = try folder.write("segment:\n  # seconds\n  patience: 0\n".utf8, to: "old.yaml")
  }

  private func occurrences(of text: String, in whole: String) -> Int { whole.components(separatedBy: text).count - 1 }

  @Test("segment and pipelines show note a renamed key once, and write only the new name")
  func noted() throws {
    let shown = try folder.tool("pipelines", "show", "./old.yaml")
    #expect(shown.code == 0 && shown.error == note)
    #expect(shown.output.contains("  label-hysteresis: 0 ") && !shown.output.contains("patience"))
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--pipeline", "./old.yaml", "--labels", "l", "--progress", "none"] + small)
    #expect(result.code == 0 && occurrences(of: "is now segment", in: result.error) == 1)
    #expect(result.error.contains(note))
    let saved = try String(contentsOfFile: folder("l/pipeline.yaml"), encoding: .utf8)
    #expect(saved.contains("  label-hysteresis: 0 ") && !saved.contains("patience"))
  }

  @Test("A run that left a former key in its pipeline.yaml is complete for --resume")
  func resumed() throws {
    let run = ["segment", "clip.mp4", "--labels", "l", "--progress", "none"] + small
    #expect(try folder.tool.run(run).code == 0)
    let path = folder("l/pipeline.yaml")
    let saved = try String(contentsOfFile: path, encoding: .utf8)
    let former = saved.replacingOccurrences(of: "label-hysteresis:", with: "patience:")
    #expect(former != saved)
    try former.write(toFile: path, atomically: true, encoding: .utf8)
    let again = try folder.tool.run(run + ["--resume"])
    #expect(again.code == 0 && again.output.contains("nothing to do"), "\(again.error)")
    let other = try folder.tool.run(run + ["--resume", "--set", "segment.label-hysteresis=3"])
    #expect(other.code == 73 && other.error.contains("other settings"))
    let relabeled = try folder.tool.run(["relabel", "l", "--labels", "m", "--regions", "3", "--progress", "none"])
    #expect(relabeled.code == 0, "\(relabeled.error)")
  }
}
