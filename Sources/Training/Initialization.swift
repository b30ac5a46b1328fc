import Randomness

/// How the weights start. Scales γ start at 1, shifts β at 0 in both.
public enum Initialization: String, Sendable, CaseIterable, Codable {
  /// Uniform in ±√(6 / (fan-in + fan-out)), biases 0: Glorot and Bengio 2010, section 4.2.1, as in the paper.
  case xavier
  /// Uniform in ±1/√fan-in for weights and biases: the framework default in the public code.
  case fanIn = "fan-in"
}

extension NetworkState {
  /// An untrained network; the same seed gives the same network.
  package init(architecture: Architecture, initialization: Initialization, seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let layout = ParameterLayout(architecture)
    var values = [Float](repeating: 0, count: layout.count)

    func fill(weights: Range<Int>, bias: Range<Int>, fanIn: Int, fanOut: Int) {
      switch initialization {
      case .xavier:
        let bound = (6 / Float(fanIn + fanOut)).squareRoot()
        for i in weights { values[i] = random.uniform(in: bound) }
      case .fanIn:
        let bound = 1 / Float(fanIn).squareRoot()
        for i in weights { values[i] = random.uniform(in: bound) }
        for i in bias { values[i] = random.uniform(in: bound) }
      }
    }

    for (m, component) in layout.components.enumerated() {
      fill(
        weights: component.weights, bias: component.bias,
        fanIn: 9 * architecture.inputs(ofComponent: m), fanOut: 9 * architecture.channels)
      for i in component.scale { values[i] = 1 }
    }
    fill(
      weights: layout.classifierWeights, bias: layout.classifierBias,
      fanIn: architecture.channels, fanOut: architecture.clusters)
    for i in layout.responseScale { values[i] = 1 }
    self.init(architecture: architecture, values: values)
  }
}

extension SplitMix64 {
  /// Uniform in [−bound, bound), with 24 random bits: every value is exact in a Float.
  fileprivate mutating func uniform(in bound: Float) -> Float {
    let unit = Float(next() >> 40) * 0x1p-24
    return (2 * unit - 1) * bound
  }
}
