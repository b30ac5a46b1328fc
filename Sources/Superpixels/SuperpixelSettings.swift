/// How a picture is cut into superpixels.
public struct SuperpixelSettings: Hashable, Sendable {
  /// K, the number of superpixels asked for, ≥ 1; where it is set it wins over ``size``.
  public var count: Int? = nil
  /// The side S of a superpixel in pixels of the working picture, ≥ 1: K = N / S². Nil: 6 in a picture of 427×240, and with
  /// the fourth root of the pixels in others, so that small pictures lose less and large ones get calmer borders.
  public var size: Double? = nil
  /// m of Achanta et al. 2012, equation (3): how much a distance in the plane weighs against one in color, > 0.
  public var compactness: Double = 10
  /// How often pixels are assigned and centers moved, ≥ 1.
  public var iterations: Int = 10
  /// A connected piece under this share of the mean size joins a neighbor, 0…1.
  public var minArea: Double = 0.25
  /// Whether a frame starts from the centers of the frame before instead of a fresh grid.
  public var warm: Bool = false
  /// Whether the picture is first stretched to its own minimum and maximum, as scikit-image does.
  public var stretch: Bool = false
  /// Whether red and blue are exchanged, as the public code does.
  public var swapsRedAndBlue: Bool = false

  public init() {}

  /// K for a picture of `pixels` pixels: never more than there are pixels, never less than one.
  package func count(forPixels pixels: Int) -> Int {
    let size = size ?? 6 * (Double(pixels) / (427 * 240)).squareRoot().squareRoot()
    let wanted = count.map(Double.init) ?? Double(pixels) / (size * size)
    return Int(min(Double(pixels), max(1, wanted.rounded())))
  }
}
