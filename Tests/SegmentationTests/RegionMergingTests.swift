import Foundation
import Imaging
import Parallelism
import Randomness
import Segmentation
import Superpixels
import Testing

/// A grid of superpixels of `side` × `side` pixels.
private func grid(columns: Int, rows: Int, side: Int) -> Superpixels {
  let size = PictureSize(width: columns * side, height: rows * side)
  let labels = (0..<size.count).map { n in
    Int32(n / size.width / side * columns + n % size.width / side)
  }
  return Superpixels(size: size, labels: labels, count: columns * rows)
}

/// The energy that merging lowers, by its definition: pixel by pixel, border by border.
private func energy(of regions: [Int32], _ superpixels: Superpixels, _ features: [[Float]], lambda: Double) -> Double {
  let size = superpixels.size
  let channels = features[0].count
  var sums: [Int32: [Double]] = [:]
  for label in superpixels.labels {
    var sum = sums[regions[Int(label)]] ?? Array(repeating: 0, count: channels + 1)
    for c in 0..<channels { sum[c] += Double(features[Int(label)][c]) }
    sum[channels] += 1
    sums[regions[Int(label)]] = sum
  }
  var energy = 0.0
  for label in superpixels.labels {
    let sum = sums[regions[Int(label)]]!
    for c in 0..<channels { energy += pow(Double(features[Int(label)][c]) - sum[c] / sum[channels], 2) }
  }
  for n in 0..<size.count {
    for (dx, dy) in [(1, 0), (0, 1)] where n % size.width + dx < size.width && n / size.width + dy < size.height {
      let (a, b) = (Int(superpixels.labels[n]), Int(superpixels.labels[n + dx + dy * size.width]))
      guard regions[a] != regions[b] else { continue }
      let contrast = zip(features[a], features[b]).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }.squareRoot()
      energy += lambda / (1 + contrast / 0.8)
    }
  }
  return energy
}

private func merged(
  _ superpixels: Superpixels, _ features: [[Float]], outcomes: Int = 0, lambda: Float
) -> (regions: [Int32], count: Int) {
  var merging = RegionMerging(superpixels, features: features.flatMap { $0 }, outcomes: outcomes)
  return merging.merged(lambda: lambda)
}

@Suite struct RegionMergingTests {
  private static func noise(_ count: Int, seed: UInt64) -> [[Float]] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in (0..<3).map { _ in Float.random(in: 0...1, using: &random) } }
  }

  @Test("Four quarters of a noisy picture are four regions")
  func quarters() {
    let superpixels = grid(columns: 10, rows: 8, side: 4)
    let noise = Self.noise(80, seed: 1)
    let features = (0..<80).map { k -> [Float] in
      let (right, lower) = (k % 10 >= 5, k / 10 >= 4)
      return [(right ? 1 : 0) + 0.1 * noise[k][0], (lower ? 1 : 0) + 0.1 * noise[k][1], 0.1 * noise[k][2]]
    }
    let (regions, count) = merged(superpixels, features, lambda: 5)
    #expect(count == 4)
    for k in 0..<80 { #expect(regions[k] == (k % 10 >= 5 ? 1 : 0) + (k / 10 >= 4 ? 2 : 0)) }
  }

  @Test("A mixture of clusters is one surface; two mixtures are two")
  func mixtures() {
    // A checkerboard of certain clusters on the left, of others on the right.
    let superpixels = grid(columns: 12, rows: 8, side: 4)
    let features = (0..<96).map { k -> [Float] in
      let (column, row) = (k % 12, k / 12)
      let cluster = (column < 6 ? 0 : 2) + (column + row) % 2
      return (0..<4).map { $0 == cluster ? 1 : 0 }
    }
    let (regions, count) = merged(superpixels, features, outcomes: 4, lambda: 60)
    #expect(count == 2)
    for k in 0..<96 { #expect(regions[k] == (k % 12 < 6 ? 0 : 1)) }
  }

  @Test("No further union of two neighbors would lower the energy", arguments: 0..<6 as Range<UInt64>)
  func noUnionIsLeft(seed: UInt64) {
    let superpixels = grid(columns: 9, rows: 7, side: 3)
    let features = Self.noise(63, seed: seed)
    let lambda = 1.0
    let (regions, count) = merged(superpixels, features, lambda: Float(lambda))
    let minEnergy = energy(of: regions, superpixels, features, lambda: lambda)
    #expect(minEnergy <= energy(of: Array(0..<63), superpixels, features, lambda: lambda))
    #expect(1 < count && count < 63)
    var neighbors: Set<[Int32]> = []
    for k in 0..<63 {
      if k % 9 < 8 { neighbors.insert([regions[k], regions[k + 1]].sorted()) }
      if k < 54 { neighbors.insert([regions[k], regions[k + 9]].sorted()) }
    }
    for pair in neighbors where pair[0] != pair[1] {
      let union = regions.map { $0 == pair[1] ? pair[0] : $0 }
      #expect(energy(of: union, superpixels, features, lambda: lambda) >= minEnergy - 1e-3)
    }
  }

  @Test("Regions are connected, numbered from 0 by their first superpixels, and fewer the greater λ is")
  func numbers() {
    let superpixels = grid(columns: 12, rows: 12, side: 2)
    let features = Self.noise(144, seed: 9)
    var last = 145
    for lambda in [0, 0.5, 1, 2, 4, .infinity] as [Float] {
      let (regions, count) = merged(superpixels, features, lambda: lambda)
      #expect(count <= last)
      last = count
      var seen: Int32 = 0
      for region in regions {
        #expect(region <= seen)
        seen = max(seen, region + 1)
      }
      #expect(Int(seen) == count)
      let map = ClusterMap(size: superpixels.size, labels: superpixels.labels.map { UInt16(regions[Int($0)]) })
      #expect(map.connectedParts() == count)
    }
    #expect(last == 1)
  }

  @Test("A gradient is one region, a step of the same height is two")
  func slowChange() {
    let superpixels = grid(columns: 20, rows: 2, side: 4)
    let slope = (0..<40).map { k in [Float(k % 20) / 19] }
    let step = (0..<40).map { k in [Float(k % 20 < 10 ? 0 : 1)] }
    let lambda: Float = 16
    #expect(merged(superpixels, slope, lambda: lambda).count == 1)
    #expect(merged(superpixels, step, lambda: lambda).count == 2)
  }

  @Test("One superpixel is one region")
  func one() {
    let (regions, count) = merged(grid(columns: 1, rows: 1, side: 3), [[0.5]], lambda: 1)
    #expect(regions == [0] && count == 1)
  }
}

extension ClusterMap {
  /// How many connected parts (4 neighbors) there are, by flooding.
  fileprivate func connectedParts() -> Int {
    var seen = [Bool](repeating: false, count: size.count)
    var parts = 0
    for start in 0..<size.count where !seen[start] {
      parts += 1
      var stack = [start]
      seen[start] = true
      while let n = stack.popLast() {
        for (dx, dy) in [(1, 0), (-1, 0), (0, 1), (0, -1)] {
          let (x, y) = (n % size.width + dx, n / size.width + dy)
          guard (0..<size.width).contains(x), (0..<size.height).contains(y) else { continue }
          let m = y * size.width + x
          if !seen[m], labels[m] == labels[n] {
            seen[m] = true
            stack.append(m)
          }
        }
      }
    }
    return parts
  }
}
