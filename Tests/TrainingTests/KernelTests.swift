import Parallelism
import Randomness
import TestSupport
import Testing
import Training
import VectorKernels

/// Kernels in training; KernelChecks has each alone.
@Suite struct KernelTests {

  private func values(_ count: Int, seed: UInt64, _ range: ClosedRange<Float> = -2...2) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in Float.random(in: range, using: &random) }
  }

  @Test("Winograd and direct convolution train alike, at every vector width", arguments: availableVectorWidths)
  func methods(_ level: Kernels.Level) {
    for (height, width, p) in [(1, 1, 8), (2, 3, 9), (4, 4, 16), (5, 9, 12), (37, 23, 33), (19, 130, 20)] {
      let architecture = Architecture(components: 3, channels: p, clusters: p + 3)
      let state = NetworkState(architecture: architecture, initialization: .fanIn, seed: 4)
      let picture = values(height * width * 3, seed: 11, 0...1)
      var random = SplitMix64(seed: 12)
      let targets = (0..<(height * width)).map { _ in UInt16.random(in: 0..<UInt16(p), using: &random) }
      func train(_ method: ConvolutionMethod, _ level: Kernels.Level) -> ([Float], [Float]) {
        let network = Network(
          state: state, height: height, width: width, workers: Workers(count: 2), convolution: method,
          kernels: Kernels(level: level))
        network.setInput(picture)
        var clusters = targets
        network.forward(&clusters)
        let responses = network.normalizedResponses()
        _ = network.backward(targets: targets)
        return (responses, network.gradient)
      }
      let plain = train(.direct, .baseline)
      let fast = train(.winograd, level)
      // Few pixels make variances, and with them the gradients, tiny: compare to the size of the values.
      let scale = max(1, norm(plain.1.map(Double.init)))
      #expect(
        norm(fast.0.indices.map { Double(fast.0[$0] - plain.0[$0]) }) < 1e-4 * max(1, norm(plain.0.map(Double.init))))
      if height * width > 30 {
        #expect(norm(fast.1.indices.map { Double(fast.1[$0] - plain.1[$0]) }) < 1e-4 * scale)
      }
    }
  }

  @Test(
    "Training stays finite for all depths and odd widths",
    arguments: [(1, 1, 1), (2, 256, 3), (3, 5, 256), (4, 64, 2), (5, 31, 17)])
  func finite(_ components: Int, _ p: Int, _ q: Int) {
    let state = NetworkState(
      architecture: Architecture(components: components, channels: p, clusters: q), initialization: .xavier, seed: 1)
    let network = Network(state: state, height: 9, width: 14, workers: Workers(count: 2))
    network.setInput(values(9 * 14 * 3, seed: 2, 0...1))
    var clusters = [UInt16](repeating: 0, count: 9 * 14)
    for _ in 0..<500 {
      network.forward(&clusters)
      #expect(network.backward(targets: clusters).isFinite)
      network.descend(rate: 0.1, momentum: 0.9)
    }
    #expect(network.state.values.allSatisfy { $0.isFinite })
  }
}
