import Foundation
import Tessera
import TestSupport
import Testing

let fixtures = URL(fileURLWithPath: #filePath)
  .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  .appendingPathComponent("fixtures").path

/// The library as a user sees it: nothing but `import Tessera`.
@Suite struct LibraryTests {
  @Test("Open a video, choose a pipeline, iterate over its segmented frames")
  func iterates() async throws {
    let video = try Video(opening: fixtures + "/shapes.mp4", selection: FrameSelection(maxFrames: 3))
    var pipeline = try Pipeline(named: "preview")
    pipeline.settings.segment.iterations.first = 10
    var times: [Double] = []
    for try await frame in try pipeline.segment(video) {
      times.append(frame.time.seconds)
      #expect(frame.labels.size == frame.picture.size)
      #expect(frame.labels.areas().count > 2)
    }
    #expect(times == [0, 0.04, 0.08])
  }

  @Test("Failures while writing report what was written and the frame")
  func failure() async throws {
    // A file that ends early is noticed by a line of the log.
    FFmpegLog.install()
    let folder = try TemporaryFolder()
    let whole = try Data(contentsOf: URL(fileURLWithPath: fixtures + "/shapes.mp4"))
    // Cut in the middle of the pictures, which stand before the index at the end or behind it at the front.
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder("cut.mp4")))
    var options = InputOptions()
    options.isStrict = true
    let video = try Video(opening: folder("cut.mp4"), options: options)
    var pipeline = try Pipeline(named: "kmeans", threads: 1)
    pipeline.settings.segment.kmeans.iterations = 2
    do {
      try await pipeline.write(video, to: [.labels(folder: folder("labels"))])
      Issue.record("a strict run went over the damage")
    } catch let failure as PipelineFailure {
      let frame = try #require(failure.cause as? FrameError)
      #expect(frame.stage == "decode" && frame.index > 0)
      #expect(failure.summary.frames == frame.index + (frame.isAfterFrame ? 1 : 0))
      #expect(failure.summary.lines.count == 1)
    }
  }

  @Test("An input that is removed after it was opened is an input error, and nothing is written")
  func removedInput() async throws {
    let folder = try TemporaryFolder()
    try FileManager.default.copyItem(atPath: fixtures + "/shapes.mp4", toPath: folder("clip.mp4"))
    let video = try Video(opening: folder("clip.mp4"), selection: FrameSelection(maxFrames: 2))
    try FileManager.default.removeItem(atPath: folder("clip.mp4"))
    let pipeline = try Pipeline(named: "kmeans", threads: 1)
    await #expect(throws: MediaError.inputChanged(path: folder("clip.mp4"))) {
      try await pipeline.write(video, to: [.labels(folder: folder("labels")), .overlay(path: folder("o.mp4"))])
    }
    #expect(folder.names.isEmpty)
  }

  @Test("An extension that ends before its first new frame leaves the complete run as it was")
  func emptyExtension() async throws {
    let folder = try TemporaryFolder()
    var pipeline = try Pipeline(named: "preview", threads: 1)
    (pipeline.settings.segment.iterations.first, pipeline.settings.regions.window) = (3, 4)
    func write(_ frames: Int, to name: String, by pipeline: Pipeline) async throws -> RunSummary {
      let video = try Video(opening: fixtures + "/shapes.mp4", selection: FrameSelection(maxFrames: frames))
      return try await pipeline.write(
        video, to: [.labels(folder: folder(name)), .overlay(path: folder("\(name).mp4"))], resume: true,
        checkpoints: .frames(3))
    }
    func contents(_ name: String) throws -> [String: Data] {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      let own = paths.filter { $0.hasPrefix("\(name)/") || $0.contains("\(name).mp4") }
      return try Dictionary(
        uniqueKeysWithValues: own.map { ($0, try #require(FileManager.default.contents(atPath: folder($0)))) })
    }
    #expect(try await write(10, to: "part", by: pipeline).canExtend)
    let before = try contents("part")
    #expect(before.count > 12)
    var stopped = pipeline
    stopped.isStopRequested = { true }
    let empty = try await write(16, to: "part", by: stopped)
    #expect(!empty.isComplete && empty.canResume && empty.frames == 0)
    #expect(empty.lines == ["there is no new frame; the earlier results are unchanged"])
    #expect(try contents("part") == before)
    #expect(try await write(10, to: "part", by: pipeline).frames == 0, "there is nothing to do")
    #expect(try await write(16, to: "part", by: pipeline).isComplete)
    #expect(try await write(16, to: "whole", by: pipeline).isComplete)
    func images(_ name: String) throws -> [Data] {
      try contents(name).filter { $0.key.hasSuffix(".png") }.sorted { $0.key < $1.key }.map(\.value)
    }
    #expect(try images("whole").count == 16)
    #expect(try images("part") == images("whole"))
  }

  @Test("Write an overlay, labels and digests in one run")
  func writes() async throws {
    let folder = try TemporaryFolder()
    let video = try Video(opening: fixtures + "/shapes.mp4", selection: FrameSelection(start: 1, maxFrames: 4))
    var pipeline = try Pipeline(named: "preview", threads: 1)
    pipeline.settings.segment.iterations.first = 3
    let summary = try await pipeline.write(
      video,
      to: [
        .overlay(path: folder("o.mp4")), .labels(folder: folder("labels")), .digests(path: folder("labels.md5")),
      ])
    #expect(summary.frames == 4)
    #expect(summary.isComplete)
    #expect(summary.lines.count >= 3)
    let overlay = try Video(opening: folder("o.mp4"))
    #expect(overlay.size == video.size)
    #expect(overlay.info.streams.map(\.kind).sorted() == ["audio", "video"])
    #expect(folder.names == ["labels", "labels.md5", "o.mp4"])
  }

  @Test("An output that another one would overwrite is rejected")
  func clash() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("labels")
    let video = try Video(opening: fixtures + "/still.png")
    for name in ["000000.png", "supervoxels.mkv", "labels.json"] {
      for outputs in [
        [RunOutput.labels(folder: folder("labels")), .overlay(path: folder("labels/" + name))],
        [.digests(path: folder("labels/" + name)), .labels(folder: folder("labels"))],
      ] {
        #expect(throws: SinkError.namedTwice(path: folder("labels/" + name)), "\(name)") {
          try RunOutput.check(outputs, for: video, overwrite: false)
        }
      }
    }
    try RunOutput.check(
      [.labels(folder: folder("labels")), .digests(path: folder("labels/my.md5"))], for: video, overwrite: false)
  }

  @Test("Outputs are rejected before anything is decoded")
  func refuses() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "o.mp4")
    let video = try Video(opening: fixtures + "/still.png")
    await #expect(throws: MediaError.exists(path: folder("o.mp4"))) {
      try await Pipeline(named: "preview").write(
        video, to: [.labels(folder: folder("l")), .overlay(path: folder("o.mp4"))])
    }
    #expect(folder.names == ["o.mp4"])
  }

  /// Shot A, the cut to B, and back to A, in six frames of a small network.
  private func cutAndBack(_ name: String, threads: Int) async throws -> [LabelMap] {
    let selection = FrameSelection(start: 1.68, every: 8, maxFrames: 6)
    let video = try Video(opening: fixtures + "/shapes.mp4", selection: selection)
    var pipeline = try Pipeline(named: name, threads: threads)
    pipeline.settings.decode.size = .height(96)
    pipeline.settings.segment.channels = 16
    pipeline.settings.segment.clusters = 16
    pipeline.settings.segment.iterations.first = 20
    var maps: [LabelMap] = []
    for try await frame in try pipeline.segment(video) { maps.append(frame.labels) }
    return maps
  }

  @Test("The labels are the same for one, two and three threads", arguments: ["default", "clusters", "webcam"])
  func threads(_ name: String) async throws {
    let once = try await cutAndBack(name, threads: 1)
    #expect(once.count == 6)
    for threads in 2...3 {
      let isSame = try await cutAndBack(name, threads: threads) == once
      #expect(isSame)
    }
  }

  @Test("After a cut all tracks are new; a shot that returns restores its own", arguments: ["default", "clusters"])
  func shots(_ name: String) async throws {
    // Frames 42, 50, 58, 66, 74 and 82; B is 48 to 75.
    let trackIDs = try await cutAndBack(name, threads: 2).map { Set($0.labels) }
    let a = trackIDs[0]
    for b in trackIDs[1...4] { #expect(a.isDisjoint(with: b)) }
    let again = trackIDs[5]
    #expect(again.isDisjoint(with: trackIDs[1].union(trackIDs[4])))
    #expect(2 * again.intersection(a).count > a.count)
  }

  @Test("The network finds the parts of a picture whose truth is known")
  func findsParts() async throws {
    let truth = try labels(fixtures + "/still.truth.png")
    let pipeline = try Pipeline(named: "default")
    for try await frame in try pipeline.segment(Video(opening: fixtures + "/still.png")) {
      // Each label is given to the part it mostly lies in; the rest of it is wrong.
      var overlap: [UInt16: [UInt16: Int]] = [:]
      for (label, part) in zip(frame.labels.labels, truth) { overlap[label, default: [:]][part, default: 0] += 1 }
      let right = overlap.values.reduce(0) { $0 + ($1.values.max() ?? 0) }
      #expect(Double(right) > 0.9 * Double(truth.count))
      #expect(overlap.count >= 3)
      #expect(overlap.count <= 40)
    }
  }

  /// The palette indices of a label image.
  private func labels(_ path: String) throws -> [UInt16] { try LabelImage.read(path: path).labels }
}
