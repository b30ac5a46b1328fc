import Foundation
import Parallelism
import Randomness
import Testing
import Training

/// A small case of everything: odd sizes, sizes under a strip, one pixel, several components.
struct Case: CustomTestStringConvertible, Sendable {
  var height, width, components, channels, clusters: Int
  var hasResponseAffine = false
  var isDilated = false
  /// μ
  var continuity: Float = 0
  /// The share of the pixels that have no target.
  var ignored = 0.0

  var testDescription: String {
    "\(height)×\(width) M=\(components) p=\(channels) q=\(clusters) affine=\(hasResponseAffine) dilated=\(isDilated) μ=\(continuity) ignored=\(ignored)"
  }

  /// Without components, the classifier reads the input.
  var inputs: Int { components == 0 ? channels : 3 }

  var state: NetworkState {
    NetworkState(
      architecture: Architecture(
        inputs: inputs, components: components, channels: channels, clusters: clusters,
        hasResponseAffine: hasResponseAffine, isDilated: isDilated),
      initialization: .fanIn, seed: 7)
  }

  var picture: [Float] {
    var random = SplitMix64(seed: 3)
    return (0..<(height * width * inputs)).map { _ in Float.random(in: 0...1, using: &random) }
  }

  var targets: [UInt16] {
    var random = SplitMix64(seed: 5)
    return (0..<(height * width)).map { _ in
      let target = UInt16.random(in: 0..<UInt16(clusters), using: &random)
      return ignored > 0 && Double.random(in: 0..<1, using: &random) < ignored ? Network.ignored : target
    }
  }

  func network(threads: Int = 1) -> Network {
    let network = Network(
      state: state, height: height, width: width, workers: Workers(count: threads), continuity: continuity)
    network.setInput(picture)
    return network
  }
}

private let cases = [
  Case(height: 9, width: 11, components: 1, channels: 4, clusters: 5),
  Case(height: 9, width: 11, components: 2, channels: 6, clusters: 3),
  Case(height: 7, width: 5, components: 3, channels: 5, clusters: 9, hasResponseAffine: true),
  Case(height: 13, width: 8, components: 5, channels: 7, clusters: 8, hasResponseAffine: true),
  Case(height: 1, width: 40, components: 2, channels: 9, clusters: 17),
  Case(height: 30, width: 2, components: 2, channels: 8, clusters: 16),
  Case(height: 40, width: 33, components: 2, channels: 33, clusters: 12),
  Case(height: 9, width: 11, components: 2, channels: 6, clusters: 3, isDilated: true),
  Case(height: 3, width: 14, components: 3, channels: 9, clusters: 10, hasResponseAffine: true, isDilated: true),
  Case(height: 2, width: 3, components: 3, channels: 8, clusters: 8, isDilated: true),
  Case(height: 40, width: 37, components: 6, channels: 4, clusters: 4, hasResponseAffine: true, isDilated: true),
  Case(height: 9, width: 11, components: 2, channels: 6, clusters: 6, continuity: 0.5),
  Case(height: 40, width: 33, components: 2, channels: 12, clusters: 12, hasResponseAffine: true, continuity: 5),
  Case(height: 1, width: 40, components: 1, channels: 9, clusters: 9, continuity: 2),
  Case(height: 9, width: 11, components: 2, channels: 6, clusters: 6, ignored: 0.3),
  Case(height: 7, width: 12, components: 1, channels: 9, clusters: 7, continuity: 0.5, ignored: 0.5),
  Case(height: 9, width: 11, components: 0, channels: 7, clusters: 5),
  Case(height: 13, width: 8, components: 0, channels: 36, clusters: 64, hasResponseAffine: true, ignored: 0.5),
]

@Suite struct NetworkTests {
  @Test("Mean probabilities are those of the responses' softmax", arguments: cases)
  func meanProbabilities(_ example: Case) {
    let network = example.network(threads: 2)
    let count = example.height * example.width
    var clusters = [UInt16](repeating: 0, count: count)
    network.forward(&clusters)
    // Every third pixel is a set of its own, the rest one after another.
    let pixels = (0..<3).flatMap { rest in (0..<count).filter { $0 % 3 == rest } }.map { Int32($0) }
    let offsets = [0, pixels.count { $0 % 3 == 0 }, pixels.count { $0 % 3 != 2 }, count].map { Int32($0) }
    let result = network.meanProbabilities(of: pixels, offsets: offsets)
    let responses = network.normalizedResponses().map(Double.init)
    let q = example.clusters
    #expect(result.count == 3 * q)
    for set in 0..<3 {
      var expected = [Double](repeating: 0, count: q)
      for n in pixels[Int(offsets[set])..<Int(offsets[set + 1])] {
        let powers = responses[(Int(n) * q)..<(Int(n) * q + q)].map { exp($0) }
        for i in 0..<q { expected[i] += powers[i] / powers.reduce(0, +) / Double(offsets[set + 1] - offsets[set]) }
      }
      for i in 0..<q { #expect(abs(Double(result[set * q + i]) - expected[i]) < 1e-5) }
    }
  }

  @Test("The responses are those of the plain network", arguments: cases)
  func forward(_ example: Case) {
    let network = example.network()
    var clusters = [UInt16](repeating: 0, count: example.height * example.width)
    network.forward(&clusters)
    let expected = ReferenceNetwork(example.state)
      .normalizedResponses(example.picture.map(Double.init), height: example.height, width: example.width)
    #expect(relativeDifference(network.normalizedResponses(), expected) < 1e-4)
    for n in clusters.indices {
      let row = network.normalizedResponses()[(n * example.clusters)..<((n + 1) * example.clusters)]
      #expect(Int(clusters[n]) == row.firstIndex(of: row.max()!)! - row.startIndex)
    }
  }

  @Test("Every gradient is the slope of the loss", arguments: cases)
  func gradient(_ example: Case) {
    let network = example.network()
    var clusters = [UInt16](repeating: 0, count: example.height * example.width)
    network.forward(&clusters)
    let loss = network.backward(targets: example.targets)

    var reference = ReferenceNetwork(example.state)
    let picture = example.picture.map(Double.init)
    func referenceLoss() -> Double {
      reference.loss(
        picture, height: example.height, width: example.width, targets: example.targets,
        continuity: Double(example.continuity))
    }
    #expect(abs(Double(loss) - referenceLoss()) < 1e-4 * referenceLoss())

    // Small parameter groups whole, large ones at random places: the norm over those is compared.
    let layout = network.layout
    var groups = [("classifier weights", layout.classifierWeights)]
    for (m, component) in layout.components.enumerated() {
      groups += [
        ("weights \(m)", component.weights), ("bias \(m)", component.bias), ("scale \(m)", component.scale),
        ("shift \(m)", component.shift),
      ]
    }
    if example.hasResponseAffine {
      groups += [("response scale", layout.responseScale), ("response shift", layout.responseShift)]
    }
    var random = SplitMix64(seed: 11)
    for (name, range) in groups {
      let places = range.count <= 12 ? Array(range) : (0..<12).map { _ in Int.random(in: range, using: &random) }
      let slopes = places.map { i in
        let step = 1e-5
        let value = reference.values[i]
        reference.values[i] = value + step
        let above = referenceLoss()
        reference.values[i] = value - step
        let below = referenceLoss()
        reference.values[i] = value
        return (above - below) / (2 * step)
      }
      // β of the last component is subtracted again by the normalization of the responses: there both are nearly 0.
      let difference = places.indices.map { Double(network.gradient[places[$0]]) - slopes[$0] }
      #expect(norm(difference) < 1e-3 * norm(slopes) + 1e-5, "\(name)")
    }
    // b_c is subtracted again by the normalization.
    for i in layout.classifierBias { #expect(abs(network.gradient[i]) < 1e-5) }
  }

  @Test("The same bytes for any number of threads", arguments: [2, 3, 5])
  func threads(_ count: Int) {
    let example = Case(
      height: 61, width: 47, components: 3, channels: 20, clusters: 24, hasResponseAffine: true, continuity: 1)
    func train(_ threads: Int) -> NetworkState {
      let network = example.network(threads: threads)
      var clusters = [UInt16](repeating: 0, count: example.height * example.width)
      for _ in 0..<5 {
        network.forward(&clusters)
        _ = network.backward(targets: clusters)
        network.descend(rate: 0.1, momentum: 0.9)
      }
      return network.state
    }
    #expect(train(count) == train(1))
  }

  @Test("Training lowers the loss against fixed labels")
  func learns() {
    let example = Case(height: 24, width: 24, components: 2, channels: 16, clusters: 4)
    let network = example.network()
    var clusters = [UInt16](repeating: 0, count: 24 * 24)
    let targets: [UInt16] = (0..<(24 * 24)).map { n in
      let right = n % 24 >= 12
      let below = n / 24 >= 12
      return (right ? 1 : 0) + (below ? 2 : 0)
    }
    var losses: [Float] = []
    for _ in 0..<40 {
      network.forward(&clusters)
      losses.append(network.backward(targets: targets))
      network.descend(rate: 0.1, momentum: 0.9)
    }
    #expect(losses.last! < 0.7 * losses.first!)
  }

  @Test("A flat picture and dead channels give finite gradients")
  func flat() {
    let example = Case(height: 12, width: 12, components: 2, channels: 8, clusters: 8)
    let network = example.network()
    network.setInput(Array(repeating: 0.5, count: 12 * 12 * 3))
    var clusters = [UInt16](repeating: 0, count: 144)
    network.forward(&clusters)
    let loss = network.backward(targets: clusters)
    #expect(loss.isFinite)
    #expect(network.gradient.allSatisfy { $0.isFinite })
  }
}

@Suite struct InitializationTests {
  @Test("Both initializations stay in their bounds and depend on the seed alone")
  func initialization() {
    let architecture = Architecture(components: 2, channels: 20, clusters: 10)
    let layout = ParameterLayout(architecture)
    for initialization in Initialization.allCases {
      let state = NetworkState(architecture: architecture, initialization: initialization, seed: 1)
      #expect(state == NetworkState(architecture: architecture, initialization: initialization, seed: 1))
      #expect(state != NetworkState(architecture: architecture, initialization: initialization, seed: 2))
      let weights = state.values[layout.components[1].weights]
      let bound: Float = initialization == .xavier ? (6 / Float(180 + 180)).squareRoot() : 1 / Float(180).squareRoot()
      #expect(weights.allSatisfy { abs($0) <= bound })
      #expect(weights.contains { abs($0) > 0.95 * bound })
      #expect(abs(weights.reduce(0, +) / Float(weights.count)) < 0.05 * bound)
      #expect(state.values[layout.components[0].bias].allSatisfy { $0 == 0 } == (initialization == .xavier))
    }
  }
}
