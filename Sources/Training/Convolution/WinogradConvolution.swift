import CKernels
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
    let table = kernels.table
    workers.forEach(stripCount) { strip, lane in
      let (tileRows, pixels) = rows(ofStrip: strip)
      let (v, m) = scratch[lane]
      let tiles = tileRows.count * tilesAcross
      transformInput(input, channels: from, normalization: normalization, tileRows: tileRows, into: v, table)
      for xi in 0..<Self.products {
        Matrix.multiply(
          v.values + xi * tiles * from, weights.values + xi * from * to, into: m.values + xi * tiles * to, m: tiles,
          n: to, k: from, table)
      }
      for (i, row) in tileRows.enumerated() {
        table.winograd_output(
          m.values + i * tilesAcross * to, tiles * to, output.values, Int32(height), Int32(width), Int32(to),
          Int32(4 * row))
      }
      epilogue(strip, pixels)
    }
  }

  /// V = Bᵀ·d·B of all tiles of a strip.
  private func transformInput(
    _ input: FeatureMap, channels: Int, normalization: BatchNormalization?, tileRows: Range<Int>, into v: FeatureMap,
    _ table: tessera_kernels
  ) {
    for (i, row) in tileRows.enumerated() {
      table.winograd_input(
        input.values, Int32(height), Int32(width), Int32(channels), Int32(4 * row - 1), normalization?.gain,
        normalization?.offset, v.values + i * tilesAcross * channels, tileRows.count * tilesAcross * channels)
    }
  }

  func weightGradient(
    _ input: FeatureMap, normalization: BatchNormalization?, outputGradient: FeatureMap,
    into gradient: UnsafeMutablePointer<Float>, prologue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    let table = kernels.table
    workers.forEach(gradients.count) { group, lane in
      let sum = gradients[group]
      sum.values.update(repeating: 0, count: sum.pixels * sum.channels)
      let (v, dm) = scratch[lane]
      for strip in (group * stripCount / gradients.count)..<((group + 1) * stripCount / gradients.count) {
        let (tileRows, pixels) = rows(ofStrip: strip)
        let tiles = tileRows.count * tilesAcross
        prologue(strip, pixels)
        transformInput(input, channels: inputs, normalization: normalization, tileRows: tileRows, into: v, table)
        for (i, row) in tileRows.enumerated() {
          table.winograd_gradient(
            outputGradient.values, Int32(height), Int32(width), Int32(outputs), Int32(4 * row),
            dm.values + i * tilesAcross * outputs, tiles * outputs)
        }
        for xi in 0..<Self.products {
          Matrix.accumulateTransposed(
            dm.values + xi * tiles * outputs, v.values + xi * tiles * inputs,
            into: sum.values + xi * outputs * inputs, m: outputs, n: inputs, k: tiles, table)
        }
      }
    }
    WinogradWeights.gradient(from: gradients, inputs: inputs, outputs: outputs, into: gradient, workers: workers)
  }
}
