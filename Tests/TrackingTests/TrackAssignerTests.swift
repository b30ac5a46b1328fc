import Foundation
import Imaging
import Motion
import Randomness
import Testing
import Tracking

@Suite("The track assigner")
struct TrackAssignerTests {
  @Test("numbers the first frame from 1, the largest first, equal areas by cluster")
  func firstFrame() throws {
    var tracker = TrackAssigner()
    let map = try tracker.assign(row([7, 7, 2, 9, 9, 9, 4]), clusterEpoch: 0, correspondence: .first)
    #expect(map.labels == [2, 2, 3, 1, 1, 1, 4])
    #expect(tracker.tracks.count == 4)
  }

  @Test("keeps a cluster's track within a cluster epoch, wherever it moves and after an absence")
  func keepsWithinClusterEpoch() throws {
    var tracker = TrackAssigner()
    #expect(try tracker.follow([0, 0, 0, 1, 1, 2], clusterEpoch: 0) == [1, 1, 1, 2, 2, 3])
    #expect(try tracker.follow([1, 1, 1, 1, 0, 0], clusterEpoch: 0) == [2, 2, 2, 2, 1, 1])
    #expect(try tracker.follow([0, 0, 0, 0, 0, 2], clusterEpoch: 0) == [1, 1, 1, 1, 1, 3])
    #expect(tracker.tracks.count == 3)
  }

  @Test("gives a cluster first seen later a number of its own")
  func newcomer() throws {
    var tracker = TrackAssigner()
    _ = try tracker.follow([0, 0, 1, 1], clusterEpoch: 0)
    #expect(try tracker.follow([0, 5, 5, 5], clusterEpoch: 0) == [1, 3, 3, 3])
  }

  @Test("matches a new cluster epoch to the previous frame by overlap")
  func matchesNewClusterEpoch() throws {
    var tracker = TrackAssigner()
    _ = try tracker.follow([0, 0, 0, 0, 1, 1, 1, 2, 2, 2], clusterEpoch: 0)
    // The same regions, numbered otherwise and shifted by one pixel.
    #expect(
      try tracker.follow([8, 8, 8, 8, 8, 3, 3, 3, 0, 0], clusterEpoch: 1) == [1, 1, 1, 1, 1, 2, 2, 2, 3, 3])
    #expect(tracker.tracks.count == 3)
    // From then on the new clusters stand for the old tracks.
    #expect(try tracker.follow([0, 0, 8, 8, 8, 8, 3, 3, 3, 3], clusterEpoch: 1) == [3, 3, 1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test("looks for overlap where the pixels come from, not where they are")
  func overlapAlongTheMotion() throws {
    var tracker = TrackAssigner()
    _ = try tracker.follow([0, 0, 0, 1, 1, 1], clusterEpoch: 0)
    let mirrored: [Int32] = [5, 4, 3, 2, 1, 0]
    #expect(try tracker.follow([4, 4, 4, 7, 7, 7], clusterEpoch: 1, backward: mirrored) == [2, 2, 2, 1, 1, 1])
  }

  @Test("matches one to one: of two halves the larger overlap keeps the track")
  func split() throws {
    var tracker = TrackAssigner()
    _ = try tracker.follow([0, 0, 0, 0, 0], clusterEpoch: 0)
    #expect(try tracker.follow([4, 4, 5, 5, 5], clusterEpoch: 1) == [2, 2, 1, 1, 1])
  }

  @Test("gives a region that separates from another its earlier number again")
  func partsAgain() throws {
    var tracker = TrackAssigner()
    #expect(try tracker.follow([0, 0, 0, 1, 1, 2], clusterEpoch: 0) == [1, 1, 1, 2, 2, 3])
    #expect(try tracker.follow([4, 4, 4, 4, 4, 5], clusterEpoch: 1) == [1, 1, 1, 1, 1, 3])
    // It is where its pixels have gone.
    let mirrored: [Int32] = [5, 4, 3, 2, 1, 0]
    #expect(try tracker.follow([6, 6, 6, 6, 6, 6], clusterEpoch: 2, backward: mirrored) == [1, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([7, 8, 8, 9, 9, 9], clusterEpoch: 3) == [3, 2, 2, 1, 1, 1])
    #expect(tracker.tracks.count == 3)
  }

  @Test("does not confuse separating regions with regions merged elsewhere")
  func partsAsSomethingNew() throws {
    var tracker = TrackAssigner()
    #expect(try tracker.follow([0, 0, 0, 0, 1, 1], clusterEpoch: 0) == [1, 1, 1, 1, 2, 2])
    #expect(try tracker.follow([3, 3, 3, 3, 3, 3], clusterEpoch: 1) == [1, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([4, 5, 5, 5, 5, 5], clusterEpoch: 2) == [3, 1, 1, 1, 1, 1])
    #expect(try tracker.follow([6, 6, 6, 6, 7, 7], clusterEpoch: 3) == [1, 1, 1, 1, 2, 2])
  }

  @Test("matches from the given overlap of the smaller area on", arguments: [(0.25, 2), (0.26, 3)])
  func minOverlap(share: Double, expected: UInt16) throws {
    var tracker = TrackAssigner(TrackingSettings(overlap: share))
    _ = try tracker.follow([0, 0, 0, 0, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5], clusterEpoch: 0)
    // Cluster 8 continues the large track ID 1. Cluster 9 has one of its four pixels in track ID 2.
    let trackIDs = try tracker.follow([8, 8, 8, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8], clusterEpoch: 1)
    #expect(trackIDs[0] == 1)
    #expect(trackIDs[3] == expected)
  }

  @Test("gives no two clusters of a frame one track, changes no mapping and reuses no number", arguments: 0..<20)
  func isOneToOne(seed: Int) throws {
    var random = SplitMix64(seed: UInt64(seed))
    var tracker = TrackAssigner(TrackingSettings(overlap: [0, 0.25, 0.9].randomElement(using: &random) ?? 0.25))
    let size = PictureSize(width: 6, height: 5)
    var clusterEpochs = [0]
    var latest = 0
    var shot = 0
    var mapping: [Int: [UInt16: UInt16]] = [:]
    var seen: [Set<UInt16>] = [[]]
    for frame in 0..<40 {
      var isFirst = frame == 0
      switch Int.random(in: 0..<9, using: &random) {
      case 0 where clusterEpochs.count < ShotTracker.rememberedShots:  // a cut
        latest += 1
        shot = clusterEpochs.count
        clusterEpochs.append(latest)
        seen.append([])
        isFirst = true
      case 1:  // a shot returns
        shot = Int.random(in: 0..<clusterEpochs.count, using: &random)
      case 2, 3:  // the network starts anew
        latest += 1
        clusterEpochs[shot] = latest
      default: break
      }
      let labels = (0..<size.count).map { _ in UInt16.random(in: 0..<9, using: &random) }
      let backward = (0..<size.count).map { _ in Int32.random(in: -1..<Int32(size.count), using: &random) }
      let issued = tracker.tracks.count
      let trackIDs = try tracker.assign(
        ClusterMap(size: size, labels: labels), clusterEpoch: clusterEpochs[shot],
        correspondence: FrameCorrespondence(shot: shot, backward: isFirst ? nil : backward, seconds: 0.04, change: 1)
      ).labels
      for (cluster, trackID) in zip(labels, trackIDs) {
        #expect(mapping[clusterEpochs[shot], default: [:]][cluster, default: trackID] == trackID)
        mapping[clusterEpochs[shot], default: [:]][cluster] = trackID
      }
      let current = mapping[clusterEpochs[shot], default: [:]]
      #expect(Set(current.values).count == current.count)
      #expect(!trackIDs.contains(0))
      let new = Set(trackIDs).subtracting(seen.reduce([]) { $0.union($1) })
      #expect(new.sorted() == (issued..<tracker.tracks.count).map { UInt16($0 + 1) })
      // What is behind a cut has nothing to do with what is before it.
      seen[shot].formUnion(trackIDs)
      #expect(seen.map(\.count).reduce(0, +) == tracker.tracks.count)
    }
  }

  @Test("restores the tracks of a shot that returns; after a cut all are new")
  func shotReturns() throws {
    var tracker = TrackAssigner()
    let first = try tracker.follow([0, 0, 1, 1, 1], clusterEpoch: 0)
    let other = try tracker.assign(
      row([1, 1, 0, 0, 0]), clusterEpoch: 1,
      correspondence: FrameCorrespondence(shot: 1, backward: nil, seconds: 0.04, change: 1))
    #expect(Set(first).isDisjoint(with: other.labels))
    #expect(try tracker.follow([0, 0, 1, 1, 1], clusterEpoch: 0) == first)
    #expect(tracker.tracks.count == 4)
  }

  @Test("matches a shot that returns after a network restart with its last frame")
  func shotReturnsAnew() throws {
    var tracker = TrackAssigner()
    let first = try tracker.follow([0, 0, 1, 1, 1], clusterEpoch: 0)
    _ = try tracker.assign(
      row([1, 1, 1, 0, 0]), clusterEpoch: 1,
      correspondence: FrameCorrespondence(shot: 1, backward: nil, seconds: 0.04, change: 1))
    #expect(try tracker.follow([7, 7, 3, 3, 3], clusterEpoch: 2) == first)
  }

  @Test("treats a map of another size as no overlap")
  func sizeChanges() throws {
    var tracker = TrackAssigner()
    _ = try tracker.follow([0, 0, 1, 1], clusterEpoch: 0)
    #expect(try tracker.follow([0, 0, 1], clusterEpoch: 1) == [3, 3, 4])
  }

  @Test("stops with a remedy after 65,535 tracks and is unchanged")
  func tooMany() throws {
    var tracker = TrackAssigner()
    let size = PictureSize(width: 255, height: 257)
    let every = ClusterMap(size: size, labels: (0..<size.count).map { UInt16($0) })
    _ = try tracker.assign(every, clusterEpoch: 0, correspondence: .first)
    #expect(tracker.tracks.count == 65_535)
    let before = tracker
    for clusterEpoch in 0...1 {
      #expect(throws: TrackingError.tooManyTracks(limit: 65_535)) {
        try tracker.assign(
          ClusterMap(size: size, filledWith: 65_535), clusterEpoch: clusterEpoch, correspondence: .first)
      }
      #expect(tracker == before)
    }
    let known = try tracker.assign(ClusterMap(size: size, filledWith: 3), clusterEpoch: 0, correspondence: .first)
    #expect(known.labels.first == 4)
    #expect(TrackingError.tooManyTracks(limit: 65_535).description.contains("lower segment.labels.max"))
  }
}

@Suite("A saved track assigner")
struct TrackAssignerStateTests {
  @Test("continues identically", arguments: [nil, 0.3])
  func checkpoint(separation: Double?) throws {
    var tracker = TrackAssigner(TrackingSettings(separation: separation, minArea: 0, overlap: 0.4))
    _ = try tracker.follow([0, 0, 0, 1, 1, 2], clusterEpoch: 0)
    _ = try tracker.follow([3, 3, 3, 0, 0, 0], clusterEpoch: 5)
    var resumed = try JSONDecoder().decode(TrackAssigner.self, from: JSONEncoder().encode(tracker))
    #expect(resumed == tracker)
    for (labels, clusterEpoch) in [([3, 3, 0, 0, 0, 7], 5), ([9, 9, 9, 9, 1, 1], 6)] as [([UInt16], Int)] {
      #expect(
        try resumed.follow(labels, clusterEpoch: clusterEpoch) == tracker.follow(labels, clusterEpoch: clusterEpoch))
      #expect(resumed == tracker)
    }
  }

  private static let member = #"{"clusterEpoch":0,"cluster":0,"x":0,"y":0}"#
  private static let shot =
    #"{"number":0,"trackIDs":{"size":{"width":2,"height":1},"runs":[2,1]},"#
    + #""earlier":{"size":{"width":2,"height":1},"runs":[1,0,1,1]}}"#

  private static func file(
    settings: String = #"{"minArea":0.003,"overlap":0.25}"#, members: [String] = [member], shots: [String] = [shot]
  ) -> String {
    #"{"settings":\#(settings),"members":[\#(members.joined(separator: ","))],"#
      + #""shots":[\#(shots.joined(separator: ","))]}"#
  }

  @Test("is decoded if it is valid")
  func whole() throws {
    let tracker = try JSONDecoder().decode(TrackAssigner.self, from: Data(Self.file().utf8))
    #expect(tracker.tracks.count == 1)
    #expect(tracker.settings.separation == nil)
  }

  @Test(
    "is rejected if it is damaged",
    arguments: [
      "{}",
      file(settings: #"{"minArea":0.003}"#),
      file(settings: #"{"minArea":0.003,"overlap":2}"#),
      file(settings: #"{"minArea":-1,"overlap":0.25}"#),
      file(settings: #"{"separation":0,"minArea":0.003,"overlap":0.25}"#),
      file(settings: #"{"separation":-0.5,"minArea":0.003,"overlap":0.25}"#),
      file(settings: #"{"separation":1e300,"minArea":0.003,"overlap":0.25}"#),
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
      file(members: [#"{"clusterEpoch":0,"cluster":70000,"x":0,"y":0}"#]),
    ])
  func damaged(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(TrackAssigner.self, from: Data(json.utf8)) }
  }
}
