import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Randomness
import Regions
import TestSupport
import Testing

private let size = PictureSize(width: 32, height: 24)

/// Frames whose supervoxels come two at a time, every third frame.
private func frame(_ index: Int, hasSupervoxels: Bool = true) -> SegmentedFrame {
  let picture = Picture(size: size, filledWith: RGBColor(red: 80, green: 20, blue: 90))
  let time = MediaTime(ticks: Int64(40 * index + index % 3), timeBase: Rational(1, 1000))
  var frame = SegmentedFrame(
    frame: Frame(index: index, time: time, picture: picture, workingPicture: picture),
    labels: LabelMap(size: size, filledWith: 1), iterations: 1, loss: 0.5, events: .init())
  guard hasSupervoxels else { return frame }
  var map = SlotMap(size: size, filledWith: UInt16(1 + index / 3))
  map[index, 3] = 1
  let finalized = index.isMultiple(of: 3) ? [0, 1].map { 2 * index / 3 + $0 } : []
  frame.supervoxels = SupervoxelFrame(
    map: map,
    finalized: finalized.map {
      .init(
        number: Int32($0), slot: UInt16($0 + 1),
        place: TreePlace(joins: $0 == 0 ? nil : 0, level: $0 == 0 ? .infinity : Float($0) / 3), shot: 0)
    },
    level: 0.7, workingSize: PictureSize(width: 16, height: 12))
  return frame
}

@Suite struct SupervoxelSinkTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private static let kinds = ["labels", "label video"]

  private func sink(
    _ kind: String, _ name: String, writes: Bool = true, overwrite: Bool = false, from state: SinkState? = nil
  ) throws -> any ResumableSink {
    var settings = LabelSettings()
    settings.supervoxels = writes
    let origin = LabelOrigin(input: "in", seed: 1)
    let format = VideoFormat(ShotFrames(), size: size)
    return kind == "labels"
      ? try LabelFolderSink(
        folder: folder(name), settings: settings, origin: origin, pipeline: "p\n", format: format, overwrite: overwrite,
        isResumable: true, from: state?.labels)
      : try LabelVideoSink(
        path: folder(name + ".mkv"), settings: settings, format: format, origin: origin, pipeline: "p\n", threads: 2,
        overwrite: overwrite, isResumable: true, from: state?.labelVideo)
  }

  private func stem(_ kind: String, _ name: String) -> String {
    folder(kind == "labels" ? name + "/supervoxels" : name + ".supervoxels")
  }

  private func maps(_ kind: String, _ name: String) throws -> [[UInt32]] {
    let reader = try RegionVideoReader(path: stem(kind, name) + ".mkv")
    var maps: [[UInt32]] = []
    while let (map, time) = try reader.next() {
      #expect(time == frame(maps.count).time)
      maps.append(map.ids)
    }
    return maps
  }

  private func table(_ kind: String, _ name: String) throws -> String {
    try String(contentsOfFile: stem(kind, name) + ".csv", encoding: .utf8)
  }

  @Test(
    "Maps and table of supervoxels are written beside labels, and each frame has the level of its cut", arguments: kinds
  )
  func contents(_ kind: String) async throws {
    let sink = try sink(kind, "out")
    for index in 0..<5 { try await sink.write(frame(index)) }
    _ = try await sink.finish(isComplete: true)
    await sink.removeWorkFiles()
    #expect(try maps(kind, "out") == (0..<5).map { try #require(frame($0).supervoxels).map.labels.map(UInt32.init) })
    #expect(
      try table(kind, "out") == """
        # tessera supervoxels, format 1, working size 16x12
        number,slot,frame,shot,joins,level
        0,1,0,0,,inf
        1,2,0,0,0,0.33333334
        2,3,3,0,0,0.6666667
        3,4,3,0,0,1.0

        """)
    let index = try String(
      contentsOfFile: folder(kind == "labels" ? "out/frames.csv" : "out.csv"), encoding: .utf8)
    #expect(index.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",0.7,") })
  }

  @Test(
    "Without supervoxels, or if disabled, none are written, and those of an earlier run are removed", arguments: kinds
  )
  func absent(_ kind: String) async throws {
    for (writes, has) in [(true, false), (false, true)] {
      let first = try sink(kind, "out", overwrite: true)
      try await first.write(frame(0))
      _ = try await first.finish(isComplete: true)
      await first.removeWorkFiles()
      #expect(FileManager.default.fileExists(atPath: stem(kind, "out") + ".csv"))
      let second = try sink(kind, "out", writes: writes, overwrite: true)
      try await second.write(frame(0, hasSupervoxels: has))
      _ = try await second.finish(isComplete: true)
      await second.removeWorkFiles()
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      #expect(!names.contains { $0.contains("supervoxels") }, "\(names)")
    }
  }

  @Test("A resumed sink writes the same files as an uninterrupted one", arguments: kinds)
  func resumed(_ kind: String) async throws {
    let whole = try sink(kind, "whole")
    for index in 0..<12 { try await whole.write(frame(index)) }
    _ = try await whole.finish(isComplete: true)
    // Frames behind the checkpoint were written, and the files perhaps finished: all of that is cut back.
    for (kept, lost, isFinished) in [(1, 0, false), (4, 5, false), (6, 2, true), (11, 1, false), (12, 0, true)] {
      let name = "part\(kept)"
      var state: SinkState?
      do {
        let first = try sink(kind, name)
        for index in 0..<kept { try await first.write(frame(index)) }
        state = try await first.suspend()
        for index in kept..<(kept + lost) { try await first.write(frame(index)) }
        if isFinished { _ = try await first.finish(isComplete: false) }
      }
      let again = try BinaryDecoder.decode(SinkState.self, from: BinaryEncoder.encode(try #require(state)))
      let second = try sink(kind, name, from: again)
      for index in kept..<12 { try await second.write(frame(index)) }
      _ = try await second.finish(isComplete: true)
      await second.removeWorkFiles()
      #expect(try maps(kind, name) == maps(kind, "whole"))
      #expect(try table(kind, name) == table(kind, "whole"))
      let hidden = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
        .filter { $0.contains(name) && ($0.hasSuffix(".part") || $0.hasSuffix(".packets")) }
      #expect(hidden == [])
    }
  }

  @Test(
    "On a full disk the index has no frame without a map of supervoxels",
    .enabled(if: SmallDisk.isPossible, "needs a mount"), arguments: kinds)
  func fullDisk(_ kind: String) async throws {
    let disk = try SmallDisk(megabytes: 1)
    let format = VideoFormat(ShotFrames(), size: PictureSize(width: 128, height: 128))
    let origin = LabelOrigin(input: "in", seed: 1)
    let sink: any Sink =
      kind == "labels"
      ? try LabelFolderSink(
        folder: disk("out"), settings: LabelSettings(), origin: origin, pipeline: "p\n", format: format,
        overwrite: false)
      : try LabelVideoSink(
        path: disk("out.mkv"), format: format, origin: origin, pipeline: "p\n", threads: 2, overwrite: false)
    var random = SplitMix64(seed: 2)
    var count = 0
    await #expect(throws: MediaError.self) {
      while count < 200 {
        try await sink.write(noise(count, &random))
        count += 1
      }
    }
    #expect(count > 0)
    _ = try await sink.finish(isComplete: false)
    let stem = disk(kind == "labels" ? "out/" : "out.")
    let index = try String(
      contentsOfFile: kind == "labels" ? stem + "frames.csv" : stem + "csv", encoding: .utf8)
    #expect(index.split(separator: "\n").count - 1 == count)
    #expect(try RegionVideoReader.count(path: stem + "supervoxels.mkv") >= count)
  }

  /// A frame that no compression makes small.
  private func noise(_ index: Int, _ random: inout SplitMix64) -> SegmentedFrame {
    let size = PictureSize(width: 128, height: 128)
    let picture = Picture(size: size, filledWith: RGBColor(red: 80, green: 20, blue: 90))
    let map = LabelMap(size: size, labels: (0..<size.count).map { _ in .random(in: 1...200, using: &random) })
    var noise = SegmentedFrame(
      frame: Frame(
        index: index, time: MediaTime(ticks: Int64(40 * index), timeBase: Rational(1, 1000)), picture: picture,
        workingPicture: picture),
      labels: map, iterations: 1, loss: 0.5, events: .init())
    noise.supervoxels = SupervoxelFrame(
      map: SlotMap(size: size, labels: map.labels), finalized: [], level: 1, workingSize: size)
    return noise
  }
}
