import Imaging

/// The regular grid of step S = √(N/K) of the initial centers.
struct Grid: Equatable {
  let size: PictureSize
  let columns, rows: Int
  /// S, in pixels.
  let step: Float

  init(size: PictureSize, count: Int) {
    self.size = size
    let step = (Double(size.count) / Double(count)).squareRoot()
    columns = min(size.width, count, max(1, Int((Double(size.width) / step).rounded())))
    rows = min(size.height, max(1, Int((Double(count) / Double(columns)).rounded())))
    self.step = Float((Double(size.count) / Double(columns * rows)).squareRoot())
  }

  var count: Int { columns * rows }

  /// The center pixel of cell `k`.
  func place(_ k: Int) -> (column: Int, row: Int) {
    let column = (2 * (k % columns) + 1) * size.width / (2 * columns)
    let row = (2 * (k / columns) + 1) * size.height / (2 * rows)
    return (column, row)
  }
}
