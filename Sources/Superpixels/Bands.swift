/// The division of a picture into bands of rows, and the centers whose windows overlap each band.
///
/// The division depends on the picture only, so results do not depend on the number of threads.
struct Bands {
  /// Large enough that most windows lie in one band, small enough that a band stays in the cache for an iteration.
  static let rows = 32

  let height: Int
  /// A window extends `reach` rows and columns from its center's pixel.
  let reach: Int
  /// The centers of band i are `members[offsets[i] ..< offsets[i + 1]]`, in ascending order.
  private(set) var offsets: [Int]
  private(set) var members: [Int32] = []

  init(height: Int, reach: Int) {
    self.height = height
    self.reach = reach
    offsets = [Int](repeating: 0, count: (height + Self.rows - 1) / Self.rows + 1)
  }

  var count: Int { offsets.count - 1 }
  var memberCount: Int { offsets[count] }

  /// The rows of band `i`.
  func rows(_ i: Int) -> Range<Int> { i * Self.rows..<min((i + 1) * Self.rows, height) }

  /// Updates the centers of each band.
  mutating func list(_ centers: Centers) {
    let rows = Rows(height: height, reach: reach)
    for i in offsets.indices { offsets[i] = 0 }
    rows.forEachBand(touchedBy: centers) { _, i in offsets[i + 1] += 1 }
    for i in 0..<count { offsets[i + 1] += offsets[i] }
    if members.count < memberCount { members += [Int32](repeating: 0, count: memberCount - members.count) }
    var next = offsets
    rows.forEachBand(touchedBy: centers) { k, i in
      members[next[i]] = Int32(k)
      next[i] += 1
    }
  }

  /// The inputs that determine the windows.
  private struct Rows {
    let height, reach: Int

    /// Calls `body` for every center and each band that its window overlaps; not for centers of a larger picture.
    @inline(__always)
    func forEachBand(touchedBy centers: Centers, _ body: (_ k: Int, _ band: Int) -> Void) {
      for k in 0..<centers.count {
        let row = Int(centers.values[5 * k + 4])
        let first = max(0, row - reach)
        let last = min(height - 1, row + reach)
        guard first <= last else { continue }
        for band in first / Bands.rows...last / Bands.rows { body(k, band) }
      }
    }
  }
}
