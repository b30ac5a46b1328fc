import Imaging
import Regions
import Superpixels

/// Merges superpixels to regions: the piecewise constant model of Mumford and Shah ("Optimal approximations by
/// piecewise smooth functions and associated variational problems", 1989), minimized by greedy merging (Koepfler,
/// Lopez and Morel, SIAM J. Numer. Anal. 31(1), 1994).
///
/// Its energy is Σ ‖f(n) − mean of f in the region of n‖² over the pixels n + λ · the length of all borders. Merging
/// neighbors a and b raises the first term by |a||b| / (|a| + |b|) · ‖mean f(a) − mean f(b)‖², Ward's distance, and
/// lowers the second by λ · their shared border: ``RegionModel`` without motion. The pair with the lowest cost per
/// border length is merged first.
///
/// Probabilities are compared by the Hellinger distance of their means: two parts of a textured surface are alike as mixtures
/// of clusters, even if no two superpixels are.
package struct RegionMerging {
  private var merging: GreedyMerging<RegionModel>

  private static var parameters: MergeParameters {
    var parameters = MergeParameters()
    // λ is a cost per unit of length.
    parameters.borderExponent = 1
    parameters.edgeScale = 0.8
    return parameters
  }

  /// - Parameters:
  ///   - superpixels: the initial regions.
  ///   - features: the mean of f in each; finite, the same number of values for every superpixel.
  ///   - outcomes: how many of these values, the last ones, are probabilities of sum 1.
  package init(_ superpixels: Superpixels, features: [Float], outcomes: Int = 0) {
    precondition(superpixels.count > 0 && features.count % superpixels.count == 0)
    let channels = features.count / superpixels.count
    var model = RegionModel(
      Self.parameters, dimensions: channels, outcomes: outcomes, frames: 0, capacity: superpixels.count)
    for k in 0..<superpixels.count {
      model.append(size: Float(superpixels[k].count), descriptor: features[(k * channels)..<((k + 1) * channels)])
    }
    merging = GreedyMerging(
      model, count: superpixels.count, edges: model.borders(of: superpixels.labels, size: superpixels.size),
      isExact: true)
  }

  /// Merges while a union costs less than λ per unit of removed border.
  ///
  /// - Returns: the region of every superpixel, from 0, numbered by first superpixel, and the number of regions.
  package mutating func merged(lambda: Float) -> (regions: [Int32], count: Int) {
    while merging.next(below: lambda) != nil {}
    var forest = merging.forest
    let (regions, count) = forest.numbers()
    return (regions, count)
  }
}

extension RegionMerging {
  /// The regions of a frame by ``MergingSettings``, from colors and probabilities of superpixels.
  ///
  /// - Parameters:
  ///   - superpixels: the initial regions.
  ///   - colors: the mean CIELAB color of each.
  ///   - probabilities: the mean of the model's probabilities in each, q values for every superpixel.
  ///   - settings: the weight of the colors, and q.
  ///   - border: λ, relative to the picture's side.
  /// - Throws: `tooManyRegions`.
  static func regions(
    of superpixels: Superpixels, colors: [SIMD3<Float>], probabilities: [Float], _ settings: SegmentSettings,
    border: Double
  ) throws(SegmentationError) -> ClusterMap {
    let q = settings.clusters
    let features = (0..<superpixels.count).flatMap { k -> [Float] in
      let color = colors[k] / Float(settings.merging.color)
      return [color.x, color.y, color.z] + probabilities[(k * q)..<((k + 1) * q)]
    }
    var merging = RegionMerging(superpixels, features: features, outcomes: q)
    let lambda = border * Double(superpixels.size.count).squareRoot()
    let (regions, count) = merging.merged(lambda: Float(lambda))
    guard count <= Int(UInt16.max) else { throw .tooManyRegions(count: count, limit: Int(UInt16.max)) }
    return ClusterMap(size: superpixels.size, labels: superpixels.labels.map { UInt16(regions[Int($0)]) })
      .absorbingRegions(under: settings.minArea(superpixels.size))
  }
}
