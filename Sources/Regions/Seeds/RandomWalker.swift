/// The random walker with priors: for each node the probability that a walk along the weighted edges of a graph ends at a
/// seed of a class (Grady, "Random walks for image segmentation", IEEE TPAMI 28(11), 2006; with priors: Grady,
/// "Multilabel random walker image segmentation using prior models", CVPR 2005).
///
/// Solves (L + Γ) x = Γ p for the nodes without a seed, with the Laplacian L of the graph, the weights Γ of the priors and
/// the priors p, by conjugate gradients in double precision. The order of all sums is fixed.
struct RandomWalker {
  struct Edge {
    let a, b: Int
    /// > 0.
    let weight: Double
  }

  private let edges: [Edge]
  /// By node: the weight of its prior, > 0.
  private let priorWeights: [Double]
  /// By node: whether its class is given.
  private let isSeed: [Bool]
  private let diagonal: [Double]

  /// Relative to the right-hand side.
  private static let tolerance = 1e-7

  init(edges: [Edge], priorWeights: [Double], isSeed: [Bool]) {
    self.edges = edges
    self.priorWeights = priorWeights
    self.isSeed = isSeed
    var diagonal = priorWeights
    for edge in edges {
      diagonal[edge.a] += edge.weight
      diagonal[edge.b] += edge.weight
    }
    self.diagonal = diagonal
  }

  /// The probabilities of a class.
  ///
  /// - Parameters:
  ///   - seeds: by node: 1 for a seed of the class, otherwise 0.
  ///   - priors: by node: the prior probability of the class.
  func probabilities(seeds: [Double], priors: [Double]) -> [Double] {
    let nodes = seeds.indices
    var x = nodes.map { isSeed[$0] ? seeds[$0] : priors[$0] }
    // The residual of the start: Γ p − (L + Γ) x, zero at the seeds.
    let start = product(x)
    var residual = nodes.map { isSeed[$0] ? 0 : priorWeights[$0] * priors[$0] - start[$0] }
    var direction = nodes.map { residual[$0] / diagonal[$0] }
    var norm = sum(nodes.map { residual[$0] * residual[$0] / diagonal[$0] })
    let enough = norm * Self.tolerance * Self.tolerance
    for _ in 0..<(10 * nodes.count + 10) where norm > enough && norm > .leastNormalMagnitude {
      var image = product(direction)
      for node in nodes where isSeed[node] { image[node] = 0 }
      let curvature = sum(nodes.map { direction[$0] * image[$0] })
      guard curvature > 0 else { break }
      let step = norm / curvature
      for node in nodes {
        x[node] += step * direction[node]
        residual[node] -= step * image[node]
      }
      let next = sum(nodes.map { residual[$0] * residual[$0] / diagonal[$0] })
      for node in nodes { direction[node] = residual[node] / diagonal[node] + next / norm * direction[node] }
      norm = next
    }
    return x
  }

  /// (L + Γ) x.
  private func product(_ x: [Double]) -> [Double] {
    var y = x.indices.map { diagonal[$0] * x[$0] }
    for edge in edges {
      y[edge.a] -= edge.weight * x[edge.b]
      y[edge.b] -= edge.weight * x[edge.a]
    }
    return y
  }

  private func sum(_ values: [Double]) -> Double { values.reduce(0, +) }
}
