extension LabelRaster {
  /// Resizes by nearest neighbor, as ``RegionMap/resized(to:)``.
  package func resized(to newSize: PictureSize) -> LabelRaster {
    guard newSize != size else { return self }
    let columns = (0..<newSize.width).map { $0 * size.width / newSize.width }
    var resized: [UInt16] = []
    resized.reserveCapacity(newSize.count)
    for y in 0..<newSize.height {
      let row = y * size.height / newSize.height * size.width
      for column in columns { resized.append(labels[row + column]) }
    }
    return LabelRaster(size: newSize, labels: resized)
  }
}
