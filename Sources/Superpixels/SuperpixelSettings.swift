/// Settings of the superpixel segmentation.
public struct SuperpixelSettings: Hashable, Sendable {
  /// K, the requested number of superpixels, ≥ 1; takes precedence over ``size``.
  public var count: Int? = nil
  /// The side S of a superpixel in pixels of the working picture, ≥ 1: K = N / S². Nil: 6 at 427×240, scaled with the
  /// fourth root of the number of pixels, so that small pictures keep detail and large ones get smoother borders.
  public var size: Double? = nil
  /// m of Achanta et al. 2012, equation (3): the weight of spatial distance relative to color distance, > 0.
  public var compactness: Double = 10
  /// The number of iterations, ≥ 1.
  public var iterations: Int = 10
  /// A connected component smaller than this fraction of the mean size is merged into a neighbor, 0…1.
  public var minArea: Double = 0.25
  /// Whether a frame starts from the centers of the previous frame.
  public var warm: Bool = false
  /// Whether the picture is first stretched to its minimum and maximum, as in scikit-image.
  public var stretch: Bool = false
  /// Whether red and blue are swapped, as in the public code.
  public var swapsRedAndBlue: Bool = false

  public init() {}

  /// K for a picture of `pixels` pixels, in 1…`pixels`.
  package func count(forPixels pixels: Int) -> Int {
    let size = size ?? 6 * (Double(pixels) / (427 * 240)).squareRoot().squareRoot()
    let wanted = count.map(Double.init) ?? Double(pixels) / (size * size)
    return Int(min(Double(pixels), max(1, wanted.rounded())))
  }
}
