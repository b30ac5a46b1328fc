import Foundation
import Parallelism
import Testing
import Training

/// What PyTorch computed for a small network; Vectors/make_vectors.py made the file.
private struct Vectors: Decodable {
  let components, channels, clusters, height, width, steps: Int
  let picture: [Float]
  let targets: [UInt16]
  let parameters: [Float]
  let responses, gradient, losses, trained: [Double]
  let continuity: Float
  let continuityLoss: Double
  let continuityGradient: [Double]

  var architecture: Architecture {
    Architecture(components: components, channels: channels, clusters: clusters, hasResponseAffine: true)
  }

  static func load() throws -> Vectors {
    let url = try #require(Bundle.module.url(forResource: "vectors", withExtension: "json", subdirectory: "Vectors"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Vectors.self, from: Data(contentsOf: url))
  }
}

@Suite struct VectorTests {
  @Test("Forward values, gradients and the parameters after ten steps are PyTorch's")
  func agreement() throws {
    let vectors = try Vectors.load()
    let network = Network(
      state: NetworkState(architecture: vectors.architecture, values: vectors.parameters), height: vectors.height,
      width: vectors.width, workers: Workers(count: 2))
    network.setInput(vectors.picture)
    var clusters = [UInt16](repeating: 0, count: vectors.height * vectors.width)
    for step in 0..<vectors.steps {
      network.forward(&clusters)
      let responses = network.normalizedResponses()
      let loss = network.backward(targets: vectors.targets)
      #expect(abs(Double(loss) - vectors.losses[step]) < 1e-4 * vectors.losses[step])
      if step == 0 {
        #expect(relativeDifference(responses, vectors.responses) < 1e-5)
        #expect(relativeDifference(network.gradient, vectors.gradient) < 1e-4)
      }
      network.descend(rate: 0.1, momentum: 0.9)
    }
    #expect(relativeDifference(network.state.values, vectors.trained) < 1e-4)
  }

  @Test("The loss of spatial continuity and its gradient are PyTorch's")
  func continuity() throws {
    let vectors = try Vectors.load()
    let network = Network(
      state: NetworkState(architecture: vectors.architecture, values: vectors.parameters), height: vectors.height,
      width: vectors.width, workers: Workers(count: 2), continuity: vectors.continuity)
    network.setInput(vectors.picture)
    var clusters = [UInt16](repeating: 0, count: vectors.height * vectors.width)
    network.forward(&clusters)
    let loss = network.backward(targets: vectors.targets)
    #expect(abs(Double(loss) - vectors.continuityLoss) < 1e-4 * vectors.continuityLoss)
    #expect(relativeDifference(network.gradient, vectors.continuityGradient) < 1e-4)
  }
}
