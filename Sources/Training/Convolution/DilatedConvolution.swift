import Parallelism

/// A convolution whose taps are `dilation` pixels apart (Yu and Koltun, "Multi-scale context aggregation by dilated convolutions",
/// ICLR 2016).
///
/// Pixels whose rows and columns have the same remainders modulo the dilation form a picture of their own, a phase. The taps of a
/// pixel are its neighbors in its phase, so each phase is convolved by a convolution without dilation.
final class DilatedConvolution: Convolution {
  private let height, width: Int
  private let dilation: Int
  private let phases: [Phase]
  private let strips: Strips
  private let workers: Workers
  private let weightCount: Int

  var stripCount: Int { strips.count }

  /// - Parameters:
  ///   - height, width: the size of the map in pixels.
  ///   - inputs, outputs: the channels.
  ///   - dilation: the distance of the taps in pixels, ≥ 1.
  ///   - workers: the threads; results do not depend on them.
  ///   - convolution: makes the convolution of a phase of a height and a width.
  init(
    height: Int, width: Int, inputs: Int, outputs: Int, dilation: Int, workers: Workers,
    convolution: (_ height: Int, _ width: Int) -> any Convolution
  ) {
    (self.height, self.width, self.dilation, self.workers) = (height, width, dilation, workers)
    weightCount = outputs * 9 * inputs
    strips = Strips(pixels: height * width, valuesPerPixel: max(inputs, outputs))
    var made: [[Int]: (any Convolution, FeatureMap, FeatureMap)] = [:]
    phases = (0..<min(dilation, height)).flatMap { top in
      (0..<min(dilation, width)).map { left in
        let rows = (height - top + dilation - 1) / dilation
        let columns = (width - left + dilation - 1) / dilation
        // At most four sizes differ. Phases are computed one after another, so those of one size share memory.
        let parts =
          made[[rows, columns]]
          ?? (
            convolution(rows, columns), FeatureMap(height: rows, width: columns, channels: inputs),
            FeatureMap(height: rows, width: columns, channels: outputs)
          )
        made[[rows, columns]] = parts
        return Phase(top: top, left: left, convolution: parts.0, input: parts.1, output: parts.2)
      }
    }
  }

  func forward(
    _ input: FeatureMap, normalization: BatchNormalization?, weights: ArraySlice<Float>, into output: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    for phase in phases {
      gather(phase, of: input, into: phase.input)
      phase.convolution.forward(
        phase.input, normalization: normalization, weights: weights, into: phase.output, epilogue: { _, _ in })
      scatter(phase, phase.output, into: output)
    }
    workers.forEach(strips.count) { strip, _ in epilogue(strip, strips[strip]) }
  }

  func inputGradient(
    _ outputGradient: FeatureMap, weights: ArraySlice<Float>, into inputGradient: FeatureMap,
    epilogue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    for phase in phases {
      gather(phase, of: outputGradient, into: phase.output)
      phase.convolution.inputGradient(
        phase.output, weights: weights, into: phase.input, epilogue: { _, _ in })
      scatter(phase, phase.input, into: inputGradient)
    }
    workers.forEach(strips.count) { strip, _ in epilogue(strip, strips[strip]) }
  }

  func weightGradient(
    _ input: FeatureMap, normalization: BatchNormalization?, outputGradient: FeatureMap,
    into gradient: UnsafeMutablePointer<Float>, prologue: (_ strip: Int, _ pixels: Range<Int>) -> Void
  ) {
    workers.forEach(strips.count) { strip, _ in prologue(strip, strips[strip]) }
    var part = [Float](repeating: 0, count: weightCount)
    gradient.update(repeating: 0, count: weightCount)
    for phase in phases {
      gather(phase, of: input, into: phase.input)
      gather(phase, of: outputGradient, into: phase.output)
      part.withUnsafeMutableBufferPointer { part in
        guard let values = part.baseAddress else { return }
        phase.convolution.weightGradient(
          phase.input, normalization: normalization, outputGradient: phase.output, into: values,
          prologue: { _, _ in })
        for i in 0..<weightCount { gradient[i] += values[i] }
      }
    }
  }

  /// The pixels whose rows have one remainder and whose columns have one.
  private struct Phase {
    /// Its first row and column.
    let top, left: Int
    let convolution: any Convolution
    let input, output: FeatureMap
  }

  private func gather(_ phase: Phase, of map: FeatureMap, into part: FeatureMap) {
    forEachPixel(of: phase, map, part) { pixel, copy in copy.update(from: pixel, count: part.channels) }
  }

  private func scatter(_ phase: Phase, _ part: FeatureMap, into map: FeatureMap) {
    forEachPixel(of: phase, map, part) { pixel, copy in pixel.update(from: copy, count: part.channels) }
  }

  /// - Parameter body: gets the values of a pixel in the map and in the phase.
  private func forEachPixel(
    of phase: Phase, _ map: FeatureMap, _ part: FeatureMap,
    _ body: (_ pixel: UnsafeMutablePointer<Float>, _ copy: UnsafeMutablePointer<Float>) -> Void
  ) {
    // SAFETY: a phase has only pixels of the map, and each row of it is of one thread.
    workers.forEach(part.height) { row, _ in
      for column in 0..<part.width {
        let pixel = (phase.top + row * dilation) * width + phase.left + column * dilation
        body(map.values + pixel * part.channels, part.values + (row * part.width + column) * part.channels)
      }
    }
  }
}
