/// One region number per pixel, rows from the top: the label, object or class of a gray or palette image, or the
/// color, as 0xRRGGBB, of a color image.
///
/// Unlike the 16-bit labels of a `LabelMap`, it holds any number found in a file.
package struct RegionMap: Equatable, Sendable {
  package let size: PictureSize
  /// `size.count` numbers.
  package var ids: [UInt32]

  /// - Precondition: `ids` holds one value per pixel.
  package init(size: PictureSize, ids: [UInt32]) {
    precondition(ids.count == size.count, "a region map of \(size) needs \(size.count) ids, not \(ids.count)")
    self.size = size
    self.ids = ids
  }

  /// Resizes by nearest neighbor: pixel x of `newSize` takes pixel ⌊x · width / newSize.width⌋.
  package func resized(to newSize: PictureSize) -> RegionMap {
    guard newSize != size else { return self }
    let columns = (0..<newSize.width).map { $0 * size.width / newSize.width }
    var resized: [UInt32] = []
    resized.reserveCapacity(newSize.count)
    for y in 0..<newSize.height {
      let row = y * size.height / newSize.height * size.width
      for column in columns { resized.append(ids[row + column]) }
    }
    return RegionMap(size: newSize, ids: resized)
  }
}
