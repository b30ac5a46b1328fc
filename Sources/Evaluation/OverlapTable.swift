import Imaging

/// The number of pixels of one frame that each label shares with each object; nonzero entries only.
struct OverlapTable: Sendable {
  struct Entry: Sendable {
    let label: UInt16
    let object: UInt16
    let pixels: UInt32
  }

  let entries: [Entry]

  /// - Parameters:
  ///   - labels: at most 2³² − 1 pixels.
  ///   - objects: as large as `labels`.
  init(labels: LabelMap, objects: LabelMap) {
    precondition(labels.size == objects.size, "labels of \(labels.size) for objects of \(objects.size)")
    entries = sharedPixels(labels.labels, objects.labels).map {
      Entry(label: UInt16($0.key >> 32), object: UInt16($0.key & 0xffff_ffff), pixels: UInt32($0.value))
    }
  }
}

/// Counts the pixels of each pair of numbers; the first number is the upper half of the key, the second the lower.
///
/// - Parameters:
///   - first: not negative.
///   - second: as many as `first`, not negative.
func sharedPixels<Number: FixedWidthInteger>(_ first: [Number], _ second: [Number]) -> [UInt64: Int] {
  var pixels: [UInt64: Int] = [:]
  // Neighbors mostly have the same pair.
  var (key, run): (UInt64, Int) = (0, 0)
  for (a, b) in zip(first, second) {
    let next = UInt64(a) << 32 | UInt64(b)
    if next != key {
      if run > 0 { pixels[key, default: 0] += run }
      (key, run) = (next, 0)
    }
    run += 1
  }
  if run > 0 { pixels[key, default: 0] += run }
  return pixels
}

/// The sum of the tables of several frames, with the counted objects.
struct OverlapSum {
  let labelCount: Int
  let objects: Objects
  /// A row for each label, a column for each object.
  private let counts: [Int]
  /// The pixels of each label, including void ones.
  let labelSizes: [Int]

  init(_ tables: some Sequence<OverlapTable>, labelCount: Int, objects: Objects) {
    self.labelCount = labelCount
    self.objects = objects
    var counts = Array(repeating: 0, count: labelCount * objects.count)
    var sizes = Array(repeating: 0, count: labelCount)
    for table in tables {
      for entry in table.entries {
        counts[Int(entry.label) * objects.count + objects.places[Int(entry.object)]] += Int(entry.pixels)
        sizes[Int(entry.label)] += Int(entry.pixels)
      }
    }
    self.counts = counts
    labelSizes = sizes
  }

  /// The number of pixels shared by label and object.
  subscript(label: Int, object: Int) -> Int { counts[label * objects.count + object] }

  /// For each label the object that it covers most, without void; the first on ties.
  var owners: [Int] {
    let candidates = (0..<objects.count).filter { !objects.isVoid[$0] }
    return (0..<labelCount).map { label in
      candidates.reduce(candidates.first ?? 0) { self[label, $1] > self[label, $0] ? $1 : $0 }
    }
  }
}
