import Imaging
import Parallelism

/// Simple linear iterative clustering, Achanta et al., "SLIC superpixels compared to state-of-the-art superpixel
/// methods", IEEE TPAMI 34(11), 2012: k-means over color and position with a local window for each center.
package struct SLIC: Sendable {
  package let settings: SuperpixelSettings
  private let workers: Workers

  package init(_ settings: SuperpixelSettings, workers: Workers) {
    self.settings = settings
    self.workers = workers
  }

  /// The superpixels of a picture.
  ///
  /// - Parameters:
  ///   - lab: the picture in CIELAB, if already computed; ignored if the settings change its colors.
  ///   - previous: centers of the frame before to start from; they are used if there are as many as this picture would
  ///     get, otherwise a fresh grid is.
  /// - Returns: connected superpixels, and the centers as the last iteration left them.
  package func superpixels(
    of picture: Picture, lab: LabPlanes? = nil, startingFrom previous: Centers? = nil
  ) -> (Superpixels, Centers) {
    let planes = (changesColors ? nil : lab) ?? LabPlanes(prepared(picture), workers: workers)
    let grid = Grid(size: picture.size, count: settings.count(forPixels: picture.size.count))
    var centers: Centers
    if let previous, previous.count == grid.count {
      centers = previous
    } else {
      centers = Centers(grid: grid, colors: planes)
    }
    let assignment = Assignment(
      planes: planes, grid: grid, compactness: Float(settings.compactness), workers: workers)
    for _ in stride(from: 1, to: settings.iterations, by: 1) { assignment.iterate(&centers) }
    let labels = assignment.lastIteration(&centers)
    let minimum = Int(settings.minArea * Double(picture.size.count) / Double(grid.count))
    return (Connectivity.enforced(labels, size: picture.size, minimum: minimum, workers: workers), centers)
  }

  private var changesColors: Bool { settings.stretch || settings.swapsRedAndBlue }

  private func prepared(_ picture: Picture) -> Picture {
    guard changesColors else { return picture }
    var result = picture
    if settings.stretch, let low = picture.bytes.min(), let high = picture.bytes.max(), high > low {
      let table = (0...255).map { value -> UInt8 in
        UInt8(max(0, min(255, (Float(value - Int(low)) * 255 / Float(high - low)).rounded())))
      }
      for i in result.bytes.indices { result.bytes[i] = table[Int(result.bytes[i])] }
    }
    if settings.swapsRedAndBlue {
      for n in 0..<picture.size.count { result.bytes.swapAt(3 * n, 3 * n + 2) }
    }
    return result
  }
}
