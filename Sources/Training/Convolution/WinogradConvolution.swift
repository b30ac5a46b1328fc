import Parallelism
import VectorKernels

/// Winograd's minimal filtering F(4×4, 3×3), Lavin and Gray, "Fast algorithms for convolutional neural networks",
/// CVPR 2016: 36 products instead of 144, for tiles of 4×4 outputs from 6×6 inputs.
///
/// A strip is a few rows of tiles. It is transformed, multiplied by the transformed weights in 36 products (one for
/// each ξ, over all tiles of the strip), and transformed back while it is in the cache.
final class WinogradConvolution: Convolution {
  private let height, width, inputs, outputs: Int
  private let workers: Workers
  private let kernels: Kernels
  /// Tiles per row of tiles, and rows of tiles per strip.
  private let tilesAcross, rowsOfTiles: Int
  /// U[ξ][from][to].
  private let weights: FeatureMap
  /// V[ξ][tile][channels] and M[ξ][tile][channels] of one strip, for each lane.
  private let scratch: [(v: FeatureMap, m: FeatureMap)]
  /// dU[ξ][outputs][inputs], for each group of strips.
  private let gradients: [FeatureMap]

  let stripCount: Int

  /// Strips whose weight gradients are summed in one buffer.
  private static let groups = 8
  /// The number of ξ: the elements of a 6×6 tile.
  private static let products = 36

  init(height: Int, width: Int, inputs: Int, outputs: Int, workers: Workers, kernels: Kernels) {
    self.height = height
    self.width = width
    self.inputs = inputs
    self.outputs = outputs
    self.workers = workers
    self.kernels = kernels
    tilesAcross = (width + 3) / 4
    let rows = (height + 3) / 4
    // 128 tiles are enough for efficient matrix products; more do not stay in the cache.
    let rowsOfTiles = min(rows, max(1, 128 / tilesAcross))
    self.rowsOfTiles = rowsOfTiles
    stripCount = (rows + rowsOfTiles - 1) / rowsOfTiles
    let stripTiles = rowsOfTiles * tilesAcross
    let channels = max(inputs, outputs)
    weights = FeatureMap(height: Self.products, width: inputs, channels: outputs)
    scratch = (0..<workers.count).map { _ in
      (
        FeatureMap(height: Self.products, width: stripTiles, channels: channels),
        FeatureMap(height: Self.products, width: stripTiles, channels: channels)
      )
    }
    gradients = (0..<min(Self.groups, stripCount)).map { _ in
      FeatureMap(height: Self.products, width: outputs, channels: inputs)
    }
  }

  /// The rows of tiles of a strip, and its pixels.
  private func rows(ofStrip strip: Int) -> (tileRows: Range<Int>, pixels: Range<Int>) {
    let first = strip * rowsOfTiles
    let last = min((height + 3) / 4, first + rowsOfTiles)
    return (first..<last, (4 * first * width)..<(min(height, 4 * last) * width))
  }

  func forward(
    _ input: FeatureMap, normalization: BatchNormalization?, weights: ArraySlice<Float>, into output: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    WinogradWeights.transformed(
      weights, inputs: inputs, outputs: outputs, turned: false, into: self.weights, workers: workers)
    convolve(
      input, channels: inputs, normalization: normalization, into: output, channels: outputs, epilogue: epilogue)
  }

  func inputGradient(
    _ outputGradient: FeatureMap, weights: ArraySlice<Float>, into inputGradient: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    WinogradWeights.transformed(
      weights, inputs: inputs, outputs: outputs, turned: true, into: self.weights, workers: workers)
    convolve(
      outputGradient, channels: outputs, normalization: nil, into: inputGradient, channels: inputs, epilogue: epilogue)
  }

  private func convolve(
    _ input: FeatureMap, channels from: Int, normalization: BatchNormalization?, into output: FeatureMap,
    channels to: Int, epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    workers.forEach(stripCount) { strip, lane in
      let (tileRows, pixels) = rows(ofStrip: strip)
      let (v, m) = scratch[lane]
      let tiles = tileRows.count * tilesAcross
      transformInput(input, channels: from, normalization: normalization, tileRows: tileRows, into: v)
      for xi in 0..<Self.products {
        Matrix.multiply(
          v.values(Self.product(xi, tiles * from)), weights.values(Self.product(xi, from * to)),
          into: m.mutableValues(Self.product(xi, tiles * to)), m: tiles, n: to, k: from, kernels)
      }
      let shape = MapShape(height: height, width: width, channels: to)
      for (i, row) in tileRows.enumerated() {
        kernels.winogradOutput(
          m.values(0..<(Self.products * tiles * to)), TileRow(first: i * tilesAcross, count: tiles),
          into: output.mutableValues(0..<shape.count), shape, top: 4 * row)
      }
      epilogue(strip, pixels)
    }
  }

  /// V = Bᵀ·d·B of all tiles of a strip.
  private func transformInput(
    _ input: FeatureMap, channels: Int, normalization: BatchNormalization?, tileRows: Range<Int>, into v: FeatureMap
  ) {
    let tiles = tileRows.count * tilesAcross
    let shape = MapShape(height: height, width: width, channels: channels)
    for (i, row) in tileRows.enumerated() {
      kernels.winogradInput(
        input.values(0..<shape.count), shape, top: 4 * row - 1, gain: normalization?.gain,
        offset: normalization?.offset, into: v.mutableValues(0..<(Self.products * tiles * channels)),
        TileRow(first: i * tilesAcross, count: tiles))
    }
  }

  /// Where the values of one ξ are, of so many.
  private static func product(_ xi: Int, _ count: Int) -> Range<Int> { (xi * count)..<((xi + 1) * count) }

  func weightGradient(
    _ input: FeatureMap, normalization: BatchNormalization?, outputGradient: FeatureMap,
    into gradient: UnsafeMutablePointer<Float>, prologue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    workers.forEach(gradients.count) { group, lane in
      let sum = gradients[group]
      sum.values.update(repeating: 0, count: sum.pixels * sum.channels)
      let (v, dm) = scratch[lane]
      for strip in (group * stripCount / gradients.count)..<((group + 1) * stripCount / gradients.count) {
        let (tileRows, pixels) = rows(ofStrip: strip)
        let tiles = tileRows.count * tilesAcross
        prologue(strip, pixels)
        transformInput(input, channels: inputs, normalization: normalization, tileRows: tileRows, into: v)
        let shape = MapShape(height: height, width: width, channels: outputs)
        for (i, row) in tileRows.enumerated() {
          kernels.winogradGradient(
            outputGradient.values(0..<shape.count), shape, top: 4 * row,
            into: dm.mutableValues(0..<(Self.products * tiles * outputs)),
            TileRow(first: i * tilesAcross, count: tiles))
        }
        for xi in 0..<Self.products {
          Matrix.accumulateTransposed(
            dm.values(Self.product(xi, tiles * outputs)), v.values(Self.product(xi, tiles * inputs)),
            into: sum.mutableValues(Self.product(xi, outputs * inputs)), m: outputs, n: inputs, k: tiles, kernels)
        }
      }
    }
    WinogradWeights.gradient(from: gradients, inputs: inputs, outputs: outputs, into: gradient, workers: workers)
  }
}
