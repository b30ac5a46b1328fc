import HeapModule
import Superpixels

/// Superpixels that grow together to regions: the piecewise constant model of Mumford and Shah ("Optimal approximations
/// by piecewise smooth functions and associated variational problems", 1989), minimised by merging (Koepfler, Lopez and
/// Morel, SIAM J. Numer. Anal. 31(1), 1994).
///
/// Its energy is Σ ‖f(n) − mean of f in the region of n‖² over the pixels n + λ · the length of all borders. To make
/// neighbours a and b one raises the first sum by |a||b| / (|a| + |b|) · ‖mean f(a) − mean f(b)‖², Ward's distance, and
/// lowers the second by λ · the border they share. The pair that costs least for its border comes first.
///
/// A border is the shorter the sharper it is, as with geodesic active contours: of two ways to cut a picture with means
/// that explain as much, people draw the one along edges, not the one across a sky that slowly changes.
package struct RegionMerging {
  /// The values of f.
  private let channels: Int
  /// Their means: `channels` for each region.
  private var means: [Float]
  /// Pixels of each region; 0 once it is part of another.
  private var areas: [Float]
  /// The regions that each touches, in rising order, with the length of the border.
  private var borders: [[(region: Int32, length: Float)]]
  /// How often each has changed: what the queue says of it may be out of date.
  private var versions: [Int32]
  private var queue = Heap<Candidate>()
  /// Of a superpixel, the region it became part of; itself while it stands for one.
  private var parents: [Int32]

  /// Two superpixels that differ so much have a border of half its pixels' length.
  private static let sharpness: Float = 0.6

  /// Two neighbours, and what their union costs for the border that goes, each unit of its length.
  private struct Candidate: Comparable {
    let cost: Float
    let a, b: Int32
    let versions: (Int32, Int32)

    static func == (x: Candidate, y: Candidate) -> Bool {
      (x.cost, x.a, x.b, x.versions.0, x.versions.1) == (y.cost, y.a, y.b, y.versions.0, y.versions.1)
    }

    /// Ties are broken by number, so that the outcome is the same on every run.
    static func < (x: Candidate, y: Candidate) -> Bool {
      (x.cost, x.a, x.b, x.versions.0, x.versions.1) < (y.cost, y.a, y.b, y.versions.0, y.versions.1)
    }
  }

  /// - Parameters:
  ///   - superpixels: the first regions.
  ///   - features: the mean of f in each; finite, as many values for every superpixel.
  package init(_ superpixels: Superpixels, features: [Float]) {
    precondition(superpixels.count > 0 && features.count % superpixels.count == 0)
    channels = features.count / superpixels.count
    means = features
    areas = (0..<superpixels.count).map { Float(superpixels[$0].count) }
    versions = Array(repeating: 0, count: superpixels.count)
    parents = Array(0..<Int32(superpixels.count))
    borders = superpixels.borders()
    for a in borders.indices {
      for place in borders[a].indices {
        let contrast = squaredDistance(a, Int(borders[a][place].region)).squareRoot()
        borders[a][place].length /= 1 + contrast / Self.sharpness
      }
    }
    queue = Heap(
      borders.indices.flatMap { a in
        borders[a].filter { $0.region > a }.map { candidate(a, Int($0.region), length: $0.length) }
      })
  }

  /// Merges while a union costs less than λ for the border that goes, each unit of its length.
  ///
  /// - Returns: the region of every superpixel, from 0, numbered by their first superpixels, and how many there are.
  package mutating func merged(lambda: Float) -> (regions: [Int32], count: Int) {
    while let next = queue.popMin(), next.cost < lambda {
      guard versions[Int(next.a)] == next.versions.0, versions[Int(next.b)] == next.versions.1 else { continue }
      join(Int(next.a), Int(next.b))
    }
    var numbers = [Int32](repeating: -1, count: parents.count)
    var count: Int32 = 0
    let regions = parents.indices.map { k -> Int32 in
      var root = k
      while parents[root] != root { root = Int(parents[root]) }
      if numbers[root] < 0 {
        numbers[root] = count
        count += 1
      }
      return numbers[root]
    }
    return (regions, Int(count))
  }

  /// Makes b part of a.
  private mutating func join(_ a: Int, _ b: Int) {
    let area = areas[a] + areas[b]
    let share = areas[b] / area
    for c in 0..<channels { means[a * channels + c] += share * (means[b * channels + c] - means[a * channels + c]) }
    areas[a] = area
    areas[b] = 0
    parents[b] = Int32(a)
    versions[a] += 1
    versions[b] += 1
    for (other, length) in borders[b] where other != a {
      borders[Int(other)].removeAll { $0.region == b }
      Self.add(length, to: a, in: &borders[Int(other)])
      Self.add(length, to: Int(other), in: &borders[a])
    }
    borders[a].removeAll { $0.region == b }
    borders[b] = []
    for (other, length) in borders[a] { queue.insert(candidate(a, Int(other), length: length)) }
  }

  private static func add(_ length: Float, to region: Int, in borders: inout [(region: Int32, length: Float)]) {
    let place = borders.firstIndex { $0.region >= region } ?? borders.endIndex
    if place < borders.endIndex, borders[place].region == region {
      borders[place].length += length
    } else {
      borders.insert((Int32(region), length), at: place)
    }
  }

  private func candidate(_ a: Int, _ b: Int, length: Float) -> Candidate {
    let ward = areas[a] * areas[b] / (areas[a] + areas[b]) * squaredDistance(a, b)
    return Candidate(cost: ward / length, a: Int32(a), b: Int32(b), versions: (versions[a], versions[b]))
  }

  private func squaredDistance(_ a: Int, _ b: Int) -> Float {
    var sum: Float = 0
    for c in 0..<channels {
      let difference = means[a * channels + c] - means[b * channels + c]
      sum += difference * difference
    }
    return sum
  }
}

extension Superpixels {
  /// Of every superpixel those beside it, in rising order, with the sides of pixels that the two share.
  fileprivate func borders() -> [[(region: Int32, length: Float)]] {
    var lengths = [[Int32: Float]](repeating: [:], count: count)
    func touch(_ n: Int, _ m: Int) {
      let (a, b) = (labels[n], labels[m])
      guard a != b else { return }
      lengths[Int(a)][b, default: 0] += 1
      lengths[Int(b)][a, default: 0] += 1
    }
    for y in 0..<size.height {
      for x in 0..<size.width {
        let n = y * size.width + x
        if x + 1 < size.width { touch(n, n + 1) }
        if y + 1 < size.height { touch(n, n + size.width) }
      }
    }
    return lengths.map { neighbours in
      neighbours.map { (region: $0.key, length: $0.value) }.sorted { $0.region < $1.region }
    }
  }
}
