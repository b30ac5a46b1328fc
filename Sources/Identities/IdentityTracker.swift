import Imaging

/// Turns clusters, whose numbers mean something only to one start of the network, into identities, whose numbers mean
/// the same thing for the whole video.
///
/// - Within a generation (one start of the network, whose weights go on from frame to frame) a cluster keeps its
///   identity, also after an absence; a cluster seen for the first time gets a new one.
/// - When a new generation begins, its clusters are matched to the identities of the previous frame by the assignment
///   with the largest overlap; what is left unmatched gets new identities.
/// - A generation that comes back, as when a shot returns after a cut, finds its identities again.
/// - Two clusters of one generation never share an identity, and a number is never given out twice: 1, 2, 3, …, in a
///   frame by decreasing area, then by cluster.
///
/// A value: a copy is a checkpoint, and equal trackers go on equally. Its memory does not grow with the video.
package struct IdentityTracker: Equatable, Sendable {
  /// The most identities that a label map can tell apart; 0 means "no label".
  package static let limit = Int(UInt16.max)
  /// The number of generations whose identities are remembered; beyond it the one unused for longest is forgotten.
  package static let rememberedGenerations = 64

  /// The share, 0…1, of the smaller of the two areas that a cluster and an identity must have in common to match.
  package let minimumOverlap: Double
  /// The number of identities handed out so far, which is also the last number.
  package internal(set) var issued = 0
  /// The least recently used first; the current one is the last.
  var generations: [Generation] = []
  /// The identities of the previous frame, unless there is none or a cut lies in between.
  var previous: LabelMap?

  /// What the clusters of one start of the network mean.
  struct Generation: Equatable, Sendable, Codable {
    let number: Int
    /// The identity of every cluster; 0 for a cluster not seen yet.
    var identities: [UInt16] = []

    subscript(cluster: UInt16) -> UInt16 {
      get { Int(cluster) < identities.count ? identities[Int(cluster)] : 0 }
      set {
        let missing = Int(cluster) + 1 - identities.count
        if missing > 0 { identities.append(contentsOf: repeatElement(0, count: missing)) }
        identities[Int(cluster)] = newValue
      }
    }
  }

  /// - Precondition: `minimumOverlap` is in 0…1.
  package init(minimumOverlap: Double = 0.25) {
    precondition((0...1).contains(minimumOverlap), "the minimum overlap is a share, 0…1, not \(minimumOverlap)")
    self.minimumOverlap = minimumOverlap
  }

  /// The identities of the next frame's clusters.
  ///
  /// - Parameters:
  ///   - clusters: any labels; every frame at the same size, otherwise nothing overlaps.
  ///   - generation: which start of the network the clusters come from.
  /// - Throws: `tooManyIdentities`; the tracker is then as it was before.
  package mutating func identify(_ clusters: LabelMap, generation number: Int) throws(IdentityError) -> LabelMap {
    let areas = clusters.areas()
    var issued = issued
    var generation: Generation
    let known = generations.firstIndex { $0.number == number }
    if let known {
      generation = generations[known]
    } else {
      generation = Generation(number: number)
      for (cluster, identity) in matches(of: clusters, areas) { generation[cluster] = identity }
    }
    let newcomers = areas.filter { generation[$0.label] == 0 }.sorted { ($1.area, $0.label) < ($0.area, $1.label) }
    for newcomer in newcomers {
      guard issued < Self.limit else { throw .tooManyIdentities(limit: Self.limit) }
      issued += 1
      generation[newcomer.label] = UInt16(issued)
    }

    if let known { generations.remove(at: known) }
    generations.append(generation)
    if generations.count > Self.rememberedGenerations { generations.removeFirst() }
    self.issued = issued
    let identities = LabelMap(size: clusters.size, labels: clusters.labels.map { generation[$0] })
    previous = identities
    return identities
  }

  /// Tells that a cut lies between the previous frame and the next one: what a new generation has in common with the
  /// previous frame is then chance, and its clusters get new identities.
  package mutating func cut() {
    previous = nil
  }

  /// The clusters of a new generation that continue identities of the previous frame.
  private func matches(
    of clusters: LabelMap, _ clusterAreas: [(label: UInt16, area: Int)]
  ) -> [(cluster: UInt16, identity: UInt16)] {
    guard let previous, previous.size == clusters.size else { return [] }
    let identityAreas = previous.areas()
    let rows = Self.places(of: clusterAreas)
    let columns = Self.places(of: identityAreas)
    var overlaps = [Int](repeating: 0, count: clusterAreas.count * identityAreas.count)
    for (cluster, identity) in zip(clusters.labels, previous.labels) {
      overlaps[rows[Int(cluster)] * identityAreas.count + columns[Int(identity)]] += 1
    }
    let assignment = OptimalAssignment(rows: clusterAreas.count, columns: identityAreas.count) { row, column in
      let overlap = overlaps[row * identityAreas.count + column]
      let smaller = min(clusterAreas[row].area, identityAreas[column].area)
      return Double(overlap) >= minimumOverlap * Double(smaller) ? overlap : 0
    }
    return assignment.columns.enumerated().compactMap { row, column in
      column.map { (clusterAreas[row].label, identityAreas[$0].label) }
    }
  }

  /// For every label its place in the list of those that occur.
  private static func places(of areas: [(label: UInt16, area: Int)]) -> [Int] {
    var places = [Int](repeating: 0, count: Int(areas.last?.label ?? 0) + 1)
    for (place, entry) in areas.enumerated() { places[Int(entry.label)] = place }
    return places
  }
}
