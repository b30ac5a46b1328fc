/// One label per pixel, rows from the top.
///
/// `Kind`, a case of ``LabelKind``, says what the labels are. Maps of different kinds are different types, so clusters
/// can not be used as track IDs. The kind has no values: all kinds share one layout and one code.
public struct LabelRaster<Kind>: Equatable, Sendable {
  /// The width and the height in pixels.
  public let size: PictureSize
  /// `size.count` labels.
  public var labels: [UInt16]

  /// Creates a map from its labels.
  ///
  /// - Precondition: `labels` holds one value per pixel.
  public init(size: PictureSize, labels: [UInt16]) {
    precondition(labels.count == size.count, "a label map of \(size) needs \(size.count) labels, not \(labels.count)")
    self.size = size
    self.labels = labels
  }

  /// Creates a map in which all pixels have one label.
  public init(size: PictureSize, filledWith label: UInt16 = 0) {
    self.init(size: size, labels: Array(repeating: label, count: size.count))
  }

  /// The label at column `x` of row `y`.
  public subscript(x: Int, y: Int) -> UInt16 {
    get { labels[y * size.width + x] }
    set { labels[y * size.width + x] = newValue }
  }

  /// The labels of the border pixels: the first and last row, and the first and last column.
  package var rim: [UInt16] {
    let (width, height) = (size.width, size.height)
    var rim = Array(labels.prefix(width))
    if height > 1 { rim += labels.suffix(width) }
    for y in 1..<max(1, height - 1) {
      rim.append(labels[y * width])
      if width > 1 { rim.append(labels[(y + 1) * width - 1]) }
    }
    return rim
  }

  /// The area of every label that occurs, in pixels, in ascending order of the labels.
  public func areas() -> [(label: UInt16, area: Int)] {
    var counts = [Int](repeating: 0, count: Int(labels.max() ?? 0) + 1)
    for label in labels { counts[Int(label)] += 1 }
    return counts.indices.lazy.filter { counts[$0] > 0 }.map { (UInt16($0), counts[$0]) }
  }

  /// The number of regions that occur. Label 0, "no label", is none.
  public var regionCount: Int { areas().count { $0.label != 0 } }
}
