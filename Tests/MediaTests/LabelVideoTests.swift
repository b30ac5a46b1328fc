import Foundation
import Imaging
import Media
import Randomness
import TestSupport
import Testing

@Suite struct LabelVideoTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private func maps(_ size: PictureSize, count: Int) -> [LabelMap] {
    var random = SplitMix64(seed: 5)
    return (0..<count).map { n in
      var map = LabelMap(size: size, labels: (0..<size.count).map { UInt16(truncatingIfNeeded: $0 / 7 + n) })
      for _ in 0..<20 {
        map.labels[Int.random(in: 0..<size.count, using: &random)] = .random(in: 0...65_535, using: &random)
      }
      return map
    }
  }

  @Test(
    "every value of every map comes back, with its time",
    arguments: [
      PictureSize(width: 1, height: 1), PictureSize(width: 3, height: 2), PictureSize(width: 2, height: 64),
      PictureSize(width: 9, height: 8),
      PictureSize(width: 61, height: 45), PictureSize(width: 640, height: 360),
    ])
  func values(size: PictureSize) throws {
    let maps = maps(size, count: 6)
    let times = [0, 40, 41, 1000, 1033, 90_000].map { MediaTime(ticks: $0, timeBase: Rational(1, 1000)) }
    let writer = try LabelVideoWriter(path: scratch("labels.mkv"), size: size)
    for (map, time) in zip(maps, times) { try writer.write(map, at: time) }
    try writer.finish()
    #expect(writer.count == 6 && writer.notes.isEmpty)
    #expect(scratch.names == ["labels.mkv"])
    let reader = try RegionVideoReader(path: scratch("labels.mkv"))
    for (map, time) in zip(maps, times) {
      let (read, shown) = try #require(try reader.next())
      #expect(read.size == size)
      #expect(read.ids == map.labels.map(UInt32.init))
      #expect(shown == time)
    }
    #expect(try reader.next() == nil)
    #expect(try RegionVideoReader.count(path: scratch("labels.mkv")) == 6)
    let video = try #require(MediaInfo.read(path: scratch("labels.mkv")).video)
    #expect(video.codec == "ffv1" && video.video?.pixelFormat == "gray16le")
  }

  @Test("The same maps are written as the same bytes")
  func sameBytes() throws {
    let size = PictureSize(width: 24, height: 18)
    let maps = maps(size, count: 3)
    let files = try ["a.mkv", "b.mkv"].map { (name: String) -> Data in
      let writer = try LabelVideoWriter(path: scratch(name), size: size)
      for (index, map) in maps.enumerated() {
        try writer.write(map, at: MediaTime(ticks: Int64(40 * index), timeBase: Rational(1, 1000)))
      }
      try writer.finish()
      return try Data(contentsOf: URL(filePath: scratch(name)))
    }
    #expect(files[0] == files[1])
  }

  @Test("times are rounded to milliseconds, never equal, never below zero")
  func times() throws {
    let size = PictureSize(width: 4, height: 4)
    let writer = try LabelVideoWriter(path: scratch("labels.mkv"), size: size)
    for ticks in [-900, -890, 0, 3003] as [Int64] {
      try writer.write(LabelMap(size: size), at: MediaTime(ticks: ticks, timeBase: Rational(1, 90_000)))
    }
    try writer.finish()
    let reader = try RegionVideoReader(path: scratch("labels.mkv"))
    var times: [Int64] = []
    while let next = try reader.next() { times.append(next.time.ticks) }
    #expect(times == [0, 1, 10, 43])
    #expect(writer.notes.count == 2)
  }

  @Test("damage of a map is an error, never another map")
  func damaged() throws {
    let size = PictureSize(width: 64, height: 48)
    let maps = maps(size, count: 3)
    let written = Set(maps.map { $0.labels.map(UInt32.init) })
    let writer = try LabelVideoWriter(path: scratch("labels.mkv"), size: size)
    for (n, map) in maps.enumerated() {
      try writer.write(map, at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25)))
    }
    try writer.finish()
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: scratch("labels.mkv"))))
    let cluster = try #require(bytes.indices.first { bytes[$0...].starts(with: [0x1F, 0x43, 0xB6, 0x75]) })
    var errors = 0
    for place in stride(from: cluster + 40, to: bytes.count - 200, by: 97) {
      var damaged = bytes
      damaged[place] ^= 0x10
      try scratch.write(damaged, to: "damaged.mkv")
      let error = mediaError {
        let reader = try RegionVideoReader(path: scratch("damaged.mkv"))
        while let next = try reader.next() { #expect(written.contains(next.map.ids)) }
      }
      if error != nil { errors += 1 }
    }
    #expect(errors > 10)
  }

  @Test("a picture video is not a label video; other containers than Matroska are rejected")
  func refused() throws {
    _ = try writeClip(scratch("clip.mp4"))
    let error = mediaError { _ = try RegionVideoReader(path: scratch("clip.mp4")).next() }
    #expect(error == .notALabelImage(path: scratch("clip.mp4"), pixelFormat: "yuv420p"))
    let path = scratch("labels.mp4")
    #expect(
      mediaError { _ = try LabelVideoWriter(path: path, size: PictureSize(width: 2, height: 2)) }
        == .unsuitableContainer(path: path))
    #expect(scratch.names == ["clip.mp4"])
  }
}
