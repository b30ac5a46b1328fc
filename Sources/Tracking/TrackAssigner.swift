import Imaging
import Motion

/// Turns clusters, whose numbers mean something only to one start of the network, into tracks, whose numbers mean
/// the same thing for the whole video.
///
/// - Tracks travel with the motion of the picture. A pixel keeps the one it brings along while the network gives it
///   that track's cluster.
/// - Any other pixel takes the track of its cluster that it touches or that is near. A region that is near none is
///   one that had gone and comes back, or else a new track.
/// - When the network starts anew without a cut, its regions are matched to the tracks that the pixels bring along,
///   by the assignment with the largest overlap, and those left over to what had been there before. Behind a cut all
///   tracks are new; a shot that returns finds its tracks where it left them.
/// - A number is never given out twice: 1, 2, 3, …, in a first frame by decreasing area.
///
/// A value: a copy is a checkpoint, and equal trackers go on equally. Its memory grows with the number of tracks, not
/// with the number of frames.
package struct TrackAssigner: Equatable, Sendable {
  /// The maximum number of tracks that a label map can tell apart; 0 means "no label".
  package static let limit = Int(UInt16.max)

  package let settings: TrackingSettings
  /// Every track handed out so far; the number of one is its place + 1.
  package internal(set) var members: [Member] = []
  /// The least recently used first; the current one is the last.
  var shots = ShotMemory<ShotTracks>()

  /// What is known of a track.
  package struct Member: Equatable, Sendable, Codable {
    /// The start of the network and its cluster that the track stands for.
    package internal(set) var clusterEpoch: Int
    package internal(set) var cluster: UInt16
    /// The middle of its pixels when it was last seen.
    var x, y: Double
  }

  /// Where a shot left its tracks.
  struct ShotTracks: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    var trackIDs: LabelMap
    /// What every pixel's point was before it became what it is; 0: nothing else.
    var earlier: LabelMap
  }

  /// What the pixels of a frame bring along from the frame before; 0: nothing.
  struct Carried {
    let trackIDs: [UInt16]
    let earlier: [UInt16]
  }

  package init(_ settings: TrackingSettings = TrackingSettings()) {
    self.settings = settings
  }

  /// The tracks of the next frame's clusters.
  ///
  /// - Parameters:
  ///   - clusters: any labels.
  ///   - clusterEpoch: which start of the network the clusters come from.
  ///   - correspondence: how the frame follows those before.
  /// - Throws: `tooManyTracks`; the tracker is then as it was before.
  package mutating func assign(
    _ clusters: LabelMap, clusterEpoch: Int, correspondence: FrameCorrespondence
  ) throws(TrackingError) -> LabelMap {
    let before = self
    do {
      let carried = carried(to: clusters.size, correspondence)
      var map: LabelMap
      if members.contains(where: { $0.clusterEpoch == clusterEpoch }) {
        map = try followed(clusters, clusterEpoch: clusterEpoch, carried: carried.trackIDs)
      } else {
        map = try matched(clusters, clusterEpoch: clusterEpoch, carried: carried)
      }
      map.fillUnlabeled()
      remember(map, carried, of: correspondence.shot)
      return map
    } catch {
      self = before
      throw error
    }
  }

  private func carried(to size: Size, _ correspondence: FrameCorrespondence) -> Carried {
    let none = [UInt16](repeating: 0, count: size.count)
    guard let backward = correspondence.backward, let shot = shots.last(where: { $0.number == correspondence.shot }),
      shot.trackIDs.size == size
    else { return Carried(trackIDs: none, earlier: none) }
    func along(_ map: LabelMap) -> [UInt16] { backward.map { $0 < 0 ? 0 : map.labels[Int($0)] } }
    return Carried(trackIDs: along(shot.trackIDs), earlier: along(shot.earlier))
  }

  /// A frame of a network that is known.
  private mutating func followed(
    _ clusters: LabelMap, clusterEpoch: Int, carried: [UInt16]
  ) throws(TrackingError) -> LabelMap {
    let size = clusters.size
    var map = LabelMap(size: size)
    followClusters(clusters, clusterEpoch: clusterEpoch, carried: carried)
    for n in carried.indices where carried[n] != 0 {
      let member = members[Int(carried[n]) - 1]
      if member.clusterEpoch == clusterEpoch, member.cluster == clusters.labels[n] { map.labels[n] = carried[n] }
    }
    guard let separation = settings.separation(at: size) else {
      try labelByCluster(clusters, clusterEpoch: clusterEpoch, &map)
      return map
    }
    map.grow(within: clusters)
    map.reach(separation, within: clusters)

    let present = Set(map.labels)
    var absent = members.indices.filter {
      members[$0].clusterEpoch == clusterEpoch && !present.contains(UInt16($0 + 1))
    }
    let minArea = settings.minArea(at: size)
    let left = ClusterRegions(clusters, separation: separation, minArea: minArea) { map.labels[$0] == 0 }.regions
    // Where nothing that is known is left, the largest region is a track however small it is.
    let threshold = present == [0] ? min(minArea, left.map(\.pixels.count).max() ?? 0) : minArea
    for region in left where region.pixels.count >= threshold {
      let (x, y) = Self.middle(region.pixels, width: size.width)
      func distance(_ place: Int) -> Double {
        let (dx, dy) = (members[place].x - x, members[place].y - y)
        return dx * dx + dy * dy
      }
      let trackID: UInt16
      if let known = absent.filter({ members[$0].cluster == region.cluster }).min(by: { distance($0) < distance($1) }) {
        absent.removeAll { $0 == known }
        trackID = UInt16(known + 1)
      } else {
        trackID = try issue()
        members[Int(trackID) - 1].clusterEpoch = clusterEpoch
        members[Int(trackID) - 1].cluster = region.cluster
      }
      for n in region.pixels { map.labels[Int(n)] = trackID }
    }
    return map
  }

  /// A track most of whose pixels have got another cluster stands for that one from now on: what moves together is
  /// one thing, whatever the network calls it today.
  private mutating func followClusters(_ clusters: LabelMap, clusterEpoch: Int, carried: [UInt16]) {
    guard settings.separation != nil else { return }
    let count = Int(clusters.labels.max() ?? 0) + 1
    var votes = [Int32](repeating: 0, count: (members.count + 1) * count)
    for n in carried.indices { votes[Int(carried[n]) * count + Int(clusters.labels[n])] += 1 }
    for place in members.indices where members[place].clusterEpoch == clusterEpoch {
      let row = votes[((place + 1) * count)..<((place + 2) * count)]
      let total = row.reduce(0, +)
      guard let majority = row.max(), 2 * majority > total, let cluster = row.firstIndex(of: majority) else { continue }
      members[place].cluster = UInt16(cluster - row.startIndex)
    }
  }

  /// Without separation a cluster is one track.
  private mutating func labelByCluster(
    _ clusters: LabelMap, clusterEpoch: Int, _ map: inout LabelMap
  ) throws(TrackingError) {
    var trackIDs: [UInt16: UInt16] = [:]
    for (place, member) in members.enumerated() where member.clusterEpoch == clusterEpoch {
      trackIDs[member.cluster] = UInt16(place + 1)
    }
    let newcomers = clusters.areas().filter { trackIDs[$0.label] == nil }
    for newcomer in newcomers.sorted(by: { ($1.area, $0.label) < ($0.area, $1.label) }) {
      let trackID = try issue()
      members[Int(trackID) - 1].clusterEpoch = clusterEpoch
      members[Int(trackID) - 1].cluster = newcomer.label
      trackIDs[newcomer.label] = trackID
    }
    for n in map.labels.indices { map.labels[n] = trackIDs[clusters.labels[n]] ?? 0 }
  }

  mutating func issue() throws(TrackingError) -> UInt16 {
    guard members.count < Self.limit else { throw .tooManyTracks(limit: Self.limit) }
    members.append(Member(clusterEpoch: 0, cluster: 0, x: 0, y: 0))
    return UInt16(members.count)
  }

  private mutating func remember(_ map: LabelMap, _ carried: Carried, of shot: Int) {
    var sums: [UInt16: (x: Int, y: Int, area: Int)] = [:]
    for y in 0..<map.size.height {
      for x in 0..<map.size.width {
        let sum = sums[map[x, y]] ?? (0, 0, 0)
        sums[map[x, y]] = (sum.x + x, sum.y + y, sum.area + 1)
      }
    }
    for (trackID, sum) in sums where trackID != 0 {
      members[Int(trackID) - 1].x = Double(sum.x) / Double(sum.area)
      members[Int(trackID) - 1].y = Double(sum.y) / Double(sum.area)
    }
    shots.enter(ShotTracks(number: shot, trackIDs: map, earlier: earlier(map, carried)))
  }

  /// What was where the tracks of a map are now. A track that is gone is not forgotten for one that is not.
  private func earlier(_ map: LabelMap, _ carried: Carried) -> LabelMap {
    var isPresent = [Bool](repeating: false, count: members.count + 1)
    for trackID in map.labels { isPresent[Int(trackID)] = true }
    var earlier = carried.earlier
    for (n, trackID) in map.labels.enumerated() {
      let before = carried.trackIDs[n]
      if before != 0, before != trackID, !isPresent[Int(before)] || earlier[n] == 0 { earlier[n] = before }
      if earlier[n] == trackID { earlier[n] = 0 }
    }
    return LabelMap(size: map.size, labels: earlier)
  }

  private static func middle(_ pixels: [Int32], width: Int) -> (x: Double, y: Double) {
    let x = pixels.reduce(0) { $0 + Int($1) % width }
    let y = pixels.reduce(0) { $0 + Int($1) / width }
    return (Double(x) / Double(pixels.count), Double(y) / Double(pixels.count))
  }
}
