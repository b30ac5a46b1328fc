/// The pixels of one label as runs in a scan order, with their number and bounds.
package struct RegionRuns: Equatable, Sendable {
  package let label: UInt16
  /// Start and end of each run, ascending: positions in the scan order, 0 … the number of pixels.
  package private(set) var edges: [Int]
  /// In pixels.
  package private(set) var area = 0
  package private(set) var bounds: PixelBounds

  fileprivate init(label: UInt16) {
    self.label = label
    edges = []
    bounds = PixelBounds()
  }

  /// - Parameters:
  ///   - run: positions in the scan order.
  ///   - length: of a scan line.
  fileprivate mutating func append(_ run: Range<Int>, lineLength length: Int) {
    edges.append(run.lowerBound)
    edges.append(run.upperBound)
    area += run.count
    let (first, last) = (run.lowerBound / length, (run.upperBound - 1) / length)
    let isInOneLine = first == last
    bounds.include(
      lines: first...last,
      places: isInOneLine ? run.lowerBound % length...(run.upperBound - 1) % length : 0...length - 1)
  }

  fileprivate mutating func exchangeAxes() { bounds = bounds.transposed }
}

/// The smallest upright box around some pixels.
package struct PixelBounds: Equatable, Sendable {
  /// The first column and row in it, and those after the last.
  package private(set) var (left, top, right, bottom) = (Int.max, Int.max, 0, 0)

  package var width: Int { max(0, right - left) }
  package var height: Int { max(0, bottom - top) }

  fileprivate init() {}

  fileprivate mutating func include(lines: ClosedRange<Int>, places: ClosedRange<Int>) {
    (top, bottom) = (min(top, lines.lowerBound), max(bottom, lines.upperBound + 1))
    (left, right) = (min(left, places.lowerBound), max(right, places.upperBound + 1))
  }

  fileprivate var transposed: PixelBounds {
    var result = PixelBounds()
    (result.left, result.top, result.right, result.bottom) = (top, left, bottom, right)
    return result
  }
}

extension LabelMap {
  /// The runs of every label but 0, by ascending label.
  ///
  /// - Parameter byColumns: whether the scan goes down the columns, from the left one on, instead of along the rows.
  package func runs(byColumns: Bool) -> [RegionRuns] {
    let length = byColumns ? size.height : size.width
    let scanned = byColumns ? transposed() : labels
    var slots = [Int32](repeating: -1, count: Int(scanned.max() ?? 0) + 1)
    var regions: [RegionRuns] = []
    var start = 0
    while start < scanned.count {
      let label = scanned[start]
      var end = start + 1
      scanned.withUnsafeBufferPointer { while end < $0.count, $0[end] == label { end += 1 } }
      if label != 0 {
        var slot = Int(slots[Int(label)])
        if slot < 0 {
          slot = regions.count
          slots[Int(label)] = Int32(slot)
          regions.append(RegionRuns(label: label))
        }
        regions[slot].append(start..<end, lineLength: length)
      }
      start = end
    }
    if byColumns { for slot in regions.indices { regions[slot].exchangeAxes() } }
    return regions.sorted { $0.label < $1.label }
  }

  /// The labels down the columns, from the left one on.
  private func transposed() -> [UInt16] {
    let (width, height, block) = (size.width, size.height, 32)
    return [UInt16](unsafeUninitializedCapacity: size.count) { target, initialized in
      labels.withUnsafeBufferPointer { source in
        // SAFETY: both have width × height elements; blocks cover each pixel once.
        for top in stride(from: 0, to: height, by: block) {
          for left in stride(from: 0, to: width, by: block) {
            for x in left..<min(left + block, width) {
              for y in top..<min(top + block, height) { target[x * height + y] = source[y * width + x] }
            }
          }
        }
      }
      initialized = size.count
    }
  }
}
