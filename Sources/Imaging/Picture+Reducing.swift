extension Picture {
  /// Reduces the picture: each pixel is the mean of the area that it covers.
  ///
  /// - Parameter newSize: at most as large as the picture, on both sides.
  package func reduced(to newSize: PictureSize) -> Picture {
    guard newSize != size else { return self }
    precondition(newSize.width <= size.width && newSize.height <= size.height, "\(size) is not reduced to \(newSize)")
    let columns = Self.weights(from: size.width, to: newSize.width)
    let rows = Self.weights(from: size.height, to: newSize.height)
    var reduced: [UInt8] = []
    reduced.reserveCapacity(3 * newSize.count)
    var sums = [Float](repeating: 0, count: 3 * size.width)
    for row in rows {
      for n in sums.indices { sums[n] = 0 }
      bytes.withUnsafeBufferPointer { bytes in
        for (y, weight) in row {
          let start = 3 * y * size.width
          for n in sums.indices { sums[n] += weight * Float(bytes[start + n]) }
        }
      }
      for column in columns {
        var color = SIMD3<Float>.zero
        for (x, weight) in column { color += weight * SIMD3(sums[3 * x], sums[3 * x + 1], sums[3 * x + 2]) }
        for channel in 0..<3 { reduced.append(UInt8(min(max(color[channel].rounded(), 0), 255))) }
      }
    }
    return Picture(size: newSize, bytes: reduced)
  }

  /// The shorter side below which a picture is not halved.
  private static let minHalvedSide = 32

  /// The picture at half of the size; nil if it is too small.
  package var halved: Picture? {
    guard min(size.width, size.height) >= Self.minHalvedSide else { return nil }
    return reduced(to: PictureSize(width: size.width / 2, height: size.height / 2))
  }

  /// For each new pixel of a side the old ones that it covers, with their shares, which add up to 1.
  private static func weights(from old: Int, to new: Int) -> [[(place: Int, weight: Float)]] {
    (0..<new).map { place in
      // In units of 1/new of an old pixel.
      let (start, end) = (place * old, (place + 1) * old)
      return (start / new...(end - 1) / new).map { pixel -> (place: Int, weight: Float) in
        let covered: Int = min(end, (pixel + 1) * new) - max(start, pixel * new)
        return (pixel, Float(covered) / Float(old))
      }
    }
  }
}

extension LabelRaster {
  /// Resizes by nearest neighbor, from the centers of the pixels.
  package func resized(to newSize: PictureSize) -> LabelRaster {
    guard newSize != size else { return self }
    let columns = (0..<newSize.width).map { (2 * $0 + 1) * size.width / (2 * newSize.width) }
    var resized: [UInt16] = []
    resized.reserveCapacity(newSize.count)
    for y in 0..<newSize.height {
      let row = (2 * y + 1) * size.height / (2 * newSize.height) * size.width
      for column in columns { resized.append(labels[row + column]) }
    }
    return LabelRaster(size: newSize, labels: resized)
  }
}

extension PictureSize {
  /// The size within a box, with the aspect ratio kept to the nearest pixel, never larger than this one.
  package func fitted(in box: PictureSize) -> PictureSize {
    let factor = min(1, Double(box.width) / Double(width), Double(box.height) / Double(height))
    let fitted = scaled(by: factor)
    return PictureSize(width: min(fitted.width, width), height: min(fitted.height, height))
  }
}
