import Imaging
import Superpixels

/// Merges excess clusters of a shot, permanently.
///
/// The pair with the lowest cost is merged first: the number of changed pixels times the distance of mean colors,
/// reduced by up to half by the fraction of shared border. Pixels are counted as by Ward (JASA 1963); his squared
/// distance would keep small areas of strong color at the expense of large ones of faint color. Merged clusters stay
/// merged: the network's later labels are mapped to the larger one.
package struct ClusterMerges: Equatable, Sendable, Codable {
  /// By cluster; itself for a cluster that has not been merged into another.
  private var representatives: [UInt16]

  /// - Parameter clusterCount: q.
  package init(clusterCount: Int) {
    representatives = (0..<clusterCount).map { UInt16($0) }
  }

  /// Validates decoded state for this number of clusters.
  func isConsistent(clusterCount: Int) -> Bool {
    representatives.count == clusterCount && representatives.allSatisfy { Int($0) < clusterCount }
  }

  /// The representatives of the given clusters.
  package func applied(to clusters: [UInt16]) -> [UInt16] { clusters.map { representatives[Int($0)] } }

  /// Merges until a frame has at most `limit` clusters.
  ///
  /// - Parameters:
  ///   - clusters: of every pixel, from ``applied(to:)``.
  ///   - superpixels: of the same picture.
  ///   - colors: the mean CIELAB color of each superpixel.
  ///   - limit: ≥ 1.
  package mutating func limit(
    _ clusters: [UInt16], of superpixels: Superpixels, colors: [SIMD3<Float>], to limit: Int
  ) {
    var parts = Parts(clusters, of: superpixels, colors: colors)
    while parts.numbers.count > max(1, limit) {
      let (kept, merged) = parts.mergeBest()
      for cluster in representatives.indices where representatives[cluster] == merged {
        representatives[cluster] = kept
      }
    }
  }
}

/// The properties of a frame's clusters that merging uses.
private struct Parts {
  /// The remaining clusters, ascending.
  private(set) var numbers: [Int]
  private var areas: [Float]
  private var sums: [SIMD3<Float>]
  /// Pairs of 4-neighbors, by cluster × cluster, in both directions.
  private var borders: [Float]
  private var count: Int { areas.count }

  init(_ clusters: [UInt16], of superpixels: Superpixels, colors: [SIMD3<Float>]) {
    let count = Int(clusters.max() ?? 0) + 1
    numbers = []
    areas = Array(repeating: 0, count: count)
    sums = Array(repeating: .zero, count: count)
    borders = Array(repeating: 0, count: count * count)
    for (n, cluster) in clusters.enumerated() {
      areas[Int(cluster)] += 1
      sums[Int(cluster)] += colors[Int(superpixels.labels[n])]
    }
    for edge in RegionAdjacencyGraph(clusters.map { Int32($0) }, size: superpixels.size).edges {
      borders[Int(edge.a) * count + Int(edge.b)] = edge.length
      borders[Int(edge.b) * count + Int(edge.a)] = edge.length
    }
    numbers = areas.indices.filter { areas[$0] > 0 }
  }

  /// Merges the cheapest pair; the smaller cluster goes into the larger one.
  mutating func mergeBest() -> (kept: UInt16, merged: UInt16) {
    let lengths = Dictionary(uniqueKeysWithValues: numbers.map { ($0, length(of: $0)) })
    var best = (cost: Float.infinity, a: 0, b: 0)
    for (place, a) in numbers.enumerated() {
      for b in numbers[(place + 1)...] {
        let shared = borders[a * count + b] / max(1, min(lengths[a] ?? 0, lengths[b] ?? 0))
        let cost = change(a, b) * (1 - shared / 2)
        if cost < best.cost { best = (cost, a, b) }
      }
    }
    let (kept, merged) = areas[best.a] >= areas[best.b] ? (best.a, best.b) : (best.b, best.a)
    areas[kept] += areas[merged]
    sums[kept] += sums[merged]
    for other in numbers where other != kept && other != merged {
      borders[kept * count + other] += borders[merged * count + other]
      borders[other * count + kept] = borders[kept * count + other]
      borders[other * count + merged] = 0
    }
    borders[kept * count + merged] = 0
    numbers.removeAll { $0 == merged }
    return (UInt16(kept), UInt16(merged))
  }

  private func length(of cluster: Int) -> Float { numbers.reduce(0) { $0 + borders[cluster * count + $1] } }

  /// The pixels that a union changes × the distance of mean colors.
  private func change(_ a: Int, _ b: Int) -> Float {
    let difference = sums[a] / areas[a] - sums[b] / areas[b]
    return areas[a] * areas[b] / (areas[a] + areas[b]) * (difference * difference).sum().squareRoot()
  }
}
