import Imaging

extension Superpixels {
  /// The picture at half of the size (``Picture/halved``), and its superpixels: those of the pixels' centers, numbered in the order of their
  /// first pixels. Some of the smallest may be gone.
  ///
  /// - Parameter picture: of the size of the superpixels.
  /// - Returns: nil if the picture is too small.
  package func halved(with picture: Picture) -> (picture: Picture, superpixels: Superpixels)? {
    precondition(picture.size == size, "the superpixels are not of the picture")
    guard let picture = picture.halved else { return nil }
    let half = picture.size
    let columns = (0..<half.width).map { (2 * $0 + 1) * size.width / (2 * half.width) }
    var numbers = [Int32](repeating: -1, count: count)
    var left: Int32 = 0
    var labels: [Int32] = []
    labels.reserveCapacity(half.count)
    for y in 0..<half.height {
      let row = (2 * y + 1) * size.height / (2 * half.height) * size.width
      for column in columns {
        let k = Int(self.labels[row + column])
        if numbers[k] < 0 {
          numbers[k] = left
          left += 1
        }
        labels.append(numbers[k])
      }
    }
    return (picture, Superpixels(size: half, labels: labels, count: Int(left)))
  }
}
