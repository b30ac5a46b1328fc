import Imaging
import Motion

/// Turns clusters, whose numbers are valid within one cluster epoch, into tracks, whose IDs are valid for the whole
/// video.
///
/// - Tracks move with the picture. A pixel keeps its carried track while the network assigns that track's cluster.
/// - Any other pixel takes an adjacent or near track of its cluster. A region that is not near one is a returning
///   track or a new one.
/// - When the network restarts without a cut, its regions are matched to the carried tracks by the assignment with
///   the largest overlap, and remaining regions to earlier tracks. After a cut all tracks are new; a shot that
///   returns restores its tracks.
/// - A track ID is never reused: 1, 2, 3, …, in a first frame by decreasing area.
///
/// A value type: a copy is a checkpoint, and equal values behave equally. Its memory grows with the number of tracks,
/// not with the number of frames.
package struct TrackAssigner: Equatable, Sendable {
  /// The maximum number of tracks that a label map can tell apart; 0 means "no label".
  package static let limit = Int(UInt16.max)

  package let settings: TrackingSettings
  /// Every track assigned so far; the ID of a track is its index + 1.
  package internal(set) var tracks: [Track] = []
  /// In least-recently-used order; the current one is the last.
  var shots = ShotMemory<ShotTracks>()

  /// What is known of a track.
  package struct Track: Equatable, Sendable, Codable {
    /// The cluster epoch and the cluster of the track.
    package internal(set) var clusterEpoch: Int
    package internal(set) var cluster: UInt16
    /// The centroid of its pixels when it was last seen.
    var x, y: Double
  }

  /// The tracks of a shot's last frame.
  struct ShotTracks: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    var trackIDs: LabelMap
    /// For every pixel, the track that its point had before it changed to the current one; 0: it did not change.
    var earlier: LabelMap
  }

  /// The tracks of the points of all pixels in the previous frame, along the motion.
  struct Carried {
    /// The track of each; 0: none.
    let trackIDs: [UInt16]
    /// As in ``ShotTracks/earlier``.
    let earlier: [UInt16]
  }

  package init(_ settings: TrackingSettings = TrackingSettings()) {
    self.settings = settings
  }

  /// The tracks of the next frame's clusters.
  ///
  /// - Parameters:
  ///   - clusters: any labels.
  ///   - clusterEpoch: the epoch of the clusters.
  ///   - correspondence: the frame's relation to earlier frames.
  /// - Throws: `tooManyTracks`; the assigner is then unchanged.
  package mutating func assign(
    _ clusters: ClusterMap, clusterEpoch: Int, correspondence: FrameCorrespondence
  ) throws(TrackingError) -> LabelMap {
    let before = self
    do {
      let carried = carried(to: clusters.size, correspondence)
      var map: LabelMap
      if tracks.contains(where: { $0.clusterEpoch == clusterEpoch }) {
        map = try continued(clusters, clusterEpoch: clusterEpoch, carried: carried.trackIDs)
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

  private func carried(to size: PictureSize, _ correspondence: FrameCorrespondence) -> Carried {
    let none = [UInt16](repeating: 0, count: size.count)
    guard let backward = correspondence.backward, let shot = shots.last(where: { $0.number == correspondence.shot }),
      shot.trackIDs.size == size
    else { return Carried(trackIDs: none, earlier: none) }
    func along(_ map: LabelMap) -> [UInt16] { backward.map { $0 < 0 ? 0 : map.labels[Int($0)] } }
    return Carried(trackIDs: along(shot.trackIDs), earlier: along(shot.earlier))
  }

  /// The tracks of a frame whose cluster epoch is known: its clusters continue tracks.
  private mutating func continued(
    _ clusters: ClusterMap, clusterEpoch: Int, carried: [UInt16]
  ) throws(TrackingError) -> LabelMap {
    let size = clusters.size
    var map = LabelMap(size: size)
    adoptMajorityClusters(clusters, clusterEpoch: clusterEpoch, carried: carried)
    for n in carried.indices where carried[n] != 0 {
      let track = tracks[Int(carried[n]) - 1]
      if track.clusterEpoch == clusterEpoch, track.cluster == clusters.labels[n] { map.labels[n] = carried[n] }
    }
    guard let separation = settings.separation(at: size) else {
      try labelByCluster(clusters, clusterEpoch: clusterEpoch, &map)
      return map
    }
    map.grow(within: clusters)
    map.reach(separation, within: clusters)

    let present = Set(map.labels)
    var absent = tracks.indices.filter {
      tracks[$0].clusterEpoch == clusterEpoch && !present.contains(UInt16($0 + 1))
    }
    let minArea = settings.minArea(at: size)
    let left = ClusterRegions(clusters, separation: separation, minArea: minArea) { map.labels[$0] == 0 }.regions
    // If no known track is left, the largest region becomes a track regardless of its size.
    let threshold = present == [0] ? min(minArea, left.map(\.pixels.count).max() ?? 0) : minArea
    for region in left where region.pixels.count >= threshold {
      let (x, y) = Self.middle(region.pixels, width: size.width)
      func distance(_ index: Int) -> Double {
        let (dx, dy) = (tracks[index].x - x, tracks[index].y - y)
        return dx * dx + dy * dy
      }
      let trackID: UInt16
      if let known = absent.filter({ tracks[$0].cluster == region.cluster }).min(by: { distance($0) < distance($1) }) {
        absent.removeAll { $0 == known }
        trackID = UInt16(known + 1)
      } else {
        trackID = try issue()
        tracks[Int(trackID) - 1].clusterEpoch = clusterEpoch
        tracks[Int(trackID) - 1].cluster = region.cluster
      }
      for n in region.pixels { map.labels[Int(n)] = trackID }
    }
    return map
  }

  /// A track whose pixels mostly have another cluster takes that cluster: motion takes precedence over the network's
  /// clusters.
  private mutating func adoptMajorityClusters(_ clusters: ClusterMap, clusterEpoch: Int, carried: [UInt16]) {
    guard settings.separation != nil else { return }
    let count = Int(clusters.labels.max() ?? 0) + 1
    var votes = [Int32](repeating: 0, count: (tracks.count + 1) * count)
    for n in carried.indices { votes[Int(carried[n]) * count + Int(clusters.labels[n])] += 1 }
    for index in tracks.indices where tracks[index].clusterEpoch == clusterEpoch {
      let row = votes[((index + 1) * count)..<((index + 2) * count)]
      let total = row.reduce(0, +)
      guard let majority = row.max(), 2 * majority > total, let cluster = row.firstIndex(of: majority) else { continue }
      tracks[index].cluster = UInt16(cluster - row.startIndex)
    }
  }

  /// Without separation a cluster is one track.
  private mutating func labelByCluster(
    _ clusters: ClusterMap, clusterEpoch: Int, _ map: inout LabelMap
  ) throws(TrackingError) {
    var trackIDs: [UInt16: UInt16] = [:]
    for (index, track) in tracks.enumerated() where track.clusterEpoch == clusterEpoch {
      trackIDs[track.cluster] = UInt16(index + 1)
    }
    let newcomers = clusters.areas().filter { trackIDs[$0.label] == nil }
    for newcomer in newcomers.sorted(by: { ($1.area, $0.label) < ($0.area, $1.label) }) {
      let trackID = try issue()
      tracks[Int(trackID) - 1].clusterEpoch = clusterEpoch
      tracks[Int(trackID) - 1].cluster = newcomer.label
      trackIDs[newcomer.label] = trackID
    }
    for n in map.labels.indices { map.labels[n] = trackIDs[clusters.labels[n]] ?? 0 }
  }

  mutating func issue() throws(TrackingError) -> UInt16 {
    guard tracks.count < Self.limit else { throw .tooManyTracks(limit: Self.limit) }
    tracks.append(Track(clusterEpoch: 0, cluster: 0, x: 0, y: 0))
    return UInt16(tracks.count)
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
      tracks[Int(trackID) - 1].x = Double(sum.x) / Double(sum.area)
      tracks[Int(trackID) - 1].y = Double(sum.y) / Double(sum.area)
    }
    shots.enter(ShotTracks(number: shot, trackIDs: map, earlier: earlier(map, carried)))
  }

  /// Updates the earlier tracks of a map. A vanished track is kept in favor of a present one.
  private func earlier(_ map: LabelMap, _ carried: Carried) -> LabelMap {
    var isPresent = [Bool](repeating: false, count: tracks.count + 1)
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
