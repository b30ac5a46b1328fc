extension LabelRaster {
  /// Removes small regions: a region of fewer than `minimum` pixels takes the label of the neighbor with the longest
  /// shared border. The smallest go first; a region that has grown is judged by its new size.
  package func absorbingRegions(under minimum: Int) -> LabelRaster {
    let regions = ConnectedComponents(labels, size: size)
    var areas = regions.areas
    let small = areas.indices.filter { areas[$0] < minimum }.sorted { (areas[$0], $0) < (areas[$1], $1) }
    guard !small.isEmpty, areas.count > 1 else { return self }

    var borders = RegionAdjacencyGraph(regions.numbers, size: size).neighbors(count: areas.count)
    var hosts = DisjointSet(count: areas.count)
    for region in small where areas[region] < minimum {
      var lengths: [Int: Float] = [:]
      for (neighbor, length) in borders[region] {
        let host = hosts.root(of: Int(neighbor))
        if host != region { lengths[host, default: 0] += length }
      }
      guard let host = lengths.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key else { continue }
      hosts.join(region, into: host)
      areas[host] += areas[region]
      // A region that is still small keeps the borders of all its parts until its turn.
      if areas[host] < minimum { borders[host] += lengths.map { (Int32($0.key), $0.value) } }
    }

    var label = [UInt16](repeating: 0, count: areas.count)
    for (n, region) in regions.numbers.enumerated() { label[Int(region)] = labels[n] }
    let shown = areas.indices.map { label[hosts.root(of: $0)] }
    return LabelRaster(size: size, labels: regions.numbers.map { shown[Int($0)] })
  }
}
