import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Rendering
import TestSupport
import Testing

/// Frames whose tracks come, go and return.
private func frame(_ index: Int) -> SegmentedFrame {
  let size = PictureSize(width: 32, height: 24)
  var labels = LabelMap(size: size, filledWith: 1)
  for n in 0..<size.count where n % 32 < 4 + index { labels.labels[n] = UInt16(2 + index % 3) }
  return SegmentedFrame(
    frame: Frame(
      index: index, time: MediaTime(ticks: Int64(40 * index + index % 3), timeBase: Rational(1, 1000)),
      picture: Picture(size: size, filledWith: RGBColor(red: 80, green: 20, blue: 90)),
      workingPicture: Picture(size: size, filledWith: RGBColor(red: 80, green: 20, blue: 90))),
    labels: labels, iterations: 1, loss: 0.5,
    events: .init(births: index < 3 ? [.init(UInt16(2 + index), splitFrom: 1)] : [], deaths: [.init(2, mergedInto: 1)]))
}

@Suite struct ResumedSinkTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func sink(_ kind: String, _ path: String, from state: SinkState?) throws -> any ResumableSink {
    switch kind {
    case "labels":
      try LabelFolderSink(
        folder: path, settings: LabelSettings(), origin: LabelOrigin(input: "in", seed: 1), pipeline: "p\n",
        overwrite: false, from: state?.labels)
    case "digests": try DigestSink(path: path, overwrite: false, from: state?.digests)
    case "label video":
      try LabelVideoSink(
        path: path, format: VideoFormat(ShotFrames(), size: PictureSize(width: 32, height: 24)),
        origin: LabelOrigin(input: "in", seed: 1), pipeline: "p\n", threads: 2, overwrite: false,
        isResumable: true, from: state?.labelVideo)
    default:
      try OverlaySink(
        path: path, format: VideoFormat(ShotFrames(), size: PictureSize(width: 32, height: 24)), streams: nil,
        overlay: OverlaySettings(), encoding: EncodingSettings(), threads: 2, overwrite: false, isResumable: true,
        from: state?.overlay)
    }
  }

  private func through(_ state: SinkState) throws -> SinkState {
    try BinaryDecoder.decode(SinkState.self, from: BinaryEncoder.encode(state))
  }

  private func contents(_ path: String) throws -> [String: Data] {
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    let files = names.isEmpty ? [path] : names.map { path + "/" + $0 }
    return Dictionary(
      uniqueKeysWithValues: try files.map {
        (String($0.dropFirst(path.count)), try Data(contentsOf: URL(fileURLWithPath: $0)))
      })
  }

  @Test("A resumed sink writes the same files as an uninterrupted one", arguments: ["labels", "digests"])
  func same(_ kind: String) async throws {
    let whole = try sink(kind, folder("whole"), from: nil)
    for index in 0..<9 { try await whole.write(frame(index)) }
    _ = try await whole.finish(isComplete: true)
    for (kept, lost) in [(1, 0), (4, 3), (8, 1), (9, 0)] {
      let path = folder("part\(kept)")
      var state: SinkState?
      do {
        let first = try sink(kind, path, from: nil)
        for index in 0..<kept { try await first.write(frame(index)) }
        state = try await first.suspend()
        for index in kept..<(kept + lost) { try await first.write(frame(index)) }
      }
      let second = try sink(kind, path, from: try through(try #require(state)))
      for index in kept..<9 { try await second.write(frame(index)) }
      _ = try await second.finish(isComplete: true)
      #expect(try contents(path) == contents(folder("whole")))
    }
  }

  @Test("So does a sink that was finished too early, twice")
  func finishedEarly() async throws {
    let whole = try sink("labels", folder("whole"), from: nil)
    for index in 0..<9 { try await whole.write(frame(index)) }
    _ = try await whole.finish(isComplete: true)
    var state: SinkState?
    for range in [0..<3, 3..<7, 7..<9] {
      let part = try sink("labels", folder("part"), from: state)
      for index in range { try await part.write(frame(index)) }
      state = try through(try await part.suspend())
      _ = try await part.finish(isComplete: range.upperBound == 9)
      #expect(try contents(folder("part"))["/frames.csv"]?.split(separator: 10).count == range.upperBound + 1)
    }
    #expect(try contents(folder("part")) == contents(folder("whole")))
  }

  @Test("A missing label image or a truncated index is an error that names it")
  func missing() async throws {
    let first = try sink("labels", folder("out"), from: nil)
    for index in 0..<4 { try await first.write(frame(index)) }
    let state = try await first.suspend()
    try FileManager.default.moveItem(atPath: folder("out/000002.png"), toPath: folder("kept"))
    let image = #expect(throws: MediaError.self) { _ = try sink("labels", folder("out"), from: state) }
    #expect("\(try #require(image))".contains("000002.png"))
    try FileManager.default.moveItem(atPath: folder("kept"), toPath: folder("out/000002.png"))
    try Data("index\n".utf8).write(to: URL(fileURLWithPath: folder("out/.frames.csv.part")))
    let index = #expect(throws: MediaError.self) { _ = try sink("labels", folder("out"), from: state) }
    #expect("\(try #require(index))".contains("frames.csv"))
  }

  @Test("A resumed label video has the labels and tables of an uninterrupted one and leaves no work file")
  func labelVideo() async throws {
    let whole = try sink("label video", folder("whole.mkv"), from: nil)
    for index in 0..<9 { try await whole.write(frame(index)) }
    _ = try await whole.finish(isComplete: true)
    await whole.removeWorkFiles()
    var state: SinkState?
    for range in [0..<1, 1..<4, 4..<7, 7..<9] {
      let part = try sink("label video", folder("part.mkv"), from: state)
      for index in range { try await part.write(frame(index)) }
      state = try through(try await part.suspend())
      if range.upperBound == 4 {
        // Finished, as behind Ctrl-C; the next one goes on all the same.
        _ = try await part.finish(isComplete: false)
        #expect(try labels("part.mkv").count == 4)
      } else if range.upperBound < 9 {
        // Lost when the run is killed.
        try await part.write(frame(range.upperBound))
      } else {
        _ = try await part.finish(isComplete: true)
        await part.removeWorkFiles()
      }
    }
    #expect(try labels("part.mkv") == labels("whole.mkv"))
    #expect(try labels("part.mkv") == (0..<9).map { frame($0).labels.labels.map(UInt32.init) })
    for ending in ["csv", "json", "yaml"] {
      #expect(try contents(folder("part.\(ending)")) == contents(folder("whole.\(ending)")))
    }
    #expect(
      folder.names == ["part", "whole"].flatMap { stem in ["csv", "json", "mkv", "yaml"].map { "\(stem).\($0)" } })
  }

  @Test(
    "Without space to complete it, a label video is kept in its work file",
    .enabled(if: SmallDisk.isPossible, "needs a mount"))
  func fullDisk() async throws {
    let disk = try SmallDisk(megabytes: 1)
    var state: SinkState?
    do {
      let first = try sink("label video", disk("l.mkv"), from: nil)
      for index in 0..<9 { try await first.write(frame(index)) }
      state = try through(try await first.suspend())
    }
    let ballast = disk("ballast")
    _ = FileManager.default.createFile(atPath: ballast, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: ballast))
    while (try? file.write(contentsOf: Data(count: 1024))) != nil {}
    #expect(throws: MediaError.diskFull(path: disk("l.mkv"))) {
      _ = try sink("label video", disk("l.mkv"), from: state)
    }
    try file.close()
    try FileManager.default.removeItem(atPath: ballast)
    let second = try sink("label video", disk("l.mkv"), from: state)
    _ = try await second.finish(isComplete: true)
    #expect(try RegionVideoReader.count(path: disk("l.mkv")) == 9)
  }

  private func labels(_ name: String) throws -> [[UInt32]] {
    let reader = try RegionVideoReader(path: folder(name))
    var maps: [[UInt32]] = []
    while let (map, time) = try reader.next() {
      // Matroska counts in milliseconds, and so does the time base of the frames.
      #expect(time == frame(maps.count).time)
      maps.append(map.ids)
    }
    return maps
  }

  @Test("A resumed overlay has all frames at their times and leaves no work file")
  func overlay() async throws {
    var state: SinkState?
    for range in [0..<1, 1..<2, 2..<7, 7..<20] {
      let part = try sink("overlay", folder("o.mp4"), from: state)
      for index in range { try await part.write(frame(index)) }
      state = try through(try await part.suspend())
      if range.upperBound < 20 {
        // Lost when the run is killed.
        try await part.write(frame(range.upperBound))
      } else {
        _ = try await part.finish(isComplete: true)
        await part.removeWorkFiles()
      }
    }
    let reader = try openFrames(MediaInput.resolve(folder("o.mp4")))
    var ticks: [Int64] = []
    while let frame = try reader.next() { ticks.append(frame.time.ticks) }
    #expect(ticks == (0..<20).map { frame($0).time.ticks })
    #expect(folder.names == ["o.mp4"])
  }
}
