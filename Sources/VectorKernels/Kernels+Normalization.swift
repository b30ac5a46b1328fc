import CKernels

/// Kernels over pixels of `channels` values each, where `channels` is the length of the arrays.
extension Kernels {
  /// z ← max(0, z + bias). Adds z to sums[c], and z² to sums[channels + c].
  package func rectify(
    _ z: UnsafeMutableBufferPointer<Float>, bias: [Float], sums: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(sums.count == 2 * bias.count)
    table.pointee.rectify(
      z.baseAddress, pixels(z.count, bias.count), Int32(bias.count), bias, sums.baseAddress)
  }

  /// y ← y + bias. Adds to the sums as ``rectify(_:bias:sums:)`` does.
  package func addBias(
    _ y: UnsafeMutableBufferPointer<Float>, bias: [Float], sums: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(sums.count == 2 * bias.count)
    table.pointee.add_bias(
      y.baseAddress, pixels(y.count, bias.count), Int32(bias.count), bias, sums.baseAddress)
  }

  /// Adds g to sums[c], and g · (r · scale + center) to sums[channels + c].
  package func sumGradient(
    _ g: UnsafeBufferPointer<Float>, _ r: UnsafeBufferPointer<Float>, scale: [Float], center: [Float],
    sums: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(g.count == r.count && center.count == scale.count && sums.count == 2 * scale.count)
    table.pointee.sum_gradient(
      g.baseAddress, r.baseAddress, pixels(g.count, scale.count), Int32(scale.count), scale, center, sums.baseAddress)
  }

  /// g ← g · slope + r · curvature + constant, and 0 where `rectified` and r is 0. Adds g to sums[c].
  package func backpropagateNormalization(
    _ g: UnsafeMutableBufferPointer<Float>, _ r: UnsafeBufferPointer<Float>, rectified: Bool, slope: [Float],
    curvature: [Float], constant: [Float], sums: UnsafeMutableBufferPointer<Float>
  ) {
    let channels = slope.count
    precondition(
      g.count == r.count && curvature.count == channels && constant.count == channels && sums.count == channels)
    table.pointee.backpropagate_normalization(
      g.baseAddress, r.baseAddress, rectified ? 1 : 0, pixels(g.count, channels), Int32(channels), slope, curvature,
      constant, sums.baseAddress)
  }

  /// clusters[n] ← the first index of the largest y · gain + offset of pixel n.
  package func argMax(
    _ y: UnsafeBufferPointer<Float>, gain: [Float], offset: [Float], into clusters: UnsafeMutableBufferPointer<UInt16>
  ) {
    precondition(offset.count == gain.count && clusters.count == pixels(y.count, gain.count))
    table.pointee.arg_max(y.baseAddress, clusters.count, Int32(gain.count), gain, offset, clusters.baseAddress)
  }

  /// g ← (softmax(y · gain + offset) − one-hot(target)) · weight.
  ///
  /// - Parameter targets: of every pixel, each under the number of channels.
  /// - Returns: the sum over the pixels of −log softmax[target].
  package func softmaxGradient(
    _ y: UnsafeBufferPointer<Float>, targets: UnsafeBufferPointer<UInt16>, weight: Float, gain: [Float],
    offset: [Float], into g: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    precondition(
      offset.count == gain.count && targets.count == pixels(y.count, gain.count) && g.count == y.count)
    return table.pointee.softmax_gradient(
      y.baseAddress, targets.baseAddress, targets.count, Int32(gain.count), weight, gain, offset, g.baseAddress)
  }

  /// Adds to g the gradient of along · Σ|y(right) − y| + across · Σ|y(below) − y| with respect to y = map · gain + a
  /// constant, for some pixels of a map. Pixels without such a neighbor have no term.
  ///
  /// - Parameters:
  ///   - pixels: their places in the map of `shape`; `g` has their values only.
  ///   - along, across: the weights in the direction of the rows and of the columns.
  /// - Returns: the terms of the pixels.
  package func continuityGradient(
    _ map: UnsafePointer<Float>, _ shape: MapShape, pixels: Range<Int>, gain: [Float], along: Float, across: Float,
    addingTo g: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    precondition(
      gain.count == shape.channels && g.count == pixels.count * gain.count
        && (0...(shape.height * shape.width)).contains(pixels.upperBound) && pixels.lowerBound >= 0)
    return table.pointee.continuity_gradient(
      map, Int32(shape.height), Int32(shape.width), Int32(gain.count), pixels.lowerBound, pixels.count, gain, along,
      across, g.baseAddress)
  }

  /// How many pixels have so many values.
  private func pixels(_ values: Int, _ channels: Int) -> Int {
    let (pixels, rest) = values.quotientAndRemainder(dividingBy: channels)
    precondition(rest == 0, "\(values) values are not pixels of \(channels) channels")
    return pixels
  }
}
