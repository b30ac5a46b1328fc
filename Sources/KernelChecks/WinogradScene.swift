import VectorKernels

/// A map, and a row of its tiles within the memory of several; the transforms of both as plain loops.
struct WinogradScene: CustomStringConvertible {
  let shape: MapShape
  let tiles: TileRow

  /// - Parameters:
  ///   - first: the tiles in memory before the row.
  ///   - rest: the tiles in memory after the row.
  init(_ height: Int, _ width: Int, _ channels: Int, first: Int, rest: Int) {
    shape = MapShape(height: height, width: width, channels: channels)
    tiles = TileRow(first: first, count: first + (width + 3) / 4 + rest)
  }

  var description: String { "\(shape.width)×\(shape.height)×\(shape.channels)" }

  /// One tile row at a time.
  static let usual = WinogradScene(321, 481, 100, first: 0, rest: 0)

  /// Pictures smaller than a tile, tiles that are partly outside on every side, and interior tiles; all kinds of values,
  /// and random ones with every number of channels.
  static var hostile: [(WinogradScene, HostileValues)] {
    let sizes = [(1, 1), (1, 9), (9, 1), (2, 3), (4, 4), (5, 8), (7, 13), (13, 18)]
    let channels = hostileChannels.map { ($0, HostileValues.random) }
    let values = HostileValues.allCases.flatMap { values in [3, 17, 33].map { ($0, values) } }
    return (channels + values).flatMap { channels, values in
      sizes.map { (WinogradScene($0.0, $0.1, channels, first: $0.1 % 3, rest: $0.0 % 2), values) }
    }
  }

  /// The first rows of all tiles of outputs.
  var rows: [Int] { Array(stride(from: 0, to: shape.height, by: 4)) }

  var tileValues: Int { 36 * tiles.count * shape.channels }

  /// The bytes of the map and of all its tiles.
  var traffic: Double { 4 * Double(shape.count + rows.count * tileValues) }
}

extension WinogradScene {
  // Lavin and Gray 2016, section 4.2.
  private static let inputMatrix: [[Float]] = [
    [4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0], [0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0],
    [0, 4, 0, -5, 0, 1],
  ]
  private static let outputMatrix: [[Float]] = [
    [1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1],
  ]
  private static let gradientMatrix: [[Float]] = (0..<6).map { i in (0..<4).map { outputMatrix[$0][i] } }

  /// V = Bᵀ·d·B of the 6×6 pixels of the tiles that begin in row `top`.
  func input<N: PlainNumber>(
    _ map: [Float], top: Int, _ normalization: (gain: [Float], offset: [Float])?, into tiles: inout [N]
  ) {
    var transform = PlainTransform<N>(Self.inputMatrix)
    forEachTile { tile, c in
      for i in 0..<6 {
        for j in 0..<6 {
          transform.square[6 * i + j] = N(0)
          guard let place = place(row: top + i, column: 4 * tile - 1 + j, c) else { continue }
          var value = N(map[place])
          if let (gain, offset) = normalization { value = value * N(gain[c]) + N(offset[c]) }
          transform.square[6 * i + j] = value
        }
      }
      transform.run()
      for xi in 0..<36 { tiles[place(xi, tile, c)] = transform.result[xi] }
    }
  }

  /// Y = Aᵀ·m·A of the tiles, in the rows of the map from `top`.
  func output<N: PlainNumber>(_ tiles: [Float], top: Int, into map: inout [N]) {
    var transform = PlainTransform<N>(Self.outputMatrix)
    forEachTile { tile, c in
      for xi in 0..<36 { transform.square[xi] = N(tiles[place(xi, tile, c)]) }
      transform.run()
      for i in 0..<4 {
        for j in 0..<4 {
          guard let place = place(row: top + i, column: 4 * tile + j, c) else { continue }
          map[place] = transform.result[4 * i + j]
        }
      }
    }
  }

  /// A·dY·Aᵀ of the 4×4 pixels of the tiles that begin in row `top`.
  func gradient<N: PlainNumber>(_ map: [Float], top: Int, into tiles: inout [N]) {
    var transform = PlainTransform<N>(Self.gradientMatrix)
    forEachTile { tile, c in
      for i in 0..<4 {
        for j in 0..<4 {
          transform.square[4 * i + j] = place(row: top + i, column: 4 * tile + j, c).map { N(map[$0]) } ?? N(0)
        }
      }
      transform.run()
      for xi in 0..<36 { tiles[place(xi, tile, c)] = transform.result[xi] }
    }
  }

  private func forEachTile(_ body: (_ tile: Int, _ channel: Int) -> Void) {
    for tile in 0..<((shape.width + 3) / 4) { for c in 0..<shape.channels { body(tile, c) } }
  }

  private func place(_ xi: Int, _ tile: Int, _ channel: Int) -> Int {
    (xi * tiles.count + tiles.first + tile) * shape.channels + channel
  }

  /// Nil outside the picture.
  private func place(row: Int, column: Int, _ channel: Int) -> Int? {
    guard row >= 0, row < shape.height, column >= 0, column < shape.width else { return nil }
    return (row * shape.width + column) * shape.channels + channel
  }
}

/// T·d·Tᵀ for a square d; all matrices row by row.
private struct PlainTransform<N: PlainNumber> {
  var square: [N]
  private(set) var result: [N]
  private var half: [N]
  private let matrix: [N]
  private let rows, side: Int

  init(_ matrix: [[Float]]) {
    rows = matrix.count
    side = matrix[0].count
    self.matrix = matrix.joined().map { N($0) }
    square = Array(repeating: N(0), count: side * side)
    half = Array(repeating: N(0), count: rows * side)
    result = Array(repeating: N(0), count: rows * rows)
  }

  mutating func run() {
    for i in 0..<rows {
      for j in 0..<side {
        var sum = N(0)
        for k in 0..<side { sum += matrix[i * side + k] * square[k * side + j] }
        half[i * side + j] = sum
      }
    }
    for i in 0..<rows {
      for j in 0..<rows {
        var sum = N(0)
        for k in 0..<side { sum += half[i * side + k] * matrix[j * side + k] }
        result[i * rows + j] = sum
      }
    }
  }
}
