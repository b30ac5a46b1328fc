import Parallelism
import VectorKernels

extension Network {
  /// SoftmaxLoss of Algorithm 1, plus ``continuity`` times the loss of spatial continuity, and the gradient of the sum
  /// with respect to every parameter, for the picture and the responses of the last ``forward(_:)``. Overwrites the
  /// maps.
  ///
  /// The loss of spatial continuity is the mean of |y′ − y′ of the right neighbor| over channels and pixels, plus the
  /// same for the neighbor below (Kim, Kanezaki, Tanaka, IEEE TIP 2020, equation 3).
  ///
  /// - Parameter targets: c′ₙ of every pixel, each below q, or ``ignored``.
  /// - Returns: the mean over the pixels with a target of −log softmax(y′ₙ)[c′ₙ], plus μ times the loss of continuity.
  package func backward(targets: [UInt16]) -> Float {
    precondition(targets.count == input.pixels && !featureNormalizations.isEmpty, "call forward first")
    let targets = Targets(values: targets, count: max(1, targets.count { $0 != Self.ignored }))
    let (loss, responseGradient) = backwardLoss(targets)
    var upstream = backwardClassifier(targets, responseGradient)
    for m in convolutions.indices.reversed() {
      upstream = upstream.map { backwardComponent(m, $0) }
    }
    featureNormalizations.removeAll()
    return loss
  }

  /// c′ₙ of every pixel, and the number of pixels that have one.
  private struct Targets {
    let values: [UInt16]
    let count: Int
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
  private func backwardLoss(_ targets: Targets) -> (loss: Float, BatchNormalization.Gradient) {
    guard let normalization = responseNormalization else { preconditionFailure("call forward first") }
    let q = architecture.clusters
    let sums = PartialSums(parts: strips.count, values: 2 * q)
    var losses = [Double](repeating: 0, count: strips.count)
    losses.withUnsafeMutableBufferPointer { losses in
      let losses = losses.baseAddress!
      workers.forEach(strips.count) { strip, lane in
        let pixels = strips[strip]
        let g = gradientStrip(of: lane, for: pixels)
        losses[strip] = lossGradient(targets, pixels, normalization, into: g)
        kernels.sumGradient(
          UnsafeBufferPointer(g), responses.values(ofPixels: pixels), scale: normalization.inverseDeviation,
          center: normalization.center, sums: sums.cleared(strip))
      }
    }
    let gradient = normalization.gradient(sums: sums.total(0..<q), products: sums.total(q..<(2 * q)))
    if architecture.hasResponseAffine {
      self.gradient.replaceSubrange(layout.responseScale, with: gradient.scale)
      self.gradient.replaceSubrange(layout.responseShift, with: gradient.shift)
    }
    return (Float(losses.reduce(0, +) / Double(targets.count)), gradient)
  }

  /// g ← ∂loss/∂y′ of a strip; returns the strip's part of the loss, times the number of targets.
  private func lossGradient(
    _ targets: Targets, _ pixels: Range<Int>, _ normalization: BatchNormalization,
    into g: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let loss =
      targets.count == input.pixels
      ? softmaxGradient(targets, pixels, normalization, into: g)
      : softmaxGradientOfTargets(targets, pixels, normalization, into: g)
    guard continuity > 0 else { return loss }
    let q = architecture.clusters
    // Means over the pairs of neighbors. A picture of one row or column has none.
    let along = continuity / Float(max(1, height * (width - 1)) * q)
    let across = continuity / Float(max(1, (height - 1) * width) * q)
    let terms = kernels.continuityGradient(
      responses.values, MapShape(height: height, width: width, channels: q), pixels: pixels,
      gain: normalization.gain, along: along, across: across, addingTo: g)
    return loss + terms * Double(targets.count)
  }

  /// The gradient of the softmax loss for pixels that all have a target.
  private func softmaxGradient(
    _ targets: Targets, _ pixels: Range<Int>, _ normalization: BatchNormalization,
    into g: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    targets.values.withUnsafeBufferPointer { values in
      kernels.softmaxGradient(
        responses.values(ofPixels: pixels), targets: UnsafeBufferPointer(rebasing: values[pixels]),
        weight: 1 / Float(targets.count), gain: normalization.gain, offset: normalization.offset, into: g)
    }
  }

  /// The gradient of the softmax loss, 0 for ignored pixels.
  private func softmaxGradientOfTargets(
    _ targets: Targets, _ pixels: Range<Int>, _ normalization: BatchNormalization,
    into g: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let q = architecture.clusters
    var (loss, first) = (0.0, pixels.lowerBound)
    while first < pixels.upperBound {
      let isIgnored = targets.values[first] == Self.ignored
      let rest = targets.values[first..<pixels.upperBound]
      let end = rest.firstIndex { ($0 == Self.ignored) != isIgnored } ?? pixels.upperBound
      let place = (first - pixels.lowerBound) * q..<(end - pixels.lowerBound) * q
      let part = UnsafeMutableBufferPointer(rebasing: g[place])
      if isIgnored {
        part.update(repeating: 0)
      } else {
        loss += softmaxGradient(targets, first..<end, normalization, into: part)
      }
      first = end
    }
    return loss
  }

  /// ∂W_c = Σ ∂y ⊗ x, ∂b_c = Σ ∂y, ∂x = W_cᵀ·∂y, which overwrites the responses.
  ///
  /// - Returns: ∂x; nil if x is the input.
  private func backwardClassifier(_ targets: Targets, _ gradient: BatchNormalization.Gradient) -> Upstream? {
    guard let responseNormalization else { preconditionFailure("call forward first") }
    let p = architecture.channels
    let q = architecture.clusters
    let normalization = featureNormalizations[featureNormalizations.count - 1]
    let r = classifierInput
    let isFirst = convolutions.isEmpty
    let weightSums = PartialSums(parts: strips.groups, values: q * p)
    let biasSums = PartialSums(parts: strips.groups, values: q)
    let featureSums = PartialSums(parts: strips.groups, values: 2 * p)
    let weights = FeatureMap(copying: state.values[layout.classifierWeights])
    workers.forEach(strips.groups) { group, lane in
      let weightSum = weightSums.cleared(group)
      let biasSum = biasSums.cleared(group)
      let featureSum = featureSums.cleared(group)
      for strip in strips.strips(inGroup: group) {
        let pixels = strips[strip]
        let rStrip = r.values(ofPixels: pixels)
        let dy = gradientStrip(of: lane, for: pixels)
        _ = lossGradient(targets, pixels, responseNormalization, into: dy)
        kernels.backpropagateNormalization(
          dy, responses.values(ofPixels: pixels), rectified: false, slope: gradient.slope,
          curvature: gradient.curvature, constant: gradient.constant, sums: biasSum)
        Matrix.accumulateTransposed(
          UnsafeBufferPointer(dy), rStrip, into: weightSum, m: q, n: p, k: pixels.count, kernels)
        if isFirst { continue }
        let dx = classifierGradient.mutableValues(ofPixels: pixels)
        Matrix.multiply(
          UnsafeBufferPointer(dy), weights.values(0..<(q * p)), into: dx, m: pixels.count, n: p, k: q, kernels)
        kernels.sumGradient(
          UnsafeBufferPointer(dx), rStrip, scale: normalization.inverseDeviation, center: normalization.center,
          sums: featureSum)
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
    return isFirst ? nil : descended(to: features.count - 1, map: classifierGradient, sums: featureSums)
  }

  /// Room for a strip of gradients of the responses.
  private func gradientStrip(of lane: Int, for pixels: Range<Int>) -> UnsafeMutableBufferPointer<Float> {
    scratch[lane].mutableValues(ofPixels: 0..<pixels.count)
  }

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
        kernels.backpropagateNormalization(
          dz.mutableValues(ofPixels: pixels), features[m].values(ofPixels: pixels), rectified: true,
          slope: upstream.normalization.slope, curvature: upstream.normalization.curvature,
          constant: upstream.normalization.constant, sums: biasSums.cleared(strip))
      }
    }
    gradient.replaceSubrange(slots.bias, with: biasSums.total(0..<p).map { Float($0) })
    guard m > 0 else { return upstream }

    let below = features[m]
    let featureSums = PartialSums(parts: convolution.stripCount, values: 2 * p)
    let normalizationBelow = featureNormalizations[m - 1]
    convolution.inputGradient(dz, weights: state.values[slots.weights], into: below) { strip, pixels in
      kernels.sumGradient(
        below.values(ofPixels: pixels), features[m - 1].values(ofPixels: pixels),
        scale: normalizationBelow.inverseDeviation, center: normalizationBelow.center,
        sums: featureSums.cleared(strip))
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
