import Imaging

/// The mean number of regions per frame, for all levels of a merge tree at once.
///
/// Memory does not grow with the frames: for each union, only the total change of the number of counted regions is
/// kept.
package struct RegionCounts: Sendable {
  private let order: RegionOrder
  /// The number of counted regions below every level, summed over all frames.
  private var finest = 0
  /// The change of that number by each union.
  private var changes: [Int]
  private var frames = 0

  /// A region is counted in a frame if it covers more than this fraction.
  package static let countedShare = 0.001

  /// - Parameters:
  ///   - joins: for each supervoxel, the older one (a lower number) that it joins; −1 for none.
  ///   - levels: the level of each union.
  package init(joins: [Int32], levels: [Float]) {
    order = RegionOrder(joins: joins, levels: levels)
    changes = [Int](repeating: 0, count: order.levels.count)
  }

  /// Adds a frame.
  ///
  /// - Parameters:
  ///   - areas: the supervoxels in the frame, each once, and their pixels.
  ///   - pixels: of the frame.
  package mutating func add(_ areas: [(supervoxel: Int, area: Double)], of pixels: Int) {
    let minArea = Self.countedShare * Double(pixels)
    let present = areas.map { (position: order.positions[$0.supervoxel], area: $0.area) }.sorted {
      $0.position < $1.position
    }
    var sums = present.map(\.area)
    finest += sums.count { $0 > minArea }
    frames += 1
    let unions = zip(present, present.dropFirst()).enumerated()
      .map { (union: order.union(between: $1.0.position, and: $1.1.position), gap: $0) }
      .filter { $0.union != RegionOrder.never }
      .sorted { $0 < $1 }
    var sets = DisjointSet(count: sums.count)
    for (union, gap) in unions {
      let (kept, other) = (sets.root(of: gap), sets.root(of: gap + 1))
      let before = (sums[kept] > minArea ? 1 : 0) + (sums[other] > minArea ? 1 : 0)
      sums[kept] += sums[other]
      sets.join(other, into: kept)
      changes[Int(union)] += (sums[kept] > minArea ? 1 : 0) - before
    }
  }

  /// The mean number of regions per frame if the tree is cut at `level`.
  package func mean(at level: Float) -> Double {
    var sum = finest
    for (change, at) in zip(changes, order.levels) {
      guard at <= level else { break }
      sum += change
    }
    return Double(sum) / Double(max(1, frames))
  }

  /// The lowest level from which there are at most `count` regions per frame on average: the highest level if there
  /// are always more, 0 if the finest are few enough.
  package func level(for count: Int) -> Float {
    let limit = count.multipliedReportingOverflow(by: max(1, frames))
    guard !limit.overflow, let highest = order.levels.last else { return 0 }
    var sum = finest + changes.reduce(0, +)
    var level = highest
    var index = order.levels.count
    while index > 0, sum <= limit.partialValue {
      level = order.levels[index - 1]
      // All unions of one level take effect at once.
      while index > 0, order.levels[index - 1] == level {
        index -= 1
        sum -= changes[index]
      }
    }
    return sum <= limit.partialValue ? 0 : level
  }
}
