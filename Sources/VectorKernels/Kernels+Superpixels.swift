import CKernels

/// A band of the rows of a picture, to cut it into superpixels.
package struct SuperpixelBand {
  /// Of the whole picture, rows of `width` values, with ``padding`` values behind the last.
  package let lightness, a, b: UnsafeBufferPointer<Float>
  package let width: Int
  package let rows: Range<Int>
  /// How far a center sees: its window is the 2 reach + 1 rows and columns around its pixel.
  package let reach: Int
  /// What a squared distance in the plane weighs against one in color.
  package let weight: Float
  /// Of the band alone, ``stride`` values a row: to the nearest center so far, and which it is.
  package let distance: UnsafeMutableBufferPointer<Float>
  package let nearest: UnsafeMutableBufferPointer<Int32>

  /// Values behind the last pixel of a picture that are read, and count for nothing.
  package static let padding = 16

  /// The values in a row of ``distance`` and ``nearest``, for pictures of a width.
  package static func stride(width: Int) -> Int { width + padding }

  package init(
    lightness: UnsafeBufferPointer<Float>, a: UnsafeBufferPointer<Float>, b: UnsafeBufferPointer<Float>, width: Int,
    rows: Range<Int>, reach: Int, weight: Float, distance: UnsafeMutableBufferPointer<Float>,
    nearest: UnsafeMutableBufferPointer<Int32>
  ) {
    let stride = Self.stride(width: width)
    precondition(rows.lowerBound >= 0 && lightness.count >= rows.upperBound * width + Self.padding)
    precondition(a.count == lightness.count && b.count == lightness.count)
    precondition(distance.count >= rows.count * stride && nearest.count >= rows.count * stride)
    self.lightness = lightness
    self.a = a
    self.b = b
    self.width = width
    self.rows = rows
    self.reach = reach
    self.weight = weight
    self.distance = distance
    self.nearest = nearest
  }

  fileprivate var forKernels: tessera_slic_band {
    tessera_slic_band(
      lightness: lightness.baseAddress, a: a.baseAddress, b: b.baseAddress, width: Int32(width),
      top: Int32(rows.lowerBound), bottom: Int32(rows.upperBound), reach: Int32(reach), weight: weight,
      distance: distance.baseAddress, nearest: nearest.baseAddress, stride: Self.stride(width: width))
  }
}

/// What the pixels of a cluster add up to.
package struct SuperpixelSums: BitwiseCopyable {
  /// Alone in here, so that memory of this type is memory of that one.
  private var sums = tessera_slic_sums()

  package init() {}

  package var lightness: Float { sums.lightness }
  package var a: Float { sums.a }
  package var b: Float { sums.b }
  package var pixels: Int { Int(sums.pixels) }
  package var x: Int { Int(sums.x) }
  package var y: Int { Int(sums.y) }

  /// The mean lightness, a, b, x and y, and three zeros; nil where there are no pixels.
  package var means: SIMD8<Float>? {
    guard sums.pixels > 0 else { return nil }
    return SIMD8(sums.lightness, sums.a, sums.b, Float(sums.x), Float(sums.y), 0, 0, 0) / Float(sums.pixels)
  }

  /// Adds the parts, in their order, to the sums of their members.
  package static func add(
    _ parts: UnsafeBufferPointer<SuperpixelSums>, of members: UnsafeBufferPointer<Int32>,
    to totals: UnsafeMutableBufferPointer<SuperpixelSums>
  ) {
    precondition(members.count == parts.count)
    for m in 0..<parts.count {
      let k = Int(members[m])
      precondition(totals.indices.contains(k))
      totals[k].add(parts[m])
    }
  }

  private mutating func add(_ other: SuperpixelSums) {
    sums.lightness += other.sums.lightness
    sums.a += other.sums.a
    sums.b += other.sums.b
    sums.pixels += other.sums.pixels
    sums.x += other.sums.x
    sums.y += other.sums.y
  }
}

/// SLIC. `centers` holds l, a, b, x, y of every center, `members` the numbers of those that a band looks at. The same bits
/// at every level.
extension Kernels {
  /// Fills distance and nearest of a band: the first of the nearest of the members whose window holds the pixel; infinity
  /// and −1 where there is none.
  package func assignPixels(_ band: SuperpixelBand, centers: [Float], members: UnsafeBufferPointer<Int32>) {
    check(members, centers)
    var band = band.forKernels
    table.pointee.assign_pixels(&band, centers, members.baseAddress, members.count)
  }

  /// sums[m] ← over the pixels of the band whose nearest is members[m]; the centers as they were when pixels were assigned.
  package func sumPixels(
    _ band: SuperpixelBand, centers: [Float], members: UnsafeBufferPointer<Int32>,
    into sums: UnsafeMutableBufferPointer<SuperpixelSums>
  ) {
    check(members, centers)
    precondition(sums.count == members.count && band.rows.count <= 4096)
    var band = band.forKernels
    // SAFETY: a structure of one stored property has the layout of that property.
    sums.withMemoryRebound(to: tessera_slic_sums.self) { sums in
      table.pointee.sum_pixels(&band, centers, members.baseAddress, members.count, sums.baseAddress)
    }
  }

  private func check(_ members: UnsafeBufferPointer<Int32>, _ centers: [Float]) {
    // They rise, so that the ends tell of all.
    precondition(members.isEmpty || members[0] >= 0 && 5 * (Int(members[members.count - 1]) + 1) <= centers.count)
  }
}
