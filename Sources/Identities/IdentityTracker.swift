import Imaging
import Motion

/// Turns clusters, whose numbers mean something only to one start of the network, into identities, whose numbers mean
/// the same thing for the whole video.
///
/// - Identities travel with the motion of the picture. A pixel keeps the one it brings along while the network gives it
///   that identity's cluster.
/// - Any other pixel takes the identity of its cluster that it touches or that is near. A region that is near none is
///   one that had gone and comes back, or else a new identity.
/// - When the network starts anew without a cut, its regions are matched to the identities that the pixels bring along,
///   by the assignment with the largest overlap, and those left over to what had been there before. Behind a cut all
///   identities are new; a shot that returns finds its identities where it left them.
/// - A number is never given out twice: 1, 2, 3, …, in a first frame by decreasing area.
///
/// A value: a copy is a checkpoint, and equal trackers go on equally. Its memory grows with the number of identities, not
/// with the number of frames.
package struct IdentityTracker: Equatable, Sendable {
  /// The most identities that a label map can tell apart; 0 means "no label".
  package static let limit = Int(UInt16.max)

  package let settings: IdentitySettings
  /// Every identity handed out so far; the number of one is its place + 1.
  package internal(set) var members: [Member] = []
  /// The least recently used first; the current one is the last.
  var shots = ShotMemory<ShotIdentities>()

  /// What is known of an identity.
  package struct Member: Equatable, Sendable, Codable {
    /// The start of the network and its cluster that the identity stands for.
    package internal(set) var generation: Int
    package internal(set) var cluster: UInt16
    /// The middle of its pixels when it was last seen.
    var x, y: Double
  }

  /// Where a shot left its identities.
  struct ShotIdentities: RememberedShot, Equatable, Sendable, Codable {
    let number: Int
    var identities: LabelMap
    /// What every pixel's point was before it became what it is; 0: nothing else.
    var earlier: LabelMap
  }

  /// What the pixels of a frame bring along from the frame before; 0: nothing.
  struct Carried {
    let identities: [UInt16]
    let earlier: [UInt16]
  }

  package init(_ settings: IdentitySettings = IdentitySettings()) {
    self.settings = settings
  }

  /// The identities of the next frame's clusters.
  ///
  /// - Parameters:
  ///   - clusters: any labels.
  ///   - generation: which start of the network the clusters come from.
  ///   - continuation: how the frame follows those before.
  /// - Throws: `tooManyIdentities`; the tracker is then as it was before.
  package mutating func identify(
    _ clusters: LabelMap, generation: Int, continuation: Continuation
  ) throws(IdentityError) -> LabelMap {
    let before = self
    do {
      let carried = carried(to: clusters.size, continuation)
      var map: LabelMap
      if members.contains(where: { $0.generation == generation }) {
        map = try followed(clusters, generation: generation, carried: carried.identities)
      } else {
        map = try matched(clusters, generation: generation, carried: carried)
      }
      map.fillUnlabelled()
      remember(map, carried, of: continuation.shot)
      return map
    } catch {
      self = before
      throw error
    }
  }

  private func carried(to size: Size, _ continuation: Continuation) -> Carried {
    let none = [UInt16](repeating: 0, count: size.count)
    guard let source = continuation.source, let shot = shots.last(where: { $0.number == continuation.shot }),
      shot.identities.size == size
    else { return Carried(identities: none, earlier: none) }
    func along(_ map: LabelMap) -> [UInt16] { source.map { $0 < 0 ? 0 : map.labels[Int($0)] } }
    return Carried(identities: along(shot.identities), earlier: along(shot.earlier))
  }

  /// A frame of a network that is known.
  private mutating func followed(
    _ clusters: LabelMap, generation: Int, carried: [UInt16]
  ) throws(IdentityError) -> LabelMap {
    let size = clusters.size
    var map = LabelMap(size: size)
    followClusters(clusters, generation: generation, carried: carried)
    for n in carried.indices where carried[n] != 0 {
      let member = members[Int(carried[n]) - 1]
      if member.generation == generation, member.cluster == clusters.labels[n] { map.labels[n] = carried[n] }
    }
    guard let separation = settings.separation(at: size) else {
      try labelByCluster(clusters, generation: generation, &map)
      return map
    }
    map.grow(within: clusters)
    map.reach(separation, within: clusters)

    let present = Set(map.labels)
    var absent = members.indices.filter { members[$0].generation == generation && !present.contains(UInt16($0 + 1)) }
    let smallest = settings.smallestArea(at: size)
    let left = ClusterRegions(clusters, separation: separation, smallest: smallest) { map.labels[$0] == 0 }.regions
    // Where nothing that is known is left, the largest region is an identity however small it is.
    let least = present == [0] ? min(smallest, left.map(\.pixels.count).max() ?? 0) : smallest
    for region in left where region.pixels.count >= least {
      let (x, y) = Self.middle(region.pixels, width: size.width)
      func distance(_ place: Int) -> Double {
        let (dx, dy) = (members[place].x - x, members[place].y - y)
        return dx * dx + dy * dy
      }
      let identity: UInt16
      if let known = absent.filter({ members[$0].cluster == region.cluster }).min(by: { distance($0) < distance($1) }) {
        absent.removeAll { $0 == known }
        identity = UInt16(known + 1)
      } else {
        identity = try issue()
        members[Int(identity) - 1].generation = generation
        members[Int(identity) - 1].cluster = region.cluster
      }
      for n in region.pixels { map.labels[Int(n)] = identity }
    }
    return map
  }

  /// An identity most of whose pixels have got another cluster stands for that one from now on: what moves together is
  /// one thing, whatever the network calls it today.
  private mutating func followClusters(_ clusters: LabelMap, generation: Int, carried: [UInt16]) {
    guard settings.separation != nil else { return }
    let count = Int(clusters.labels.max() ?? 0) + 1
    var votes = [Int32](repeating: 0, count: (members.count + 1) * count)
    for n in carried.indices { votes[Int(carried[n]) * count + Int(clusters.labels[n])] += 1 }
    for place in members.indices where members[place].generation == generation {
      let row = votes[((place + 1) * count)..<((place + 2) * count)]
      let total = row.reduce(0, +)
      guard let most = row.max(), 2 * most > total, let cluster = row.firstIndex(of: most) else { continue }
      members[place].cluster = UInt16(cluster - row.startIndex)
    }
  }

  /// Without separation a cluster is one identity.
  private mutating func labelByCluster(
    _ clusters: LabelMap, generation: Int, _ map: inout LabelMap
  ) throws(IdentityError) {
    var identities: [UInt16: UInt16] = [:]
    for (place, member) in members.enumerated() where member.generation == generation {
      identities[member.cluster] = UInt16(place + 1)
    }
    let newcomers = clusters.areas().filter { identities[$0.label] == nil }
    for newcomer in newcomers.sorted(by: { ($1.area, $0.label) < ($0.area, $1.label) }) {
      let identity = try issue()
      members[Int(identity) - 1].generation = generation
      members[Int(identity) - 1].cluster = newcomer.label
      identities[newcomer.label] = identity
    }
    for n in map.labels.indices { map.labels[n] = identities[clusters.labels[n]] ?? 0 }
  }

  mutating func issue() throws(IdentityError) -> UInt16 {
    guard members.count < Self.limit else { throw .tooManyIdentities(limit: Self.limit) }
    members.append(Member(generation: 0, cluster: 0, x: 0, y: 0))
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
    for (identity, sum) in sums where identity != 0 {
      members[Int(identity) - 1].x = Double(sum.x) / Double(sum.area)
      members[Int(identity) - 1].y = Double(sum.y) / Double(sum.area)
    }
    shots.enter(ShotIdentities(number: shot, identities: map, earlier: earlier(map, carried)))
  }

  /// What was where the identities of a map are now. An identity that is gone is not forgotten for one that is not.
  private func earlier(_ map: LabelMap, _ carried: Carried) -> LabelMap {
    var isPresent = [Bool](repeating: false, count: members.count + 1)
    for identity in map.labels { isPresent[Int(identity)] = true }
    var earlier = carried.earlier
    for (n, identity) in map.labels.enumerated() {
      let before = carried.identities[n]
      if before != 0, before != identity, !isPresent[Int(before)] || earlier[n] == 0 { earlier[n] = before }
      if earlier[n] == identity { earlier[n] = 0 }
    }
    return LabelMap(size: map.size, labels: earlier)
  }

  private static func middle(_ pixels: [Int32], width: Int) -> (x: Double, y: Double) {
    let x = pixels.reduce(0) { $0 + Int($1) % width }
    let y = pixels.reduce(0) { $0 + Int($1) / width }
    return (Double(x) / Double(pixels.count), Double(y) / Double(pixels.count))
  }
}
