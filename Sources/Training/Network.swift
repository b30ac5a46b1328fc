import Parallelism
import VectorKernels

/// The self-trained network of the paper for pictures of one size: parameters, the maps of one iteration, and the two
/// halves of Algorithm 1's loop: ``forward(_:)`` (label prediction) and ``backward(targets:)`` (training).
///
/// Stored maps: the rectified features of every component, and the responses. Normalized maps are never stored;
/// readers apply the normalization. Gradients overwrite maps that are no longer needed.
package final class Network {
  package private(set) var state: NetworkState
  /// ∂loss/∂parameters of the last ``backward(targets:)``, in the order of ``ParameterLayout``.
  package internal(set) var gradient: [Float]

  package let height, width: Int
  package let layout: ParameterLayout
  let workers: Workers
  let kernels: Kernels
  /// μ, the weight of the loss of spatial continuity; 0: none.
  package let continuity: Float
  let convolutions: [any Convolution]
  let strips: Strips

  /// A target without part in the loss: see ``backward(targets:)``.
  package static let ignored = UInt16.max

  /// The input of the first component, or of the classifier.
  let input: FeatureMap
  /// Of the input, if the classifier reads it.
  private var inputNormalization: BatchNormalization?
  /// The output of every component's rectifier, before its normalization.
  let features: [FeatureMap]
  var featureNormalizations: [BatchNormalization] = []
  /// The responses y, the logits of the classifier, before their normalization.
  let responses: FeatureMap
  var responseNormalization: BatchNormalization?
  /// The gradient with respect to the classifier's input. It reuses the memory of the responses if it fits, unless the
  /// loss of a strip needs the responses of its neighbors.
  let classifierGradient: FeatureMap
  /// Response gradients of one strip, for each lane.
  let scratch: [FeatureMap]

  /// - Parameters:
  ///   - state: the initial parameters and momentum.
  ///   - height, width: the size of the pictures in pixels.
  ///   - workers: the threads; results do not depend on them.
  ///   - convolution: the implementation of 3×3 convolutions.
  ///   - continuity: μ, the weight of the loss of spatial continuity, ≥ 0; 0: none.
  ///   - kernels: the vector width.
  package init(
    state: NetworkState, height: Int, width: Int, workers: Workers, convolution: ConvolutionMethod = .winograd,
    continuity: Float = 0, kernels: Kernels = .best
  ) {
    let architecture = state.architecture
    self.state = state
    self.height = height
    self.width = width
    self.workers = workers
    layout = ParameterLayout(architecture)
    gradient = Array(repeating: 0, count: layout.count)
    let p = architecture.channels
    let q = architecture.clusters
    self.kernels = kernels
    self.continuity = continuity
    convolutions = (0..<architecture.components).map { m in
      Self.convolution(
        height, width, inputs: architecture.inputs(ofComponent: m), outputs: p,
        dilation: architecture.dilation(ofComponent: m), convolution, workers, kernels)
    }
    strips = Strips(pixels: height * width, valuesPerPixel: p + q)
    input = FeatureMap(height: height, width: width, channels: architecture.inputs)
    features = (0..<architecture.components).map { _ in FeatureMap(height: height, width: width, channels: p) }
    responses = FeatureMap(height: height, width: width, channels: q)
    classifierGradient =
      Self.needsNoGradientMap(architecture, continuity: continuity)
      ? responses : FeatureMap(height: height, width: width, channels: p)
    let stripLength = strips.length
    scratch = (0..<workers.count).map { _ in FeatureMap(height: 1, width: stripLength, channels: q) }
  }

  private static func convolution(
    _ height: Int, _ width: Int, inputs: Int, outputs: Int, dilation: Int, _ method: ConvolutionMethod,
    _ workers: Workers, _ kernels: Kernels
  ) -> any Convolution {
    guard dilation == 1 else {
      return DilatedConvolution(
        height: height, width: width, inputs: inputs, outputs: outputs, dilation: dilation, workers: workers
      ) { height, width in
        Self.convolution(height, width, inputs: inputs, outputs: outputs, dilation: 1, method, workers, kernels)
      }
    }
    return method == .winograd && min(inputs, outputs) >= 8
      ? WinogradConvolution(
        height: height, width: width, inputs: inputs, outputs: outputs, workers: workers, kernels: kernels)
      : DirectConvolution(
        height: height, width: width, inputs: inputs, outputs: outputs, workers: workers, kernels: kernels)
  }

  package var architecture: Architecture { state.architecture }

  /// The approximate memory of the maps in bytes.
  package static func bytes(of architecture: Architecture, pixels: Int, continuity: Float = 0) -> Int {
    let (p, q) = (architecture.channels, architecture.clusters)
    let gradient = needsNoGradientMap(architecture, continuity: continuity) ? 0 : p
    let channels = architecture.inputs + architecture.components * p + q + gradient
    return pixels * channels * MemoryLayout<Float>.stride
  }

  /// Whether the gradient of the classifier's input fits into the memory of the responses, or there is none.
  private static func needsNoGradientMap(_ architecture: Architecture, continuity: Float) -> Bool {
    architecture.components == 0 || architecture.channels == architecture.clusters && continuity == 0
  }

  /// One step of gradient descent along the last ``gradient``.
  package func descend(rate: Float, momentum: Float) {
    state.descend(gradient, rate: rate, momentum: momentum)
  }

  /// Replaces the parameters; the architecture must be the same.
  package func replace(_ state: NetworkState) {
    precondition(state.architecture == architecture)
    self.state = state
  }

  /// Sets the picture: height × width × inputs values, channels innermost.
  ///
  /// - Parameter values: colors in [0, 1], or, without components, features of any finite range.
  package func setInput(_ values: [Float]) {
    precondition(values.count == input.pixels * input.channels)
    values.withUnsafeBufferPointer { input.values.update(from: $0.baseAddress!, count: values.count) }
    if convolutions.isEmpty { inputNormalization = normalization(ofInput: values) }
  }

  /// Zero mean and unit variance of every channel of the input.
  private func normalization(ofInput values: [Float]) -> BatchNormalization {
    let count = input.channels
    var sums = [Double](repeating: 0, count: count)
    var squares = sums
    for first in stride(from: 0, to: values.count, by: count) {
      for c in 0..<count {
        let value = Double(values[first + c])
        sums[c] += value
        squares[c] += value * value
      }
    }
    return BatchNormalization(
      sums: sums, squares: squares, count: input.pixels, scale: [], shift: [], epsilon: architecture.epsilon)
  }

  /// What the classifier reads, before its normalization.
  var classifierInput: FeatureMap { features.last ?? input }
}

extension Network {
  /// GetFeats, the linear classifier, Norm and arg max of Algorithm 1.
  ///
  /// - Parameter clusters: receives cₙ of every pixel; `height × width` values.
  package func forward(_ clusters: inout [UInt16]) {
    precondition(clusters.count == input.pixels)
    featureNormalizations.removeAll(keepingCapacity: true)
    for m in convolutions.indices { forwardComponent(m) }
    if convolutions.isEmpty, let inputNormalization { featureNormalizations.append(inputNormalization) }
    forwardClassifier()
    assignClusters(&clusters)
  }

  /// r ← ReLU(W_m ∗ x + b_m), and the statistics of r.
  private func forwardComponent(_ m: Int) {
    let p = architecture.channels
    let convolution = convolutions[m]
    let slots = layout.components[m]
    let output = features[m]
    let bias = Array(state.values[slots.bias])
    let sums = PartialSums(parts: convolution.stripCount, values: 2 * p)
    convolution.forward(
      m == 0 ? input : features[m - 1], normalization: featureNormalizations.last,
      weights: state.values[slots.weights], into: output
    ) { strip, pixels in
      kernels.rectify(output.mutableValues(ofPixels: pixels), bias: bias, sums: sums.cleared(strip))
    }
    featureNormalizations.append(
      BatchNormalization(
        sums: sums.total(0..<p), squares: sums.total(p..<(2 * p)), count: input.pixels,
        scale: state.values[slots.scale], shift: state.values[slots.shift], epsilon: architecture.epsilon))
  }

  /// y ← W_c·x + b_c. The normalization of x is folded into the weights: W_c·(r·gain + offset) + b_c.
  private func forwardClassifier() {
    let p = architecture.channels
    let q = architecture.clusters
    let normalization = featureNormalizations[featureNormalizations.count - 1]
    // Transposed, [p][q].
    let weights = FeatureMap(height: 1, width: p, channels: q)
    var bias = Array(state.values[layout.classifierBias])
    for i in 0..<q {
      var constant: Float = 0
      for c in 0..<p {
        let weight = state.values[layout.classifierWeights.lowerBound + i * p + c]
        constant += weight * normalization.offset[c]
        weights.values[c * q + i] = weight * normalization.gain[c]
      }
      bias[i] += constant
    }
    let x = classifierInput
    let sums = PartialSums(parts: strips.count, values: 2 * q)
    workers.forEach(strips.count) { strip, _ in
      let pixels = strips[strip]
      let y = responses.mutableValues(ofPixels: pixels)
      Matrix.multiply(
        x.values(ofPixels: pixels), weights.values(0..<(p * q)), into: y, m: pixels.count, n: q, k: p, kernels)
      kernels.addBias(y, bias: bias, sums: sums.cleared(strip))
    }
    responseNormalization = BatchNormalization(
      sums: sums.total(0..<q), squares: sums.total(q..<(2 * q)), count: input.pixels,
      scale: state.values[layout.responseScale], shift: state.values[layout.responseShift],
      epsilon: architecture.epsilon)
  }

  private func assignClusters(_ clusters: inout [UInt16]) {
    guard let normalization = responseNormalization else { return }
    clusters.withUnsafeMutableBufferPointer { clusters in
      let clusters = clusters
      workers.forEach(strips.count) { strip, _ in
        let pixels = strips[strip]
        kernels.argMax(
          responses.values(ofPixels: pixels), gain: normalization.gain, offset: normalization.offset,
          into: UnsafeMutableBufferPointer(rebasing: clusters[pixels]))
      }
    }
  }

  /// The normalized responses y′ of the last ``forward(_:)``, valid until ``backward(targets:)`` overwrites them; N ×
  /// q values, for tests and debugging.
  package func normalizedResponses() -> [Float] {
    guard let normalization = responseNormalization else { return [] }
    var result = [Float](repeating: 0, count: input.pixels * architecture.clusters)
    result.withUnsafeMutableBufferPointer { result in
      for n in 0..<input.pixels {
        let first = n * architecture.clusters
        normalization.apply(to: responses.values + first, into: result.baseAddress! + first)
      }
    }
    return result
  }
}
