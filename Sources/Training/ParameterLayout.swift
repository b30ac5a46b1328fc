/// The position of each parameter in one flat array.
///
/// Values, gradients and velocities share this layout, so that an optimizer step is one loop, a network is copied as
/// an array, and two networks are compared with `==`.
package struct ParameterLayout: Sendable {
  package struct Component: Sendable {
    /// [p][3][3][inputs]: the taps of one filter are contiguous, channels innermost, like the patches they multiply.
    package let weights: Range<Int>
    /// [p]
    package let bias: Range<Int>
    /// γ of the batch normalization, [p].
    package let scale: Range<Int>
    /// β of the batch normalization, [p].
    package let shift: Range<Int>
  }

  package let components: [Component]
  /// W_c, [q][p].
  package let classifierWeights: Range<Int>
  /// b_c, [q]. The following normalization cancels it: its gradient is zero except for rounding.
  package let classifierBias: Range<Int>
  /// [q] each; empty if the responses are normalized as in equation (2).
  package let responseScale: Range<Int>
  package let responseShift: Range<Int>
  /// The number of parameters.
  package let count: Int

  package init(_ architecture: Architecture) {
    let p = architecture.channels
    let q = architecture.clusters
    var end = 0
    func take(_ count: Int) -> Range<Int> {
      defer { end += count }
      return end..<(end + count)
    }
    components = (0..<architecture.components).map { m in
      Component(
        weights: take(p * 9 * architecture.inputs(ofComponent: m)), bias: take(p), scale: take(p), shift: take(p))
    }
    classifierWeights = take(q * p)
    classifierBias = take(q)
    responseScale = take(architecture.hasResponseAffine ? q : 0)
    responseShift = take(architecture.hasResponseAffine ? q : 0)
    count = end
  }
}
