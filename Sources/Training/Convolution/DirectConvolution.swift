import Parallelism
import VectorKernels

/// The reference implementation: im2col and one matrix product per strip.
final class DirectConvolution: Convolution {
  private let patches: Patches
  private let outputs: Int
  private let strips: Strips
  private let workers: Workers
  private let kernels: Kernels
  /// One strip of patches for each lane.
  private let scratch: [FeatureMap]

  var stripCount: Int { strips.count }

  init(height: Int, width: Int, inputs: Int, outputs: Int, workers: Workers, kernels: Kernels) {
    patches = Patches(height: height, width: width, channels: inputs)
    self.outputs = outputs
    self.workers = workers
    self.kernels = kernels
    strips = Strips(pixels: height * width, valuesPerPixel: 9 * max(inputs, outputs))
    let length = strips.length
    scratch = (0..<workers.count).map { _ in
      FeatureMap(height: 1, width: length, channels: 9 * max(inputs, outputs))
    }
  }

  func forward(
    _ input: FeatureMap, normalization: BatchNormalization?, weights: ArraySlice<Float>, into output: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    convolve(
      input, patches, normalization: normalization, weights: Self.columns(weights, rows: outputs), into: output,
      channels: outputs,
      epilogue: epilogue)
  }

  func inputGradient(
    _ outputGradient: FeatureMap, weights: ArraySlice<Float>, into inputGradient: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    let turned = Self.columns(
      Self.turned(weights, inputs: patches.channels, outputs: outputs)[...], rows: patches.channels)
    convolve(
      outputGradient, Patches(height: patches.height, width: patches.width, channels: outputs), normalization: nil,
      weights: turned, into: inputGradient, channels: patches.channels, epilogue: epilogue)
  }

  private func convolve(
    _ input: FeatureMap, _ patches: Patches, normalization: BatchNormalization?, weights: FeatureMap,
    into output: FeatureMap, channels outputs: Int, epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    workers.forEach(strips.count) { strip, lane in
      let pixels = strips[strip]
      patches.extract(pixels, of: input.values, normalization: normalization, into: scratch[lane].values)
      Matrix.multiply(
        scratch[lane].values(0..<(pixels.count * patches.length)), weights.values(0..<(patches.length * outputs)),
        into: output.mutableValues(ofPixels: pixels), m: pixels.count, n: outputs, k: patches.length, kernels)
      epilogue(strip, pixels)
    }
  }

  func weightGradient(
    _ input: FeatureMap, normalization: BatchNormalization?, outputGradient: FeatureMap,
    into gradient: UnsafeMutablePointer<Float>, prologue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    let sums = PartialSums(parts: strips.groups, values: outputs * patches.length)
    workers.forEach(strips.groups) { group, lane in
      let sum = sums.cleared(group)
      for strip in strips.strips(inGroup: group) {
        let pixels = strips[strip]
        prologue(strip, pixels)
        patches.extract(pixels, of: input.values, normalization: normalization, into: scratch[lane].values)
        Matrix.accumulateTransposed(
          outputGradient.values(ofPixels: pixels), scratch[lane].values(0..<(pixels.count * patches.length)), into: sum,
          m: outputs, n: patches.length, k: pixels.count, kernels)
      }
    }
    for (i, value) in sums.total(0..<sums.values).enumerated() { gradient[i] = Float(value) }
  }

  /// The transpose of a matrix with `rows` rows: a filter becomes a column.
  private static func columns(_ weights: ArraySlice<Float>, rows: Int) -> FeatureMap {
    let length = weights.count / rows
    let result = FeatureMap(height: 1, width: length, channels: rows)
    for (i, weight) in weights.enumerated() { result.values[(i % length) * rows + i / length] = weight }
    return result
  }

  /// The weights of the convolution that maps an output gradient to its input: [inputs][3][3][outputs], the taps
  /// rotated by 180°.
  static func turned(_ weights: ArraySlice<Float>, inputs: Int, outputs: Int) -> [Float] {
    var turned = [Float](repeating: 0, count: weights.count)
    for o in 0..<outputs {
      for tap in 0..<9 {
        for i in 0..<inputs {
          turned[(i * 9 + 8 - tap) * outputs + o] = weights[weights.startIndex + (o * 9 + tap) * inputs + i]
        }
      }
    }
    return turned
  }
}
