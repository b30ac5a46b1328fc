import Foundation

extension SeededGraph {
  /// The color difference, ΔE, at which a border counts 1/e.
  private static let contrastScale: Float = 15
  /// The difference of motion, (pixels per frame)², at which a border counts 1/e.
  private static let motionScale: Float = 0.25
  /// The common motion, pixels × frames, of which half of a difference is believed.
  private static let certainMotion: Float = 200
  /// The difference of two color priors, 0…1, at which a border counts 1/e.
  private static let priorScale: Float = 0.4
  /// The border length of a pixel shared along the motion.
  private static let sharedLength: Float = 3
  /// The weight of a supervoxel's color prior, relative to the side of its area.
  private static let priorWeight: Float = 0.05
  /// The weight of what references say of a supervoxel, relative to the side of its area.
  private static let referenceWeight: Float = 0.2
  /// No class is impossible.
  private static let referenceFloor: Float = 0.01
  /// Mean log densities are multiplied by it: the pixels of a supervoxel are not independent.
  private static let evidence: Float = 2

  /// The classes that were voted for, and those of references, ascending.
  package var classes: [UInt8] { Set(nodes.flatMap(\.votes.keys) + referenceClasses).sorted() }

  /// The class of every supervoxel, by its number.
  ///
  /// A supervoxel with scribbled pixels has the class of most of them. The others follow by a random walk: along long
  /// borders, between similar colors, and between regions that move alike over the whole shot. The prior is what references
  /// say; without references, the color density of the scribbled supervoxels of each class.
  ///
  /// - Returns: empty without a class.
  package func classified() -> [Int32: UInt8] {
    let classes = classes
    guard !classes.isEmpty else { return [:] }
    // Of equal votes, the smaller class.
    let seeds = nodes.map { node in node.votes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }
    let priors = referenceClasses.isEmpty ? colorPriors(classes, seeds) : referencePriors(classes)
    let priorWeight = referenceClasses.isEmpty ? Self.priorWeight : Self.referenceWeight
    let edges = borders.map { border in
      RandomWalker.Edge(a: Int(border.a), b: Int(border.b), weight: weight(of: border, priors))
    }
    let walker = RandomWalker(
      edges: edges, priorWeights: nodes.map { Double(priorWeight * $0.side) + 1e-9 },
      isSeed: seeds.map { $0 != nil })
    let probabilities = classes.enumerated().map { place, own in
      walker.probabilities(seeds: seeds.map { $0 == own ? 1 : 0 }, priors: priors.map { Double($0[place]) })
    }
    var result: [Int32: UInt8] = [:]
    for (node, number) in numbers.enumerated() {
      var best = 0
      for place in classes.indices where probabilities[place][node] > probabilities[best][node] { best = place }
      result[number] = seeds[node] ?? classes[best]
    }
    return result
  }

  /// By node: the probability of each class by its colors.
  private func colorPriors(_ classes: [UInt8], _ seeds: [UInt8?]) -> [[Float]] {
    let densities = classes.map { own in
      ColorDensity(nodes.indices.lazy.filter { seeds[$0] == own }.map { nodes[$0].colors })
    }
    return nodes.map { node in
      let bins = node.colors.bins
      let logarithms = densities.map { Self.evidence * $0.meanLogarithm(of: bins, total: node.colors.total) }
      let highest = logarithms.max() ?? 0
      let likelihoods = logarithms.map { exp($0 - highest) }
      let sum = likelihoods.reduce(0, +)
      return likelihoods.map { $0 / sum }
    }
  }

  /// By node: the probability of each class by the references.
  private func referencePriors(_ classes: [UInt8]) -> [[Float]] {
    let places = classes.map { own in referenceClasses.firstIndex(of: own) }
    return nodes.map { node in
      let total = max(node.probabilities.reduce(0, +), .leastNormalMagnitude)
      let shares = places.map { place -> Float in
        guard let place, !node.probabilities.isEmpty else { return Self.referenceFloor }
        return node.probabilities[place] / total + Self.referenceFloor
      }
      let sum = shares.reduce(0, +)
      return shares.map { $0 / sum }
    }
  }

  private func weight(of border: Border, _ priors: [[Float]]) -> Double {
    let contrast = border.contrast / max(1, border.length + border.shared)
    let motion =
      border.divergence / max(1, border.commonMotion) * border.commonMotion
      / (border.commonMotion + Self.certainMotion)
    var difference: Float = 0
    for (a, b) in zip(priors[Int(border.a)], priors[Int(border.b)]) { difference += abs(a - b) / 2 }
    let exponent = contrast / Self.contrastScale + motion / Self.motionScale + difference / Self.priorScale
    return Double((border.length + Self.sharedLength * border.shared) * exp(-exponent)) + 1e-9
  }
}
