import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Randomness
import TestSupport
import Testing

/// A frame of shot 4. The tracks in `births` are new and come from others.
private func frame(
  _ index: Int, _ labels: [UInt16], width: Int = 2, loss: Float? = nil, flicker: Double? = nil,
  births: [(trackID: UInt16, splitFrom: UInt16)] = [], deaths: [(trackID: UInt16, mergedInto: UInt16)] = []
) -> SegmentedFrame {
  let size = PictureSize(width: width, height: labels.count / width)
  let picture = Picture(size: size, filledWith: RGBColor(red: 1, green: 2, blue: 3))
  return SegmentedFrame(
    frame: Frame(
      index: index, time: MediaTime(ticks: Int64(10 + 3 * index), timeBase: Rational(1, 30)), picture: picture,
      workingPicture: picture),
    labels: LabelMap(size: size, labels: labels), iterations: loss == nil ? 0 : 30, loss: loss,
    events: .init(
      shot: 4, change: 0.25, flicker: flicker, births: births.map { .init($0.trackID, splitFrom: $0.splitFrom) },
      deaths: deaths.map { .init($0.trackID, mergedInto: $0.mergedInto) }))
}

private func sink(
  _ folder: String, _ format: LabelSettings.Format = .automatic, overwrite: Bool = false, input: String = "in.mp4"
) throws -> LabelFolderSink {
  var settings = LabelSettings()
  settings.format = format
  return try LabelFolderSink(
    folder: folder, settings: settings,
    origin: LabelOrigin(input: input, seed: 3), pipeline: "segment:\n", overwrite: overwrite)
}

@Suite struct LabelFolderTests {
  @Test("A folder of labels holds the images, the index, the table and the pipeline")
  func contents() async throws {
    let folder = try TemporaryFolder()
    let labels = try sink(folder("out"))
    try await labels.write(frame(0, [1, 1, 2, 1], loss: 2.98123))
    try await labels.write(
      frame(
        1, [1, 3, 3, 1], flicker: 1 / 3, births: [(trackID: 3, splitFrom: 1)], deaths: [(trackID: 2, mergedInto: 3)]))
    try await labels.write(frame(2, [1, 2, 2, 2], flicker: 0, deaths: [(trackID: 3, mergedInto: 2)]))
    _ = try await labels.finish(isComplete: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted()
    #expect(names == ["000000.png", "000001.png", "000002.png", "frames.csv", "labels.json", "pipeline.yaml"])
    #expect(try LabelImage.read(path: folder("out/000001.png")).labels == [1, 3, 3, 1])
    let index = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8)
    #expect(
      index == """
        index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source
        0,10,1/30,0.3333333333333333,2,4,,2,0,0,30,2.981,0.25,,000000.png,
        1,13,1/30,0.43333333333333335,2,4,0.3333,1,1,0,0,,0.25,,000001.png,
        2,16,1/30,0.5333333333333333,2,4,0,0,1,1,0,,0.25,,000002.png,

        """)
  }

  @Test("The table contains the history of every track")
  func table() async throws {
    let folder = try TemporaryFolder()
    let labels = try sink(folder("out"), input: "a \"b\".mp4")
    try await labels.write(frame(0, [1, 1, 2, 1]))
    try await labels.write(
      frame(1, [1, 3, 3, 1], births: [(trackID: 3, splitFrom: 1)], deaths: [(trackID: 2, mergedInto: 3)]))
    try await labels.write(frame(2, [1, 2, 2, 2], deaths: [(trackID: 3, mergedInto: 2)]))
    _ = try await labels.finish(isComplete: true)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("out/labels.json")))
    let table = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(table["input"] as? String == "a \"b\".mp4")
    #expect(table["frames"] as? Int == 3)
    #expect(table["seed"] as? Int == 3)
    #expect(table["width"] as? Int == 2 && table["height"] as? Int == 2)
    let trackIDs = try #require(table["identities"] as? [[String: Any]])
    func values<Value>(_ key: String, _: Value.Type = Int.self) -> [Value?] { trackIDs.map { $0[key] as? Value } }
    #expect(values("identity") == [1, 2, 3])
    #expect(values("first_frame") == [0, 0, 1])
    #expect(values("last_frame") == [2, 2, 1])
    #expect(values("frames") == [3, 2, 1])
    #expect(values("area") == [6, 4, 2])
    #expect(values("largest_area") == [3, 3, 2])
    #expect(values("largest_frame") == [0, 2, 1])
    #expect(values("born_from") == [nil, nil, 1])
    #expect(values("merged_into") == [nil, nil, 2])
    #expect(trackIDs.allSatisfy { $0.keys.contains("born_from") && $0.keys.contains("merged_into") })
    #expect(values("times_back") == [0, 1, 0])
    #expect(values("ended", Bool.self) == [false, false, true])
    #expect(values("area_over_time", [[Double]].self)[1] == [[0, 0.25], [2, 0.75]])
    let back = try #require(trackIDs[1]["came_back"] as? [[String: Double]])
    #expect(back.count == 1 && back.first?["frame"] == 2 && back.first?["gone_seconds"] == 0.2)
  }

  @Test("Above 255 tracks the images are 16-bit, or an error where indexed ones were asked for")
  func wide() async throws {
    let folder = try TemporaryFolder()
    let automatic = try sink(folder("auto"))
    try await automatic.write(frame(0, [1, 255]))
    try await automatic.write(frame(1, [256, 65_535]))
    #expect(try LabelImage.read(path: folder("auto/000000.png")).labels == [1, 255])
    #expect(try LabelImage.read(path: folder("auto/000001.png")).labels == [256, 65_535])
    let indexed = try sink(folder("indexed"), .indexed)
    try await indexed.write(frame(0, [1, 255]))
    await #expect(throws: SinkError.self) { try await indexed.write(frame(1, [1, 256])) }
  }

  @Test("Labels of another run are rejected, or replaced without touching other files")
  func overwrites() async throws {
    let folder = try TemporaryFolder()
    let first = try sink(folder("out"))
    for index in 0..<3 { try await first.write(frame(index, [1, 2])) }
    _ = try await first.finish(isComplete: true)
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder("out/notes.txt")))
    #expect(throws: SinkError.notEmpty(folder: folder("out"))) { try sink(folder("out")) }
    let second = try sink(folder("out"), overwrite: true)
    try await second.write(frame(0, [2, 2]))
    _ = try await second.finish(isComplete: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out")).sorted()
    #expect(names == ["000000.png", "frames.csv", "labels.json", "notes.txt", "pipeline.yaml"])
  }

  @Test("A file instead of the folder is rejected; an unfinished run leaves no index")
  func refusals() async throws {
    let folder = try TemporaryFolder()
    try Data("x".utf8).write(to: URL(fileURLWithPath: folder("file")))
    #expect(throws: SinkError.notAFolder(path: folder("file"))) { try sink(folder("file")) }
    let labels = try sink(folder("out"))
    try await labels.write(frame(0, [1, 2]))
    await labels.discard()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("out")) == ["000000.png"])
    let empty = try sink(folder("none"))
    await empty.discard()
    #expect(!FileManager.default.fileExists(atPath: folder("none")))
  }
}

/// What can go wrong while labels are written.
@Suite struct LabelFailureTests {
  private func names(_ folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private func rows(_ path: String) throws -> Int {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count - 1
  }

  /// A frame that no compression makes small.
  private func noise(_ index: Int, _ random: inout SplitMix64) -> SegmentedFrame {
    frame(index, (0..<(128 * 128)).map { _ in .random(in: 1...200, using: &random) }, width: 128)
  }

  @Test(
    "When the disk is full, the folder holds whole label maps, an index of just these, and their table",
    .enabled(if: SmallDisk.isPossible, "needs a mount"))
  func fullDisk() async throws {
    let disk = try SmallDisk(megabytes: 1)
    let labels = try sink(disk("out"))
    var random = SplitMix64(seed: 2)
    var failure: MediaError?
    do {
      for index in 0..<200 { try await labels.write(noise(index, &random)) }
    } catch let error as MediaError {
      failure = error
    }
    guard case .diskFull = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
    let lines = try await labels.finish(isComplete: false)
    let count = try rows(disk("out/frames.csv"))
    #expect(count > 3 && lines[0].contains("(\(count) label maps"))
    #expect(try names(disk("out")).count == count + 3)
    for index in 0..<count {
      #expect(try LabelImage.read(path: disk("out/") + String(format: "%06d.png", index)).size.width == 128)
    }
    let table = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: disk("out/labels.json"))))
    #expect((table as? [String: Any])?["frames"] as? Int == count)
  }

  @Test("The same of a label video", .enabled(if: SmallDisk.isPossible, "needs a mount"))
  func fullDiskOfVideo() async throws {
    let disk = try SmallDisk(megabytes: 1)
    let labels = try videoSink(disk("out.mkv"), PictureSize(width: 128, height: 128))
    var random = SplitMix64(seed: 2)
    await #expect(throws: MediaError.self) {
      for index in 0..<200 { try await labels.write(noise(index, &random)) }
    }
    _ = try await labels.finish(isComplete: false)
    let count = try rows(disk("out.csv"))
    #expect(count > 3)
    #expect(try RegionVideoReader.count(path: disk("out.mkv")) == count)
    #expect(try names(disk.path) == ["out.csv", "out.json", "out.mkv", "out.yaml"])
  }

  @Test("A folder removed during the run gives an error")
  func vanished() async throws {
    let folder = try TemporaryFolder()
    let labels = try sink(folder("out"))
    try await labels.write(frame(0, [1, 2]))
    try FileManager.default.removeItem(atPath: folder("out"))
    await #expect(throws: MediaError.vanished(path: folder("out/000001.png"))) {
      try await labels.write(frame(1, [1, 2]))
    }
    await labels.discard()
    #expect(folder.names.isEmpty)
  }

  @Test("Links in the folder are replaced, never followed")
  func links() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1, 2, 3], to: "victim")
    try folder.makeFolder("out")
    let planted = [
      "000000.png", ".000000.png.part", "frames.csv", ".frames.csv.part", "labels.json", ".labels.json.part",
      "pipeline.yaml", ".pipeline.yaml.part",
    ]
    for name in planted {
      try FileManager.default.createSymbolicLink(atPath: folder("out/" + name), withDestinationPath: folder("victim"))
    }
    let labels = try sink(folder("out"), overwrite: true)
    try await labels.write(frame(0, [1, 2]))
    _ = try await labels.finish(isComplete: true)
    #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("victim")))) == [1, 2, 3])
    #expect(try names(folder("out")) == ["000000.png", "frames.csv", "labels.json", "pipeline.yaml"])
    #expect(try LabelImage.read(path: folder("out/000000.png")).labels == [1, 2])
  }

  @Test(
    "The number of open files is bounded",
    .enabled(if: FileManager.default.fileExists(atPath: "/proc/self/fd"), "needs /proc"))
  func descriptors() async throws {
    let folder = try TemporaryFolder()
    let labels = try sink(folder("out"))
    func open() throws -> Int {
      let all = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")
      // Other tests run at the same time: only what lies in the folder counts.
      return all.count {
        (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/" + $0))?.hasPrefix(folder.path)
          ?? false
      }
    }
    for index in 0..<100 {
      try await labels.write(frame(index, [1, 2]))
      #expect(try open() <= 3)
    }
    _ = try await labels.finish(isComplete: true)
    #expect(try open() <= 2)
  }
}

private func videoSink(_ path: String, _ size: PictureSize, overwrite: Bool = false) throws -> LabelVideoSink {
  try LabelVideoSink(
    path: path, format: VideoFormat(SyntheticFrames(count: 1), size: size),
    origin: LabelOrigin(input: "in.mp4", selection: FrameSelection(start: 1.5, every: 2), seed: 3),
    pipeline: "segment:\n", threads: 1, overwrite: overwrite)
}

@Suite struct LabelVideoSinkTests {
  @Test("A label video comes with index, table and pipeline")
  func contents() async throws {
    let folder = try TemporaryFolder()
    let size = PictureSize(width: 2, height: 2)
    let labels = try videoSink(folder("out.mkv"), size)
    let maps: [[UInt16]] = [[1, 1, 2, 1], [1, 300, 300, 65_535]]
    for (index, map) in maps.enumerated() { try await labels.write(frame(index, map)) }
    let lines = try await labels.finish(isComplete: true)
    #expect(lines == ["labels: \(folder("out.mkv")) (2 label maps, 4 tracks)"])
    #expect(folder.names == ["out.csv", "out.json", "out.mkv", "out.yaml"])
    let reader = try RegionVideoReader(path: folder("out.mkv"))
    for map in maps { #expect(try reader.next()?.map.ids == map.map(UInt32.init)) }
    let index = try String(contentsOfFile: folder("out.csv"), encoding: .utf8).split(separator: "\n")
    #expect(index.count == 3 && index[1].hasPrefix("0,10,1/30,"))
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("out.json")))
    let table = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let selection = try #require(table["selection"] as? [String: Any])
    #expect(selection["start"] as? Double == 1.5 && selection["every"] as? Int == 2)
    #expect(selection["duration"] is NSNull && selection["max_frames"] is NSNull)
    #expect(try String(contentsOfFile: folder("out.yaml"), encoding: .utf8) == "segment:\n")
  }

  @Test(
    "No file is overwritten unless allowed; discarded, nothing is left",
    arguments: ["csv", "json", "yaml", "mkv"])
  func existing(name: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "out." + name)
    let size = PictureSize(width: 2, height: 2)
    #expect(throws: MediaError.exists(path: folder("out." + name))) { try videoSink(folder("out.mkv"), size) }
    let labels = try videoSink(folder("out.mkv"), size, overwrite: true)
    try await labels.write(frame(0, [1, 1, 2, 1]))
    await labels.discard()
    #expect(folder.names == ["out." + name])
  }
}

@Suite struct DigestTests {
  @Test("A digest is that of the labels as little-endian 16-bit numbers")
  func known() {
    // printf '\001\000\002\001' | md5sum
    let map = LabelMap(size: PictureSize(width: 2, height: 1), labels: [1, 258])
    #expect(DigestSink.digest(of: map) == "8440fd06595f259314ea5ecf28bbf28c")
  }

  @Test("Digests are written whole, in order")
  func file() async throws {
    let folder = try TemporaryFolder()
    let sink = try DigestSink(path: folder("labels.md5"), overwrite: false)
    try await sink.write(frame(0, [1, 2]))
    #expect(folder.names == [".labels.md5.part"])
    try await sink.write(frame(1, [1, 2]))
    _ = try await sink.finish(isComplete: true)
    #expect(folder.names == ["labels.md5"])
    let lines = try String(contentsOfFile: folder("labels.md5"), encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(lines[0] == "index,pts,md5")
    #expect(lines[1].hasPrefix("0,10,") && lines[2].hasPrefix("1,13,"))
    #expect(lines[1].split(separator: ",")[2] == lines[2].split(separator: ",")[2])
  }
}
