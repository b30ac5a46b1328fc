import Foundation
import Identities
import Imaging
import Motion
import TestSupport
import Testing

@Suite("The identity tracker")
struct IdentityTrackerTests {
  @Test("numbers the first frame from 1, the largest first, equal areas by cluster")
  func firstFrame() throws {
    var tracker = IdentityTracker()
    let map = try tracker.identify(row([7, 7, 2, 9, 9, 9, 4]), generation: 0, continuation: .first)
    #expect(map.labels == [2, 2, 3, 1, 1, 1, 4])
    #expect(tracker.members.count == 4)
  }

  @Test("keeps a cluster's identity within a generation, wherever it moves and after an absence")
  func keepsWithinGeneration() throws {
    var tracker = IdentityTracker()
    #expect(try tracker.follow([0, 0, 0, 1, 1, 2], generation: 0) == [1, 1, 1, 2, 2, 3])
    #expect(try tracker.follow([1, 1, 1, 1, 0, 0], generation: 0) == [2, 2, 2, 2, 1, 1])
    #expect(try tracker.follow([0, 0, 0, 0, 0, 2], generation: 0) == [1, 1, 1, 1, 1, 3])
    #expect(tracker.members.count == 3)
  }

  @Test("gives a cluster first seen later a number of its own")
  func newcomer() throws {
    var tracker = IdentityTracker()
    _ = try tracker.follow([0, 0, 1, 1], generation: 0)
    #expect(try tracker.follow([0, 5, 5, 5], generation: 0) == [1, 3, 3, 3])
  }

  @Test("matches a new generation to the previous frame by overlap")
  func matchesNewGeneration() throws {
    var tracker = IdentityTracker()
    _ = try tracker.follow([0, 0, 0, 0, 1, 1, 1, 2, 2, 2], generation: 0)
    // The same regions, numbered otherwise and shifted by one pixel.
    #expect(
      try tracker.follow([8, 8, 8, 8, 8, 3, 3, 3, 0, 0], generation: 1) == [1, 1, 1, 1, 1, 2, 2, 2, 3, 3])
    #expect(tracker.members.count == 3)
    // From then on the new clusters stand for the old identities.
    #expect(try tracker.follow([0, 0, 8, 8, 8, 8, 3, 3, 3, 3], generation: 1) == [3, 3, 1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test("looks for overlap where the pixels come from, not where they are")
  func overlapAlongTheMotion() throws {
    var tracker = IdentityTracker()
    _ = try tracker.follow([0, 0, 0, 1, 1, 1], generation: 0)
    let mirrored: [Int32] = [5, 4, 3, 2, 1, 0]
    #expect(try tracker.follow([4, 4, 4, 7, 7, 7], generation: 1, source: mirrored) == [2, 2, 2, 1, 1, 1])
  }

  @Test("matches one to one: of two halves the larger overlap keeps the identity")
  func split() throws {
    var tracker = IdentityTracker()
    _ = try tracker.follow([0, 0, 0, 0, 0], generation: 0)
    #expect(try tracker.follow([4, 4, 5, 5, 5], generation: 1) == [2, 2, 1, 1, 1])
  }

  @Test("gives a region that had become part of another its number again when it parts from it")
  func partsAgain() throws {
    var tracker = IdentityTracker()
    #expect(try tracker.follow([0, 0, 0, 1, 1, 2], generation: 0) == [1, 1, 1, 2, 2, 3])
    #expect(try tracker.follow([4, 4, 4, 4, 4, 5], generation: 1) == [1, 1, 1, 1, 1, 3])
    // It is where its pixels have gone.
    let mirrored: [Int32] = [5, 4, 3, 2, 1, 0]
    #expect(try tracker.follow([6, 6, 6, 6, 6, 6], generation: 2, source: mirrored) == [1, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([7, 8, 8, 9, 9, 9], generation: 3) == [3, 2, 2, 1, 1, 1])
    #expect(tracker.members.count == 3)
  }

  @Test("does not confuse what parts from a region with what the region had taken in elsewhere")
  func partsAsSomethingNew() throws {
    var tracker = IdentityTracker()
    #expect(try tracker.follow([0, 0, 0, 0, 1, 1], generation: 0) == [1, 1, 1, 1, 2, 2])
    #expect(try tracker.follow([3, 3, 3, 3, 3, 3], generation: 1) == [1, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([4, 5, 5, 5, 5, 5], generation: 2) == [3, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([6, 6, 6, 6, 7, 7], generation: 3) == [1, 1, 1, 1, 2, 2])
  }

  @Test("takes an overlap for a match from the given share of the smaller area on", arguments: [(0.25, 2), (0.26, 3)])
  func leastOverlap(share: Double, expected: UInt16) throws {
    var tracker = IdentityTracker(IdentitySettings(overlap: share))
    _ = try tracker.follow([0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], generation: 0)
    // Cluster 8 continues the large identity 1. Cluster 9 has one of its four pixels in identity 2.
    let identities = try tracker.follow([8, 8, 8, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8], generation: 1)
    #expect(identities[0] == 1)
    #expect(identities[3] == expected)
  }

  @Test("gives no two clusters of a frame one identity, changes no mapping and reuses no number", arguments: 0..<20)
  func isOneToOne(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    var tracker = IdentityTracker(IdentitySettings(overlap: [0, 0.25, 0.9].randomElement(using: &random) ?? 0.25))
    let size = Size(width: 6, height: 5)
    var generations = [0]
    var latest = 0
    var shot = 0
    var mapping: [Int: [UInt16: UInt16]] = [:]
    var seen: [Set<UInt16>] = [[]]
    for frame in 0..<40 {
      var isFirst = frame == 0
      switch Int.random(in: 0..<9, using: &random) {
      case 0 where generations.count < ShotTracker.rememberedShots:  // a cut
        latest += 1
        shot = generations.count
        generations.append(latest)
        seen.append([])
        isFirst = true
      case 1:  // a shot returns
        shot = Int.random(in: 0..<generations.count, using: &random)
      case 2, 3:  // the network starts anew
        latest += 1
        generations[shot] = latest
      default: break
      }
      let labels = (0..<size.count).map { _ in UInt16.random(in: 0..<9, using: &random) }
      let source = (0..<size.count).map { _ in Int32.random(in: -1..<Int32(size.count), using: &random) }
      let issued = tracker.members.count
      let identities = try tracker.identify(
        LabelMap(size: size, labels: labels), generation: generations[shot],
        continuation: Continuation(shot: shot, source: isFirst ? nil : source, seconds: 0.04, change: 1)
      ).labels
      for (cluster, identity) in zip(labels, identities) {
        #expect(mapping[generations[shot], default: [:]][cluster, default: identity] == identity)
        mapping[generations[shot], default: [:]][cluster] = identity
      }
      let current = mapping[generations[shot], default: [:]]
      #expect(Set(current.values).count == current.count)
      #expect(!identities.contains(0))
      let new = Set(identities).subtracting(seen.reduce([]) { $0.union($1) })
      #expect(new.sorted() == (issued..<tracker.members.count).map { UInt16($0 + 1) })
      // What is behind a cut has nothing to do with what is before it.
      seen[shot].formUnion(identities)
      #expect(seen.map(\.count).reduce(0, +) == tracker.members.count)
    }
  }

  @Test("finds the identities of a shot again when it comes back, and all are new behind a cut")
  func shotReturns() throws {
    var tracker = IdentityTracker()
    let first = try tracker.follow([0, 0, 1, 1, 1], generation: 0)
    let other = try tracker.identify(
      row([1, 1, 0, 0, 0]), generation: 1, continuation: Continuation(shot: 1, source: nil, seconds: 0.04, change: 1))
    #expect(Set(first).isDisjoint(with: other.labels))
    #expect(try tracker.follow([0, 0, 1, 1, 1], generation: 0) == first)
    #expect(tracker.members.count == 4)
  }

  @Test("matches a shot that comes back to a new start of the network with where it was left")
  func shotReturnsAnew() throws {
    var tracker = IdentityTracker()
    let first = try tracker.follow([0, 0, 1, 1, 1], generation: 0)
    _ = try tracker.identify(
      row([1, 1, 1, 0, 0]), generation: 1, continuation: Continuation(shot: 1, source: nil, seconds: 0.04, change: 1))
    #expect(try tracker.follow([7, 7, 3, 3, 3], generation: 2) == first)
  }

  @Test("takes a map of another size for no overlap")
  func sizeChanges() throws {
    var tracker = IdentityTracker()
    _ = try tracker.follow([0, 0, 1, 1], generation: 0)
    #expect(try tracker.follow([0, 0, 1], generation: 1) == [3, 3, 4])
  }

  @Test("stops with a remedy after 65,535 identities and is then as it was before")
  func tooMany() throws {
    var tracker = IdentityTracker()
    let size = Size(width: 255, height: 257)
    let every = LabelMap(size: size, labels: (0..<size.count).map { UInt16($0) })
    _ = try tracker.identify(every, generation: 0, continuation: .first)
    #expect(tracker.members.count == 65_535)
    let before = tracker
    for generation in 0...1 {
      #expect(throws: IdentityError.tooManyIdentities(limit: 65_535)) {
        try tracker.identify(LabelMap(size: size, filledWith: 65_535), generation: generation, continuation: .first)
      }
      #expect(tracker == before)
    }
    let known = try tracker.identify(LabelMap(size: size, filledWith: 3), generation: 0, continuation: .first)
    #expect(known.labels.first == 4)
    #expect(IdentityError.tooManyIdentities(limit: 65_535).description.contains("start anew less often"))
  }
}

@Suite("A saved identity tracker")
struct IdentityCheckpointTests {
  @Test("goes on as if nothing had happened", arguments: [nil, 0.3])
  func checkpoint(separation: Double?) throws {
    var tracker = IdentityTracker(IdentitySettings(separation: separation, smallest: 0, overlap: 0.4))
    _ = try tracker.follow([0, 0, 0, 1, 1, 2], generation: 0)
    _ = try tracker.follow([3, 3, 3, 0, 0, 0], generation: 5)
    var resumed = try JSONDecoder().decode(IdentityTracker.self, from: JSONEncoder().encode(tracker))
    #expect(resumed == tracker)
    for (labels, generation) in [([3, 3, 0, 0, 0, 7], 5), ([9, 9, 9, 9, 1, 1], 6)] as [([UInt16], Int)] {
      #expect(
        try resumed.follow(labels, generation: generation) == tracker.follow(labels, generation: generation))
      #expect(resumed == tracker)
    }
  }

  private static let member = #"{"generation":0,"cluster":0,"x":0,"y":0}"#
  private static let shot =
    #"{"number":0,"identities":{"size":{"width":2,"height":1},"runs":[2,1]},"#
    + #""earlier":{"size":{"width":2,"height":1},"runs":[1,0,1,1]}}"#

  private static func file(
    settings: String = #"{"smallest":0.003,"overlap":0.25}"#, members: [String] = [member], shots: [String] = [shot]
  ) -> String {
    #"{"settings":\#(settings),"members":[\#(members.joined(separator: ","))],"#
      + #""shots":[\#(shots.joined(separator: ","))]}"#
  }

  @Test("is read when it is whole")
  func whole() throws {
    let tracker = try JSONDecoder().decode(IdentityTracker.self, from: Data(Self.file().utf8))
    #expect(tracker.members.count == 1)
    #expect(tracker.settings.separation == nil)
  }

  @Test(
    "is refused when it is damaged",
    arguments: [
      "{}",
      file(settings: #"{"smallest":0.003}"#),
      file(settings: #"{"smallest":0.003,"overlap":2}"#),
      file(settings: #"{"smallest":-1,"overlap":0.25}"#),
      file(settings: #"{"separation":0,"smallest":0.003,"overlap":0.25}"#),
      file(settings: #"{"separation":-0.5,"smallest":0.003,"overlap":0.25}"#),
      file(settings: #"{"separation":1e300,"smallest":0.003,"overlap":0.25}"#),
      // A map with numbers that were never handed out.
      file(members: []),
      file(shots: [shot.replacingOccurrences(of: "[2,1]", with: "[2,2]")]),
      file(shots: [shot.replacingOccurrences(of: "[2,1]", with: "[2,0]")]),
      file(shots: [shot.replacingOccurrences(of: "[1,0,1,1]", with: "[1,0,1,2]")]),
      // Maps of two sizes.
      file(shots: [
        shot.replacingOccurrences(of: #"2,"height":1},"runs":[1,0,1,1]"#, with: #"1,"height":1},"runs":[1,0]"#)
      ]),
      // A map that is none.
      file(shots: [shot.replacingOccurrences(of: "[2,1]", with: "[3,1]")]),
      // One shot twice, and more shots than are remembered.
      file(shots: [shot, shot]),
      file(shots: (0..<9).map { shot.replacingOccurrences(of: "\"number\":0", with: "\"number\":\($0)") }),
      file(members: [#"{"generation":0,"cluster":70000,"x":0,"y":0}"#]),
    ])
  func damaged(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(IdentityTracker.self, from: Data(json.utf8)) }
  }
}
