import Imaging

/// The nearest seed of every pixel of a box, by Euclidean distance: the sequential algorithm 8SED of Danielsson,
/// "Euclidean distance mapping", Computer Graphics and Image Processing 14, 1980. Exact except for rare errors of a
/// fraction of a pixel.
package struct NearestSeed {
  /// The columns and rows of the box.
  package let columns, rows: Range<Int>
  private let width: Int
  /// The index in the picture of the nearest seed of every pixel of the box, −1 if there is no seed.
  private var nearest: [Int32]

  /// - Parameter isSeed: called for the index of every pixel of the box.
  package init(size: PictureSize, columns: Range<Int>, rows: Range<Int>, isSeed: (Int) -> Bool) {
    self.columns = columns
    self.rows = rows
    width = size.width
    nearest = []
    nearest.reserveCapacity(columns.count * rows.count)
    for y in rows {
      for x in columns {
        let n = y * size.width + x
        nearest.append(isSeed(n) ? Int32(n) : -1)
      }
    }
    for y in rows { sweep(y, from: -1) }
    for y in rows.reversed() { sweep(y, from: 1) }
  }

  /// The nearest seed of a pixel of the box and its squared distance.
  package func seed(of pixel: Int) -> (index: Int, squaredDistance: Int)? {
    let (x, y) = (pixel % width, pixel / width)
    let seed = Int(nearest[index(x, y)])
    return seed < 0 ? nil : (seed, squaredDistance(seed, x, y))
  }

  private func index(_ x: Int, _ y: Int) -> Int { (y - rows.lowerBound) * columns.count + x - columns.lowerBound }

  private func squaredDistance(_ seed: Int, _ x: Int, _ y: Int) -> Int {
    let (dx, dy) = (seed % width - x, seed / width - y)
    return dx * dx + dy * dy
  }

  /// Propagates from the previous row, then along the row in both directions.
  private mutating func sweep(_ y: Int, from step: Int) {
    if rows.contains(y + step) {
      for x in columns {
        for neighbor in max(columns.lowerBound, x - 1)...min(columns.upperBound - 1, x + 1) {
          offer(index(neighbor, y + step), x, y)
        }
      }
    }
    for x in columns.dropFirst() { offer(index(x - 1, y), x, y) }
    for x in columns.dropLast().reversed() { offer(index(x + 1, y), x, y) }
  }

  private mutating func offer(_ from: Int, _ x: Int, _ y: Int) {
    let seed = Int(nearest[from])
    guard seed >= 0 else { return }
    let own = index(x, y)
    let known = Int(nearest[own])
    if known < 0 || squaredDistance(seed, x, y) < squaredDistance(known, x, y) { nearest[own] = Int32(seed) }
  }
}
