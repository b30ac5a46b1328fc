import Imaging

/// How many regions a frame has, on average, at every level of a merge tree at once.
///
/// Memory does not grow with the frames: of each union is kept by how much it changes the number of regions that count, in
/// all frames together.
package struct RegionCounts: Sendable {
  private let order: RegionOrder
  /// Regions that count below every level, in all frames together.
  private var finest = 0
  /// By how much each union changes that.
  private var changes: [Int]
  private var frames = 0

  /// A region is counted in a frame if it has more than this share of it.
  static let countedShare = 0.001

  /// - Parameters:
  ///   - joins: of each supervoxel, the older one (a lower number) that it joins; −1 for none.
  ///   - levels: at which it does.
  package init(joins: [Int32], levels: [Float]) {
    order = RegionOrder(joins: joins, levels: levels)
    changes = [Int](repeating: 0, count: order.levels.count)
  }

  /// Counts a frame.
  ///
  /// - Parameters:
  ///   - areas: the supervoxels in it, each once, and their pixels.
  ///   - pixels: of the frame.
  package mutating func add(_ areas: [(supervoxel: Int, area: Double)], of pixels: Int) {
    let minArea = Self.countedShare * Double(pixels)
    let present = areas.map { (place: order.positions[$0.supervoxel], area: $0.area) }.sorted { $0.place < $1.place }
    var sums = present.map(\.area)
    finest += sums.count { $0 > minArea }
    frames += 1
    let unions = zip(present, present.dropFirst()).enumerated()
      .map { (union: order.union(between: $1.0.place, and: $1.1.place), gap: $0) }
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

  /// Regions a frame, on average, where the tree is cut at `level`.
  package func mean(at level: Float) -> Double {
    var sum = finest
    for (change, at) in zip(changes, order.levels) {
      guard at <= level else { break }
      sum += change
    }
    return Double(sum) / Double(max(1, frames))
  }

  /// The lowest level from which on there are no more than `count` regions a frame, on average; the highest where there
  /// are always more, 0 where the finest are no more.
  package func level(for count: Int) -> Float {
    let limit = count.multipliedReportingOverflow(by: max(1, frames))
    guard !limit.overflow, let highest = order.levels.last else { return 0 }
    var sum = finest + changes.reduce(0, +)
    var level = highest
    var place = order.levels.count
    while place > 0, sum <= limit.partialValue {
      level = order.levels[place - 1]
      // All unions of one level happen at once.
      while place > 0, order.levels[place - 1] == level {
        place -= 1
        sum -= changes[place]
      }
    }
    return sum <= limit.partialValue ? 0 : level
  }
}
