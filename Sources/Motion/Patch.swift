import Imaging

/// The square patches of a level, overlapping by half (section 2.2: θps = 8 and θov = 1/2).
enum Patch {
  /// θps, in pixels; equal to the number of vector lanes.
  static let side = 8
  /// The distance between patches, in pixels.
  static let stride = 4
}

/// The grid of patches of a level: one every four pixels, with the last ones at the far edges.
struct PatchGrid {
  let columns, rows: Int
  private let size: PictureSize

  init(_ size: PictureSize) {
    self.size = size
    func patches(_ length: Int) -> Int { (max(length - Patch.side, 0) + Patch.stride - 1) / Patch.stride + 1 }
    columns = patches(size.width)
    rows = patches(size.height)
  }

  var count: Int { columns * rows }

  /// The first pixel column of the patches of a grid column; 0 for pictures narrower than a patch.
  @inline(__always)
  func x(_ column: Int) -> Int { max(0, min(column * Patch.stride, size.width - Patch.side)) }

  /// The first pixel row of the patches of a grid row.
  @inline(__always)
  func y(_ row: Int) -> Int { max(0, min(row * Patch.stride, size.height - Patch.side)) }

  /// The grid rows whose patches cover pixel row `y`.
  func rows(covering y: Int) -> Range<Int> {
    var first = max(0, (y - Patch.side + Patch.stride) / Patch.stride)
    while first < rows - 1, self.y(first) + Patch.side <= y { first += 1 }
    var end = first + 1
    while end < rows, self.y(end) <= y { end += 1 }
    return first..<end
  }
}
