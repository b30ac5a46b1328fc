import Foundation
import Tessera
import TestSupport
import Testing

/// The left and the right half of every picture.
private struct Halves: Segmenter {
  func segment(_ input: SegmenterInput) -> Segmentation {
    let size = input.picture.size
    return Segmentation(
      clusters: ClusterMap(size: size, labels: (0..<size.count).map { $0 % size.width < size.width / 2 ? 0 : 1 }))
  }
}

/// Counts the tracks of every frame.
private actor TrackCounts: Sink {
  private(set) var counts: [Int] = []

  func write(_ frame: SegmentedFrame) { counts.append(frame.labels.areas().count) }
  func finish(isComplete: Bool) -> [String] { [] }
  func discard() {}
}

@Suite("With a method of one's own, write") struct OwnMethodTests {
  private func video() throws -> Video {
    try Video(opening: fixtures + "/shapes.mp4", selection: FrameSelection(maxFrames: 3))
  }

  @Test("makes files and feeds sinks in one pass")
  func onePass() async throws {
    let folder = try TemporaryFolder()
    let sink = TrackCounts()
    let summary = try await Pipeline(named: "preview").write(
      video(), by: Halves(), to: [.labels(folder: folder("labels")), .overlay(path: folder("o.mp4"))], sinks: [sink])
    #expect(summary.frames == 3 && !summary.canResume && !summary.canExtend)
    #expect(await sink.counts == [2, 2, 2])
    #expect(folder.names == ["labels", "o.mp4"])
  }

  @Test("does not claim to be a run of a pipeline, so a later run does not take its labels for its own")
  func isNoRun() async throws {
    let folder = try TemporaryFolder()
    try await Pipeline(named: "preview").write(video(), by: Halves(), to: [.labels(folder: folder("labels"))])
    await #expect(throws: CheckpointError.unknownRun(path: folder("labels"))) {
      try await Pipeline(named: "preview").write(video(), to: [.labels(folder: folder("labels"))], resume: true)
    }
  }

  @Test("can not resume")
  func resume() async throws {
    await #expect(throws: CheckpointError.notResumable) {
      try await Pipeline(named: "preview").write(video(), by: Halves(), to: [], resume: true)
    }
  }
}
