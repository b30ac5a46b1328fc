import Foundation
import Imaging
import Media
import Testing

/// The clip in `fixtures` is what its description and its truth say.
@Suite struct FixtureTests {
  static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures", isDirectory: true)

  let description: Description

  init() throws {
    let json = try Data(contentsOf: Self.folder.appendingPathComponent("shapes.json"))
    description = try JSONDecoder().decode(Description.self, from: json)
  }

  @Test func clipHasAFrameForEveryTruth() throws {
    let reader = try openClip()
    #expect(reader.size == description.size)
    var count = 0
    while let frame = try reader.next() {
      let exact = Rational(frame.time.timeBase.numerator * Int(frame.time.ticks), frame.time.timeBase.denominator)
      #expect(exact.numerator * description.fps == count * exact.denominator, "frame \(count) at \(frame.time)")
      #expect(frame.picture.size == description.size)
      count += 1
    }
    #expect(count == description.frames)
    #expect(reader.warnings.isEmpty)
    let truths = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path + "/shapes.truth")
    #expect(truths.sorted() == (0..<count).map { String(format: "%06d.png", $0) })
  }

  @Test func clipHasSoundToItsEnd() throws {
    let sound = try #require(openClip().info.streams.first { $0.kind == "audio" })
    let duration = try #require(sound.duration)
    #expect(abs(duration - Double(description.frames) / Double(description.fps)) < 0.05)
  }

  @Test func shotsFollowEachOther() {
    #expect(description.shots.map(\.scene) == ["A", "B", "A"])
    #expect(description.shots.first?.first == 0)
    #expect(description.shots.last?.last == description.frames - 1)
    for (shot, next) in zip(description.shots, description.shots.dropFirst()) { #expect(next.first == shot.last + 1) }
  }

  @Test func identitiesAreSeenExactlyWhenTheDescriptionSays() throws {
    let numbers = Set(description.identities.map(\.identity))
    #expect(numbers == Set(1...UInt16(description.identities.count)))
    var seen: [UInt16: Set<Int>] = [:]
    for frame in 0..<description.frames {
      let truth = try readTruth(frame)
      #expect(truth.size == description.size)
      for (label, _) in truth.areas() { seen[label, default: []].insert(frame) }
    }
    #expect(Set(seen.keys) == numbers)
    for entry in description.identities {
      let frames = entry.seen.reduce(into: Set<Int>()) { $0.formUnion($1.first...$1.last) }
      #expect(seen[entry.identity] == frames, "\(entry.name)")
      #expect(frames.min() == entry.first && frames.max() == entry.last, "\(entry.name)")
      #expect(200 * entry.largestArea >= description.size.count, "\(entry.name) is smaller than 0.5 % of the frame")
    }
  }

  @Test func everyKindOfEventOccurs() {
    let events = description.identities.flatMap(\.events)
    #expect(Set(events.map(\.event)) == ["enter", "leave", "occluded", "return"])
    for entry in description.identities {
      #expect(entry.events.first == Event(frame: entry.first, event: "enter"), "\(entry.name)")
      #expect(zip(entry.events, entry.events.dropFirst()).allSatisfy { $0.frame < $1.frame }, "\(entry.name)")
    }
  }

  /// What makes the clip a fair test: the identities differ so much that color alone tells nearly all pixels apart. It
  /// also shows that picture and truth belong to each other in place and time.
  @Test func colorAloneTellsTheIdentitiesApart() throws {
    let reader = try openClip()
    var samples: [(picture: Picture, truth: LabelMap)] = []
    // The edges of the shots show best if truth and clip are a frame apart.
    let edges = Set(description.shots.flatMap { [$0.first, $0.last] })
    while let frame = try reader.next() {
      if frame.index.isMultiple(of: 12) || edges.contains(frame.index) {
        samples.append((frame.picture, try readTruth(frame.index)))
      }
    }
    let means = meanColors(samples)
    for (picture, truth) in samples {
      var right = 0
      for (n, label) in truth.labels.enumerated() {
        let color = self.color(picture, n)
        let nearest = means.indices.dropFirst().min { distance(means[$0], color) < distance(means[$1], color) }
        if nearest == Int(label) { right += 1 }
      }
      #expect(100 * right >= 98 * truth.size.count)
    }
  }

  @Test func stillHasItsTruth() throws {
    let picture = try PictureImage.read(path: Self.folder.appendingPathComponent("still.png").path)
    let truth = try LabelImage.read(path: Self.folder.appendingPathComponent("still.truth.png").path)
    #expect(picture.size == truth.size)
    let numbers = Set(description.identities.map(\.identity))
    #expect(truth.areas().count == 4)
    #expect(truth.areas().allSatisfy { numbers.contains($0.label) })
  }

  @Test func fixturesStaySmall() throws {
    let files = FileManager.default.enumerator(at: Self.folder, includingPropertiesForKeys: [.fileSizeKey])
    var total = 0
    while let file = files?.nextObject() as? URL {
      total += try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    }
    #expect((1...900 * 1024).contains(total))
  }
}

extension FixtureTests {
  struct Description: Decodable {
    var width, height, fps, frames: Int
    var shots: [Shot]
    var identities: [Entry]

    var size: PictureSize { PictureSize(width: width, height: height) }
  }

  struct Shot: Decodable {
    var scene: String
    var first, last: Int
  }

  struct Span: Decodable {
    var first, last: Int
  }

  struct Event: Decodable, Equatable {
    var frame: Int
    var event: String
  }

  struct Entry: Decodable {
    var identity: UInt16
    var name: String
    var first, last, largestArea: Int
    var seen: [Span]
    var events: [Event]
  }

  private func openClip() throws -> VideoReader {
    try VideoReader(path: Self.folder.appendingPathComponent("shapes.mp4").path)
  }

  private func readTruth(_ frame: Int) throws -> LabelMap {
    try LabelImage.read(path: Self.folder.path + String(format: "/shapes.truth/%06d.png", frame))
  }

  private func color(_ picture: Picture, _ n: Int) -> SIMD3<Int> {
    SIMD3(Int(picture.bytes[3 * n]), Int(picture.bytes[3 * n + 1]), Int(picture.bytes[3 * n + 2]))
  }

  private func distance(_ a: SIMD3<Int>, _ b: SIMD3<Int>) -> Int {
    let d = a &- b
    return (d &* d).wrappedSum()
  }

  /// By identity; entry 0 is unused.
  private func meanColors(_ samples: [(picture: Picture, truth: LabelMap)]) -> [SIMD3<Int>] {
    var sums = [SIMD3<Int>](repeating: SIMD3(), count: description.identities.count + 1)
    var counts = [Int](repeating: 0, count: sums.count)
    for (picture, truth) in samples {
      for (n, label) in truth.labels.enumerated() where Int(label) < sums.count {
        sums[Int(label)] &+= color(picture, n)
        counts[Int(label)] += 1
      }
    }
    return zip(sums, counts).map { $0 / SIMD3(repeating: max(1, $1)) }
  }
}
