import CKernels

/// The size of a map of height × width pixels with `channels` contiguous values each.
package struct MapShape: Sendable {
  package let height, width, channels: Int

  package init(height: Int, width: Int, channels: Int) {
    self.height = height
    self.width = width
    self.channels = channels
  }

  package var count: Int { height * width * channels }
}

/// The tiles of one row of 4×4 outputs within the memory of several: [36][count][channels] values.
package struct TileRow: Sendable {
  /// The first tile of the row, and how many tiles the memory holds.
  package let first, count: Int

  package init(first: Int, count: Int) {
    self.first = first
    self.count = count
  }

  /// Whether a row of a map of that shape lies within memory of so many values.
  func fits(_ shape: MapShape, in values: Int) -> Bool {
    first >= 0 && first + (shape.width + 3) / 4 <= count && values >= 36 * count * shape.channels
  }
}

extension Kernels {
  /// Whether ``multiply(_:_:into:m:n:k:)`` exists: where it does not, a library's product is the better choice.
  package var multiplies: Bool { table.pointee.multiply != nil }

  /// C (m×n) ← A·B, with A m×k and B k×n, all row-major. Reads up to 16 floats behind the end of `b`.
  package func multiply(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, into c: UnsafeMutableBufferPointer<Float>, m: Int,
    n: Int, k: Int
  ) {
    precondition(a.count == m * k && b.count == k * n && c.count == m * n)
    table.pointee.multiply(a.baseAddress, k, 1, b.baseAddress, c.baseAddress, m, n, k, 0)
  }

  /// C (m×n) ← C + Aᵀ·B, with A k×m and B k×n. Reads up to 16 floats behind the end of `b`.
  package func accumulateTransposed(
    _ a: UnsafeBufferPointer<Float>, _ b: UnsafeBufferPointer<Float>, into c: UnsafeMutableBufferPointer<Float>, m: Int,
    n: Int, k: Int
  ) {
    precondition(a.count == m * k && b.count == k * n && c.count == m * n)
    table.pointee.multiply(a.baseAddress, 1, m, b.baseAddress, c.baseAddress, m, n, k, 1)
  }

  /// Input tiles of one row of tiles of the Winograd convolution F(4×4, 3×3): V = Bᵀ·d·B for the 6×6 pixels of each tile,
  /// normalized by gain and offset, if given; outside the picture there is 0.
  ///
  /// - Parameter top: the row of the tiles' first pixels; may be −1.
  package func winogradInput(
    _ map: UnsafeBufferPointer<Float>, _ shape: MapShape, top: Int, gain: [Float]?, offset: [Float]?,
    into v: UnsafeMutableBufferPointer<Float>, _ tiles: TileRow
  ) {
    precondition(map.count == shape.count && tiles.fits(shape, in: v.count))
    precondition((gain?.count ?? shape.channels) == shape.channels && gain?.count == offset?.count)
    table.pointee.winograd_input(
      map.baseAddress, Int32(shape.height), Int32(shape.width), Int32(shape.channels), Int32(top), gain, offset,
      v.baseAddress.map { $0 + tiles.first * shape.channels }, tiles.count * shape.channels)
  }

  /// Output tiles: Y = Aᵀ·m·A, written to the rows top ..< min(top + 4, height) of the map.
  package func winogradOutput(
    _ m: UnsafeBufferPointer<Float>, _ tiles: TileRow, into map: UnsafeMutableBufferPointer<Float>, _ shape: MapShape,
    top: Int
  ) {
    precondition(map.count == shape.count && tiles.fits(shape, in: m.count) && top >= 0)
    table.pointee.winograd_output(
      m.baseAddress.map { $0 + tiles.first * shape.channels }, tiles.count * shape.channels, map.baseAddress,
      Int32(shape.height), Int32(shape.width), Int32(shape.channels), Int32(top))
  }

  /// Tiles of the output gradient: A·dY·Aᵀ for the 4×4 pixels of each tile, 0 outside the picture.
  package func winogradGradient(
    _ map: UnsafeBufferPointer<Float>, _ shape: MapShape, top: Int, into dm: UnsafeMutableBufferPointer<Float>,
    _ tiles: TileRow
  ) {
    precondition(map.count == shape.count && tiles.fits(shape, in: dm.count) && top >= 0)
    table.pointee.winograd_gradient(
      map.baseAddress, Int32(shape.height), Int32(shape.width), Int32(shape.channels), Int32(top),
      dm.baseAddress.map { $0 + tiles.first * shape.channels }, tiles.count * shape.channels)
  }
}
