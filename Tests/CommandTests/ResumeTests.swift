import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Real runs that are stopped for good and gone on with.
@Suite struct ResumeTests {
  let folder: TemporaryFolder
  private static let frames = 24
  /// Regions come four frames at a time: only behind frames 3, 7, 11 … can a run go on.
  private let batches = ["--set", "regions.window=4"]

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames)
  }

  private func command(_ name: String, _ more: [String]) -> [String] {
    ["segment", "clip.mp4", "--overlay", "\(name).mp4", "--labels", name, "--progress", "json"] + small
      + batches + ["--checkpoint-every", "3"] + more
  }

  /// Runs until a frame is written, then sends the signals.
  private func stop(_ name: String, behind frame: Int, _ signals: [Int32], _ more: [String] = []) throws -> Int32 {
    try stop(command(name, more), behind: frame, signals)
  }

  private func stop(_ command: [String], behind frame: Int, _ signals: [Int32]) throws -> Int32 {
    var isSent = false
    return try folder.tool.run(command) { output, process in
      guard !isSent, output.contains("\"index\":\(frame),") else { return }
      isSent = true
      for signal in signals { kill(process.processIdentifier, signal) }
    }.code
  }

  /// The bytes of every file; of a video of maps those of the maps.
  private func contents(_ name: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder(name))
    return Dictionary(
      uniqueKeysWithValues: try names.map { file in
        guard file == "supervoxels.mkv" else {
          return (file, try written(folder(name + "/" + file)))
        }
        return (
          file,
          try labels(name + "/" + file).reduce(into: Data()) { bytes, map in
            map.withUnsafeBytes { bytes.append(contentsOf: $0) }
          }
        )
      })
  }

  private func times(_ name: String) throws -> [Int64] {
    let source = try openFrames(MediaInput.resolve(folder(name)))
    var times: [Int64] = []
    while let frame = try source.next() { times.append(frame.time.ticks) }
    return times
  }

  @Test("Killed at any frame, a resumed run leaves the files of an uninterrupted one")
  func killed() throws {
    #expect(try folder.tool.run(command("whole", [])).code == 0)
    for (place, kills) in [[0], [4], [11, 17], [2, 3, 4], [23]].enumerated() {
      let name = "run\(place)"
      for (count, frame) in kills.enumerated() {
        let code = try stop(name, behind: frame, [SIGKILL], count > 0 ? ["--resume"] : [])
        #expect(code == -SIGKILL || frame == Self.frames - 1)
      }
      let result = try folder.tool.run(command(name, ["--resume"]))
      #expect(result.code == 0, "\(result.error)")
      #expect(try contents(name) == contents("whole"))
      #expect(try times("\(name).mp4") == times("whole.mp4"))
      #expect(try times("\(name).mp4").count == Self.frames)
    }
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("So does a run stopped in the middle of a batch")
  func middleOfBatch() throws {
    #expect(try folder.tool.run(command("whole", [])).code == 0)
    #expect(try contents("whole").keys.contains("supervoxels.csv"))
    for (place, stops) in [
      [(9, SIGKILL)], [(5, SIGKILL), (14, SIGKILL)], [(10, SIGINT)], [(1, SIGINT), (8, SIGKILL), (17, SIGTERM)],
    ].enumerated() {
      let name = "run\(place)"
      for (count, stop) in stops.enumerated() {
        _ = try self.stop(name, behind: stop.0, [stop.1], count > 0 ? ["--resume"] : [])
      }
      let result = try folder.tool.run(command(name, ["--resume"]))
      #expect(result.code == 0, "\(result.error)")
      #expect(try contents(name) == contents("whole"))
      #expect(try times("\(name).mp4") == times("whole.mp4"))
    }
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("Interrupted once or twice, a run tells how to resume, and can be resumed")
  func interrupted() throws {
    #expect(try folder.tool.run(command("whole", [])).code == 0)
    for (place, signals) in [[SIGINT], [SIGTERM], [SIGINT, SIGINT]].enumerated() {
      let name = "run\(place)"
      #expect(try stop(name, behind: 5, signals) == 130)
      if signals.count == 1 {
        let count = try times("\(name).mp4").count
        #expect((6..<Self.frames).contains(count))
        #expect(try contents(name).keys.count { $0.hasSuffix(".png") } == count)
      }
      let result = try folder.tool.run(command(name, ["--resume"]))
      #expect(result.code == 0, "\(result.error)")
      #expect(result.output.contains("resumed: "))
      #expect(try contents(name) == contents("whole"))
      #expect(try times("\(name).mp4") == times("whole.mp4"))
    }
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("So does a run that writes only a label video")
  func labelVideo() throws {
    func command(_ name: String) -> [String] {
      ["segment", "clip.mp4", "--labels", "\(name).mkv", "--progress", "json", "--checkpoint-every", "3"] + small
        + batches
    }
    #expect(try folder.tool.run(command("whole")).code == 0)
    #expect(try stop(command("run"), behind: 4, [SIGKILL]) == -SIGKILL)
    #expect(folder.names.contains(".run.mkv.checkpoint"))
    #expect(try stop(command("run") + ["--resume"], behind: 11, [SIGINT]) == 130)
    let result = try folder.tool.run(command("run") + ["--resume"])
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("resumed: "))
    #expect(try labels("run.mkv") == labels("whole.mkv"))
    #expect(try labels("run.mkv").count == Self.frames)
    #expect(try labels("run.supervoxels.mkv") == labels("whole.supervoxels.mkv"))
    for ending in ["csv", "json", "yaml", "supervoxels.csv"] {
      let (run, whole) = (folder("run.\(ending)"), folder("whole.\(ending)"))
      #expect(try written(run) == written(whole))
    }
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("Work files of a run killed at its very end are removed by the next")
  func leftWorkFiles() throws {
    let command = ["segment", "clip.mp4", "--labels", "run.mkv", "--overlay", "run.mp4"] + small
    #expect(try folder.tool.run(command).code == 0)
    for name in [".run.mkv.packets", ".run.mp4.packets"] { try folder.write([1, 2, 3], to: name) }
    let again = try folder.tool.run(command + ["--resume"])
    #expect(again.code == 0 && again.output.contains("nothing to do"))
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  private func labels(_ name: String) throws -> [[UInt32]] {
    let reader = try RegionVideoReader(path: folder(name))
    var maps: [[UInt32]] = []
    while let next = try reader.next() { maps.append(next.map.ids) }
    return maps
  }

  @Test("A stopped run is not overwritten by default, and is resumed only by the same command")
  func refusals() throws {
    #expect(try stop("run", behind: 6, [SIGKILL]) == -SIGKILL)
    let before = try contents("run")
    for (more, words) in [
      ([], "--resume"), (["--resume", "--seed", "5"], "seed: 0, now seed: 5"),
      (["--resume", "--every", "2"], "another selection"), (["--resume", "--budget", "5s/frame"], "--budget"),
    ] {
      let result = try folder.tool.run(command("run", more))
      #expect(result.code == 73)
      #expect(result.error.contains(words), "\(result.error)")
      #expect(try contents("run") == before)
    }
    try FileManager.default.removeItem(atPath: folder("clip.mp4"))
    try writeClip(folder("clip.mp4"), frames: Self.frames + 1)
    let other = try folder.tool.run(command("run", ["--resume"]))
    #expect(other.code == 73)
    #expect(other.error.contains("another input"))

    var damaged = try #require(before[".checkpoint"])
    damaged[damaged.count / 2] ^= 1
    try damaged.write(to: URL(fileURLWithPath: folder("run/.checkpoint")))
    let result = try folder.tool.run(command("run", ["--resume"]))
    #expect(result.code == 73)
    #expect(result.error.contains("damaged") && result.error.contains("--overwrite"))
    #expect(try folder.tool.run(command("run", ["--overwrite"])).code == 0)
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
  }

  @Test("--resume says so if the stopped run had saved no frame")
  func nothingSaved() throws {
    let run = command("run", ["--checkpoint-every", "1000"])
    #expect(try stop(run, behind: 0, [SIGKILL]) == -SIGKILL)
    let result = try folder.tool.run(run + ["--resume", "--progress", "none"])
    #expect(result.code == 0)
    #expect(result.error.contains("note: --resume: the earlier run saved no frame"), "\(result.error)")
    let again = try folder.tool.run(run + ["--resume", "--progress", "none"])
    #expect(again.code == 0 && !again.error.contains("saved no frame"))
  }

  @Test("--resume starts a new run if there is none, and does nothing if all is done")
  func nothingToDo() throws {
    #expect(try folder.tool.run(command("run", ["--resume"])).code == 0)
    let before = try contents("run")
    let again = try folder.tool.run(command("run", ["--resume"]))
    #expect(again.code == 0)
    #expect(again.output.contains("nothing to do"))
    #expect(try contents("run") == before)
    // An output that is not wanted is not one that exists.
    for (labels, overlay) in [("only", "null"), ("null", "only.mkv")] {
      let run = ["segment", "clip.mp4", "--labels", labels, "--overlay", overlay, "--resume"]
      let result = try folder.tool.run(run + small)
      #expect(result.code == 0, "\(result.error)")
    }
    // What goes to standard output can not be taken back.
    let digests = try folder.tool.run(["segment", "clip.mp4", "--labels", "md5", "--resume"] + small)
    #expect(digests.code == 64)
    #expect(digests.error.contains("md5:FILE"))
  }
}
