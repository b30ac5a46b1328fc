import Imaging

/// How many labels are in use, and how many of the first ones are left at the end.
package struct LabelUse {
  /// A label is in use in a frame if it holds more than this share of it.
  static let usedShare = 0.001
  /// A label of the first frame counts for survival if it covers more than this fraction.
  static let largeShare = 0.005

  /// The number of labels in use, for each frame.
  private(set) var counts: [Int] = []
  private var large: Set<UInt16> = []
  private var usedLast: Set<UInt16> = []

  package init() {}

  package mutating func add(_ labels: LabelMap) {
    let areas = labels.areas()
    let pixels = Double(labels.size.count)
    func labelsHolding(over share: Double) -> Set<UInt16> {
      Set(areas.lazy.filter { Double($0.area) > share * pixels }.map(\.label))
    }
    if counts.isEmpty { large = labelsHolding(over: Self.largeShare) }
    usedLast = labelsHolding(over: Self.usedShare)
    counts.append(usedLast.count)
  }

  /// The median of the counts; of an even number of frames the mean of the two in the middle.
  var median: Double {
    guard !counts.isEmpty else { return 0 }
    let sorted = counts.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  /// The mean of the counts.
  var mean: Double { counts.isEmpty ? 0 : Double(counts.reduce(0, +)) / Double(counts.count) }

  /// The fraction of the first frame's large labels in use in the last frame; 0 if there are none.
  var survival: Double {
    large.isEmpty ? 0 : Double(large.intersection(usedLast).count) / Double(large.count)
  }
}
