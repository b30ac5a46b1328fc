import Foundation
import TestSupport
import Testing

/// The folder that `tessera correct` writes: what else is in it, and what a killed process left beside it.
@Suite struct CorrectedFolderTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 24, width: 160, height: 120)
    let result = try folder.tool.run(
      [
        "segment", "clip.mp4", "--labels", "labels", "--overlay", "null", "--progress", "none", "--max-frames", "12",
        "--checkpoint-every", "1", "--set", "regions.window=2",
      ] + small)
    #expect(result.code == 0, "\(result.error)")
  }

  private func correct(_ list: String, _ arguments: String...) throws -> Tool.Result {
    try list.write(toFile: folder("c.yaml"), atomically: true, encoding: .utf8)
    return try folder.tool.run(["correct", "labels", "c.yaml"] + arguments)
  }

  private func names(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder(name)).filter { !$0.hasSuffix(".png") }.sorted()
  }

  @Test("Corrections in place end a run that could be extended, and say so; another folder leaves it as it is")
  func partialRun() throws {
    let before = try names("labels")
    #expect(before.contains(".checkpoint"))
    let other = try correct("- name: {1: road}", "--labels", "out")
    #expect(other.code == 0 && !other.error.contains("--resume"), "\(other.error)")
    #expect(try names("out").allSatisfy { !$0.hasPrefix(".") } && names("labels") == before)
    let result = try correct("- name: {1: road}", "--in-place", "--overlay", "o.mkv", "--progress", "json")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("--resume can not extend the run of corrected labels"), "\(result.output)")
    #expect(result.output.contains("\"total_frames\":12"), "\(result.output)")
    #expect(try names("labels").allSatisfy { !$0.hasPrefix(".") })
  }

  @Test("A folder that a killed process left is replaced, whatever it has; another one is not", arguments: 0..<4)
  func leftover(_ kind: Int) throws {
    try folder.makeFolder(".labels.corrected")
    let mark = ".labels.corrected/.tessera-replacement"
    switch kind {
    // Killed before the mark was written, while it was written, and while the folder was removed.
    case 0: break
    case 1: try folder.write([], to: ".labels.corrected/..tessera-replacement.part")
    case 2:
      try folder.write([], to: mark)
      try folder.write([1, 2], to: ".labels.corrected/000000.png")
      try folder.makeFolder(".labels.corrected/folder")
    default: try folder.write([1, 2], to: ".labels.corrected/mine")
    }
    let result = try correct("- name: {1: road}", "--in-place")
    #expect(result.code == (kind == 3 ? 73 : 0), "\(result.error)")
    #expect(folder.names.contains(".labels.corrected") == (kind == 3))
    #expect(kind == 3 ? result.error.contains("it is in the way; remove it") : result.error.contains("--resume"))
  }

  @Test("A name that a spreadsheet would take for a formula has an apostrophe in CSV, and only there")
  func formula() throws {
    for name in ["=1+1", "+1", "-1", "@x"] {
      #expect(try correct("- name: {1: \"\(name)\"}", "--labels", "out", "--overwrite").code == 0)
      for (file, text) in [("r.csv", ",'\(name)\n"), ("r.jsonl", "\"name\":\"\(name)\"")] {
        #expect(try folder.tool("measure", "out", "--out", file, "--overwrite").code == 0)
        #expect(try String(contentsOfFile: folder(file), encoding: .utf8).contains(text), "\(name) \(file)")
      }
    }
  }
}
