import Foundation
import TestSupport
import Testing

/// Two runs into the same outputs at the same time.
@Suite struct ConcurrentRunTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 100)
  }

  private func command(_ name: String, _ more: [String] = []) -> [String] {
    ["segment", "clip.mp4", "--overlay", "\(name).mp4", "--labels", name, "--progress", "json"] + small
      + ["--set", "regions.window=4", "--checkpoint-every", "3"] + more
  }

  private var workFiles: [String] { [".run.mp4.packets", ".run.mp4.part", "run/.checkpoint", "run/.frames.csv.part"] }

  /// Starts a run and calls `body` when it has written the first frame.
  private func whileRunning(_ more: [String] = [], _ body: @escaping (Process) throws -> Void) throws -> Tool.Result {
    var isDone = false
    return try folder.tool.run(command("run", more)) { output, process in
      guard !isDone, output.contains("\"index\":0,") else { return }
      isDone = true
      do { try body(process) } catch { Issue.record("\(error)") }
    }
  }

  private func expectRefusal(_ more: [String]) throws {
    let result = try folder.tool.run(command("run", more))
    #expect(result.code == 73 && result.error.contains("another run is writing it"), "\(more): \(result.error)")
    for name in workFiles {
      #expect(FileManager.default.fileExists(atPath: folder(name)), "\(name) is gone with \(more)")
    }
  }

  @Test("The second run is refused and touches no file of the first, which ends as if alone")
  func refused() throws {
    #expect(try folder.tool.run(command("whole")).code == 0)
    let result = try whileRunning { _ in
      for more in [[], ["--overwrite"], ["--resume"], ["--resume", "--overwrite"], ["--dry-run"]] {
        try expectRefusal(more)
      }
      let part = ["segment", "clip.mp4", "--labels", "null", "--overlay", "run.mp4", "--overwrite"] + small
      #expect(try folder.tool.run(part).error.contains("another run is writing it"))
    }
    #expect(result.code == 0, "\(result.error)")
    #expect(try written(folder("run/frames.csv")) == written(folder("whole/frames.csv")))
    #expect(try written(folder("run/labels.json")) == written(folder("whole/labels.json")))
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("Of two resuming runs one goes on, and the other is refused")
  func resumed() throws {
    #expect(try whileRunning { kill($0.processIdentifier, SIGKILL) }.code == -SIGKILL)
    let result = try whileRunning(["--resume"]) { _ in
      try expectRefusal(["--resume"])
      try expectRefusal(["--overwrite"])
    }
    #expect(result.code == 0, "\(result.error)")
    let again = try folder.tool.run(command("run", ["--resume"]))
    #expect(again.code == 0 && again.output.contains("nothing to do"))
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }
}
