/// One number a pixel that says what the pixel belongs to: the label, object or class of a gray or palette image, or
/// the color, as 0xRRGGBB, of an image in colors. Rows from the top.
///
/// Unlike a `LabelMap`, whose labels fit 16 bits, it holds whatever numbers a file uses.
package struct RegionMap: Equatable, Sendable {
  package let size: Size
  /// `size.count` numbers.
  package var ids: [UInt32]

  /// - Precondition: `ids` holds one value a pixel.
  package init(size: Size, ids: [UInt32]) {
    precondition(ids.count == size.count, "a region map of \(size) needs \(size.count) ids, not \(ids.count)")
    self.size = size
    self.ids = ids
  }

  /// The map at another size, by nearest neighbor: pixel x of `newSize` takes pixel ⌊x · width / newSize.width⌋.
  package func resized(to newSize: Size) -> RegionMap {
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
