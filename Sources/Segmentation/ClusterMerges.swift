import Imaging
import Superpixels

/// Makes the clusters of a shot fewer than the network does, and keeps them so.
///
/// Two at a time become one, those that it changes least: the cost is the pixels that change, times how far their mean
/// colors are apart, less up to half of it for the share of the border that the two have in common. The pixels are
/// counted as Ward does (JASA 1963); his squared distance keeps small things of a strong color at the expense of large
/// ones of a faint one. What has become one stays one: whatever the network calls it, it is shown as the larger of the two.
package struct ClusterMerges: Equatable, Sendable, Codable {
  /// By cluster; itself, for one that has not been merged into another.
  private var representatives: [UInt16]

  /// - Parameter clusterCount: q.
  package init(clusterCount: Int) {
    representatives = (0..<clusterCount).map { UInt16($0) }
  }

  /// Whether it can go on with so many clusters: not so with everything that can be read.
  func isConsistent(clusterCount: Int) -> Bool {
    representatives.count == clusterCount && representatives.allSatisfy { Int($0) < clusterCount }
  }

  /// The clusters that stand for those given.
  package func applied(to clusters: [UInt16]) -> [UInt16] { clusters.map { representatives[Int($0)] } }

  /// Merges until no more than `most` clusters are in a frame.
  ///
  /// - Parameters:
  ///   - clusters: of every pixel, as ``applied(to:)`` gives them.
  ///   - superpixels: of the same picture.
  ///   - colors: the mean color of each superpixel, CIELAB.
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

/// The clusters of a frame as far as merging looks at them.
private struct Parts {
  /// The clusters that are left, rising.
  private(set) var numbers: [Int]
  private var areas: [Float]
  private var sums: [SIMD3<Float>]
  /// Pairs of 4-neighbors, by cluster × cluster, both ways.
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

  /// Makes the two clusters one that cost least; the smaller one goes into the larger.
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

  /// Pixels that a union changes × how far apart the mean colors are.
  private func change(_ a: Int, _ b: Int) -> Float {
    let difference = sums[a] / areas[a] - sums[b] / areas[b]
    return areas[a] * areas[b] / (areas[a] + areas[b]) * (difference * difference).sum().squareRoot()
  }
}
