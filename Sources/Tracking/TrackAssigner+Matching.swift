import Imaging

/// Matching for clusters whose numbers are unrelated to the previous frame: those of a restarted network, or of a
/// method that segments every frame independently.
extension TrackAssigner {
  /// The first frame of a cluster epoch.
  mutating func matched(
    _ clusters: ClusterMap, clusterEpoch: Int, carried: Carried
  ) throws(TrackingError) -> LabelMap {
    let size = clusters.size
    let regions = ClusterRegions(
      clusters, separation: settings.separation(at: size), minArea: settings.minArea(at: size)
    ) { _ in true }.regions
    var map = LabelMap(size: size)
    let partners = Self.partners(of: regions, carried: carried, overlap: settings.overlap)
    let order = regions.indices.sorted { (-regions[$0].pixels.count, $0) < (-regions[$1].pixels.count, $1) }
    for index in order {
      let region = regions[index]
      let trackID = if let partner = partners[index] { partner } else { try issue() }
      tracks[Int(trackID) - 1].clusterEpoch = clusterEpoch
      tracks[Int(trackID) - 1].cluster = region.cluster
      for n in region.pixels { map.labels[Int(n)] = trackID }
    }
    return map
  }

  /// The tracks that regions continue. A region without one may separate from a track that it had merged into; it
  /// then regains its earlier track.
  private static func partners(of regions: [ClusterRegions.Region], carried: Carried, overlap: Double) -> [UInt16?] {
    var partners = partners(of: regions, carried: carried.trackIDs, overlap: overlap)
    let present = Set(carried.trackIDs)
    let gone = carried.earlier.map { present.contains($0) ? 0 : $0 }
    let left = regions.indices.filter { partners[$0] == nil }
    for (index, partner) in zip(left, Self.partners(of: left.map { regions[$0] }, carried: gone, overlap: overlap)) {
      partners[index] = partner
    }
    return partners
  }

  /// The tracks that regions continue, by the assignment with the largest overlap.
  private static func partners(of regions: [ClusterRegions.Region], carried: [UInt16], overlap: Double) -> [UInt16?] {
    var areas: [UInt16: Int] = [:]
    for trackID in carried { areas[trackID, default: 0] += 1 }
    let shared = regions.map { region in
      var shared: [Int: Int] = [:]
      for n in region.pixels where carried[Int(n)] != 0 { shared[Int(carried[Int(n)]), default: 0] += 1 }
      return shared.filter { trackID, common in
        Double(common) >= overlap * Double(min(region.pixels.count, areas[UInt16(trackID)] ?? 0))
      }
    }
    let assignment = OptimalAssignment(columns: Int(carried.max() ?? 0) + 1, benefits: shared)
    return assignment.columns.map { $0.map { UInt16($0) } }
  }
}
