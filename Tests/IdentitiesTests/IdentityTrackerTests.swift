import Foundation
import Identities
import Imaging
import TestSupport
import Testing

@Suite("The identity tracker")
struct IdentityTrackerTests {
  @Test("numbers the first frame from 1, the largest first, equal areas by cluster")
  func firstFrame() throws {
    var tracker = IdentityTracker()
    let map = try tracker.identify(row([7, 7, 2, 9, 9, 9, 4]), generation: 0)
    #expect(map.labels == [2, 2, 3, 1, 1, 1, 4])
    #expect(tracker.issued == 4)
  }

  @Test("keeps a cluster's identity within a generation, wherever it moves and after an absence")
  func keepsWithinGeneration() throws {
    var tracker = IdentityTracker()
    #expect(try tracker.identify(row([0, 0, 0, 1, 1, 2]), generation: 0).labels == [1, 1, 1, 2, 2, 3])
    #expect(try tracker.identify(row([1, 1, 1, 1, 0, 0]), generation: 0).labels == [2, 2, 2, 2, 1, 1])
    #expect(try tracker.identify(row([0, 0, 0, 0, 0, 2]), generation: 0).labels == [1, 1, 1, 1, 1, 3])
    #expect(tracker.issued == 3)
  }

  @Test("gives a cluster first seen later a number of its own")
  func newcomer() throws {
    var tracker = IdentityTracker()
    _ = try tracker.identify(row([0, 0, 1, 1]), generation: 0)
    #expect(try tracker.identify(row([0, 5, 5, 5]), generation: 0).labels == [1, 3, 3, 3])
  }

  @Test("matches a new generation to the previous frame by overlap")
  func matchesNewGeneration() throws {
    var tracker = IdentityTracker()
    _ = try tracker.identify(row([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]), generation: 0)
    // The same regions, numbered otherwise and shifted by one pixel.
    let identities = try tracker.identify(row([8, 8, 8, 8, 8, 3, 3, 3, 0, 0]), generation: 1)
    #expect(identities.labels == [1, 1, 1, 1, 1, 2, 2, 2, 3, 3])
    #expect(tracker.issued == 3)
  }

  @Test("matches one to one: of two halves the larger overlap keeps the identity")
  func split() throws {
    var tracker = IdentityTracker()
    _ = try tracker.identify(row([0, 0, 0, 0, 0]), generation: 0)
    #expect(try tracker.identify(row([4, 4, 5, 5, 5]), generation: 1).labels == [2, 2, 1, 1, 1])
  }

  @Test("takes an overlap for a match from the given share of the smaller area on", arguments: [(0.25, 2), (0.26, 3)])
  func minimumOverlap(share: Double, expected: UInt16) throws {
    var tracker = IdentityTracker(minimumOverlap: share)
    _ = try tracker.identify(row([0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5]), generation: 0)
    // Cluster 8 continues the large identity 1. Cluster 9 has one of its four pixels in identity 2.
    let identities = try tracker.identify(row([8, 8, 8, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8]), generation: 1)
    #expect(identities[0, 0] == 1)
    #expect(identities[3, 0] == expected)
  }

  @Test("gives no two clusters of a frame one identity, changes no mapping and reuses no number", arguments: 0..<20)
  func isOneToOne(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    var tracker = IdentityTracker(minimumOverlap: [0, 0.25, 0.9].randomElement(using: &random) ?? 0.25)
    var mappings: [Int: [UInt16: UInt16]] = [:]
    var seen: Set<UInt16> = []
    var generation = 0
    for _ in 0..<40 {
      if Int.random(in: 0..<4, using: &random) == 0 { generation = Int.random(in: 0..<6, using: &random) }
      if Int.random(in: 0..<9, using: &random) == 0 { tracker.cut() }
      let size = Size(width: 6, height: Int.random(in: 0..<8, using: &random) == 0 ? 4 : 5)
      let labels = (0..<size.count).map { _ in UInt16.random(in: 0..<9, using: &random) }
      let clusters = LabelMap(size: size, labels: labels)
      let issued = tracker.issued
      let identities = try tracker.identify(clusters, generation: generation)
      for (cluster, identity) in zip(clusters.labels, identities.labels) {
        #expect(mappings[generation, default: [:]][cluster, default: identity] == identity)
        mappings[generation, default: [:]][cluster] = identity
      }
      let mapping = mappings[generation, default: [:]]
      #expect(Set(mapping.values).count == mapping.count)
      #expect(!identities.labels.contains(0))
      let new = Set(identities.labels).subtracting(seen)
      #expect(new.sorted() == (issued..<tracker.issued).map { UInt16($0 + 1) })
      seen.formUnion(new)
    }
  }

  @Test("finds the identities of a generation again when it comes back")
  func generationComesBack() throws {
    var tracker = IdentityTracker()
    let first = try tracker.identify(row([0, 0, 1, 1, 1]), generation: 0)
    tracker.cut()
    let other = try tracker.identify(row([1, 1, 0, 0, 0]), generation: 1)
    #expect(Set(first.labels).isDisjoint(with: other.labels))
    tracker.cut()
    #expect(try tracker.identify(row([0, 0, 1, 1, 1]), generation: 0) == first)
    #expect(tracker.issued == 4)
  }

  @Test("takes a map of another size for no overlap")
  func sizeChanges() throws {
    var tracker = IdentityTracker()
    _ = try tracker.identify(row([0, 0, 1, 1]), generation: 0)
    #expect(try tracker.identify(row([0, 0, 1]), generation: 1).labels == [3, 3, 4])
  }

  @Test("stops with a remedy after 65,535 identities and is then as it was before")
  func tooMany() throws {
    var tracker = IdentityTracker()
    let size = Size(width: 255, height: 257)
    _ = try tracker.identify(LabelMap(size: size, labels: (0..<size.count).map { UInt16($0) }), generation: 0)
    #expect(tracker.issued == 65_535)
    let before = tracker
    #expect(throws: IdentityError.tooManyIdentities(limit: 65_535)) {
      try tracker.identify(LabelMap(size: size, filledWith: 65_535), generation: 0)
    }
    #expect(tracker == before)
    #expect(try tracker.identify(LabelMap(size: size, filledWith: 3), generation: 0).labels.first == 4)
    #expect(IdentityError.tooManyIdentities(limit: 65_535).description.contains("start anew less often"))
  }

  @Test("goes on from a checkpoint as if nothing had happened")
  func checkpoint() throws {
    var tracker = IdentityTracker(minimumOverlap: 0.4)
    _ = try tracker.identify(row([0, 0, 0, 1, 1, 2]), generation: 0)
    _ = try tracker.identify(row([3, 3, 3, 0, 0, 0]), generation: 5)
    var resumed = try JSONDecoder().decode(IdentityTracker.self, from: JSONEncoder().encode(tracker))
    #expect(resumed == tracker)
    let next = row([9, 9, 9, 9, 1, 1])
    #expect(try resumed.identify(next, generation: 6) == tracker.identify(next, generation: 6))
    #expect(resumed == tracker)
  }

  @Test(
    "refuses a damaged checkpoint",
    arguments: [
      #"{"minimumOverlap":2,"issued":0,"generations":[]}"#,
      #"{"minimumOverlap":0.25,"issued":70000,"generations":[]}"#,
      #"{"minimumOverlap":0.25,"issued":-1,"generations":[]}"#,
      #"{"minimumOverlap":0.25,"issued":2,"generations":[{"number":0,"identities":[1,1]}]}"#,
      #"{"minimumOverlap":0.25,"issued":2,"generations":[{"number":0,"identities":[3]}]}"#,
      #"{"minimumOverlap":0.25,"issued":2,"generations":[{"number":0,"identities":[1]},{"number":0,"identities":[2]}]}"#,
      #"{"minimumOverlap":0.25,"issued":1,"generations":[],"previous":{"size":{"width":2,"height":1},"runs":[2,9]}}"#,
      #"{"minimumOverlap":0.25}"#,
    ])
  func damagedCheckpoint(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(IdentityTracker.self, from: Data(json.utf8)) }
  }

  private func row(_ labels: [UInt16]) -> LabelMap {
    LabelMap(size: Size(width: labels.count, height: 1), labels: labels)
  }
}
