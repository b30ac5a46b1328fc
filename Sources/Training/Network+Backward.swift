import CKernels
import Parallelism
import VectorKernels

extension Network {
  /// SoftmaxLoss of Algorithm 1 and its gradient with respect to every parameter, for the picture and the responses
  /// of the last ``forward(_:)``. Overwrites the maps.
  ///
  /// - Parameter targets: c′ₙ of every pixel, each below q.
  /// - Returns: the mean over the pixels of −log softmax(y′ₙ)[c′ₙ].
  package func backward(targets: [UInt16]) -> Float {
    precondition(targets.count == input.pixels && !featureNormalizations.isEmpty, "call forward first")
    let (loss, responseGradient) = backwardLoss(targets)
    var upstream = backwardClassifier(targets, responseGradient)
    for m in convolutions.indices.reversed() {
      upstream = backwardComponent(m, upstream)
    }
    featureNormalizations.removeAll()
    return loss
  }

  /// A gradient with respect to the normalized map x, and the coefficients that map it to the raw map.
  private struct Upstream {
    let map: FeatureMap
    let normalization: BatchNormalization.Gradient
  }

  /// The loss, and the coefficients of the gradient through the normalization of the responses.
  ///
  /// The gradient is computed twice, strip by strip, and not stored: writing and reading a map as large as the
  /// responses costs more than a second softmax.
  private func backwardLoss(_ targets: [UInt16]) -> (loss: Float, BatchNormalization.Gradient) {
    guard let normalization = responseNormalization else { preconditionFailure("call forward first") }
    let q = architecture.clusters
    let sums = PartialSums(parts: strips.count, values: 2 * q)
    var losses = [Double](repeating: 0, count: strips.count)
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress!
      workers.forEach(strips.count) { strip, lane in
        let pixels = strips[strip]
        let y = responses.values + pixels.lowerBound * q
        let g = gradientStrip(of: lane)
        losses[strip] = lossGradient(targets, pixels, normalization, into: g)
        kernels.sum_gradient(
          g, y, pixels.count, Int32(q), normalization.inverseDeviation, normalization.center, sums.cleared(strip))
      }
    }
    let gradient = normalization.gradient(sums: sums.total(0..<q), products: sums.total(q..<(2 * q)))
    if architecture.hasResponseAffine {
      self.gradient.replaceSubrange(layout.responseScale, with: gradient.scale)
      self.gradient.replaceSubrange(layout.responseShift, with: gradient.shift)
    }
    return (Float(losses.reduce(0, +) / Double(input.pixels)), gradient)
  }

  /// g ← ∂loss/∂y′ of a strip; returns the strip's part of the loss.
  private func lossGradient(
    _ targets: [UInt16], _ pixels: Range<Int>, _ normalization: BatchNormalization,
    into g: UnsafeMutablePointer<Float>
  ) -> Double {
    let q = architecture.clusters
    return targets.withUnsafeBufferPointer { targets in
      kernels.softmax_gradient(
        responses.values + pixels.lowerBound * q, targets.baseAddress! + pixels.lowerBound, pixels.count, Int32(q),
        1 / Float(input.pixels), normalization.gain, normalization.offset, g)
    }
  }

  /// ∂W_c = Σ ∂y ⊗ x, ∂b_c = Σ ∂y, ∂x = W_cᵀ·∂y, which overwrites the responses.
  private func backwardClassifier(_ targets: [UInt16], _ gradient: BatchNormalization.Gradient) -> Upstream {
    guard let responseNormalization else { preconditionFailure("call forward first") }
    let p = architecture.channels
    let q = architecture.clusters
    let last = features.count - 1
    let normalization = featureNormalizations[last]
    let r = features[last].values
    let weightSums = PartialSums(parts: strips.groups, values: q * p)
    let biasSums = PartialSums(parts: strips.groups, values: q)
    let featureSums = PartialSums(parts: strips.groups, values: 2 * p)
    let weights = FeatureMap(copying: state.values[layout.classifierWeights])
    workers.forEach(strips.groups) { group, lane in
      let weightSum = weightSums.cleared(group)
      let biasSum = biasSums.cleared(group)
      let featureSum = featureSums.cleared(group)
      let dy = gradientStrip(of: lane)
      for strip in strips.strips(inGroup: group) {
        let pixels = strips[strip]
        let rStrip = r + pixels.lowerBound * p
        let dx = classifierGradient.values + pixels.lowerBound * p
        _ = lossGradient(targets, pixels, responseNormalization, into: dy)
        kernels.backpropagate_normalization(
          dy, responses.values + pixels.lowerBound * q, 0, pixels.count, Int32(q), gradient.slope, gradient.curvature,
          gradient.constant, biasSum)
        Matrix.accumulateTransposed(dy, rStrip, into: weightSum, m: q, n: p, k: pixels.count, kernels)
        Matrix.multiply(dy, weights.values, into: dx, m: pixels.count, n: p, k: q, kernels)
        kernels.sum_gradient(
          dx, rStrip, pixels.count, Int32(p), normalization.inverseDeviation, normalization.center, featureSum)
      }
    }
    // The product above used r; x = r·gain + offset.
    let biasGradient = biasSums.total(0..<q)
    let products = weightSums.total(0..<(q * p))
    for i in 0..<q {
      self.gradient[layout.classifierBias.lowerBound + i] = Float(biasGradient[i])
      for c in 0..<p {
        self.gradient[layout.classifierWeights.lowerBound + i * p + c] = Float(
          products[i * p + c] * Double(normalization.gain[c]) + biasGradient[i] * Double(normalization.offset[c]))
      }
    }
    return descended(to: last, map: classifierGradient, sums: featureSums)
  }

  /// A buffer for one strip of response gradients.
  private func gradientStrip(of lane: Int) -> UnsafeMutablePointer<Float> { scratch[lane].values }

  /// Backpropagates through normalization and rectifier of component `m` to its weights and, unless it is the first,
  /// to the previous component; that gradient overwrites the features of component `m`.
  private func backwardComponent(_ m: Int, _ upstream: Upstream) -> Upstream {
    let p = architecture.channels
    let slots = layout.components[m]
    let convolution = convolutions[m]
    let dz = upstream.map
    let biasSums = PartialSums(parts: convolution.stripCount, values: p)
    gradient.withUnsafeMutableBufferPointer { gradient in
      convolution.weightGradient(
        m == 0 ? input : features[m - 1], normalization: m == 0 ? nil : featureNormalizations[m - 1],
        outputGradient: dz, into: gradient.baseAddress! + slots.weights.lowerBound
      ) { strip, pixels in
        kernels.backpropagate_normalization(
          dz.values + pixels.lowerBound * p, features[m].values + pixels.lowerBound * p, 1, pixels.count, Int32(p),
          upstream.normalization.slope, upstream.normalization.curvature, upstream.normalization.constant,
          biasSums.cleared(strip))
      }
    }
    gradient.replaceSubrange(slots.bias, with: biasSums.total(0..<p).map { Float($0) })
    guard m > 0 else { return upstream }

    let below = features[m]
    let featureSums = PartialSums(parts: convolution.stripCount, values: 2 * p)
    let normalizationBelow = featureNormalizations[m - 1]
    convolution.inputGradient(dz, weights: state.values[slots.weights], into: below) { strip, pixels in
      kernels.sum_gradient(
        below.values + pixels.lowerBound * p, features[m - 1].values + pixels.lowerBound * p, pixels.count, Int32(p),
        normalizationBelow.inverseDeviation, normalizationBelow.center, featureSums.cleared(strip))
    }
    return descended(to: m - 1, map: below, sums: featureSums)
  }

  /// Stores ∂γ and ∂β of component `m` and passes its gradient on.
  private func descended(to m: Int, map: FeatureMap, sums: PartialSums) -> Upstream {
    let p = architecture.channels
    let normalization = featureNormalizations[m].gradient(
      sums: sums.total(0..<p), products: sums.total(p..<(2 * p)))
    gradient.replaceSubrange(layout.components[m].scale, with: normalization.scale)
    gradient.replaceSubrange(layout.components[m].shift, with: normalization.shift)
    return Upstream(map: map, normalization: normalization)
  }
}
