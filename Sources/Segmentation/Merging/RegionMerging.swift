import Imaging
import Regions
import Superpixels

/// Superpixels that grow together to regions: the piecewise constant model of Mumford and Shah ("Optimal approximations
/// by piecewise smooth functions and associated variational problems", 1989), minimized by merging (Koepfler, Lopez and
/// Morel, SIAM J. Numer. Anal. 31(1), 1994).
///
/// Its energy is Σ ‖f(n) − mean of f in the region of n‖² over the pixels n + λ · the length of all borders. To make
/// neighbors a and b one raises the first sum by |a||b| / (|a| + |b|) · ‖mean f(a) − mean f(b)‖², Ward's distance, and
/// lowers the second by λ · the border they share: ``RegionModel`` without motion. The pair that costs least for its
/// border comes first.
package struct RegionMerging {
  private var merging: GreedyMerging<RegionModel>

  private static var parameters: MergeParameters {
    var parameters = MergeParameters()
    // λ is a price for each unit of length.
    parameters.borderExponent = 1
    parameters.edgeScale = 0.6
    return parameters
  }

  /// - Parameters:
  ///   - superpixels: the first regions.
  ///   - features: the mean of f in each; finite, as many values for every superpixel.
  package init(_ superpixels: Superpixels, features: [Float]) {
    precondition(superpixels.count > 0 && features.count % superpixels.count == 0)
    let channels = features.count / superpixels.count
    var model = RegionModel(Self.parameters, dimensions: channels, frames: 0, capacity: superpixels.count)
    for k in 0..<superpixels.count {
      model.append(size: Float(superpixels[k].count), features: features[(k * channels)..<((k + 1) * channels)])
    }
    merging = GreedyMerging(
      model, count: superpixels.count, edges: model.borders(of: superpixels.labels, size: superpixels.size),
      isExact: true)
  }

  /// Merges while a union costs less than λ for the border that goes, each unit of its length.
  ///
  /// - Returns: the region of every superpixel, from 0, numbered by their first superpixels, and how many there are.
  package mutating func merged(lambda: Float) -> (regions: [Int32], count: Int) {
    while merging.next(below: lambda) != nil {}
    var forest = merging.forest
    let (regions, count) = forest.numbers()
    return (regions, count)
  }
}
