import Imaging

/// Arrays of numbers, which are written at once. Maps and pictures are written as differences from the pixel before, modulo
/// 2¹⁶ and 2⁸: most are small.
extension DescribedFrame: Codable {
  private enum CodingKeys: CodingKey { case parts, follows, hidden, columns, rows, size }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(parts, forKey: .parts)
    try container.encode(backward != nil, forKey: .follows)
    guard let parts, let backward else { return }
    // Of a hidden point the displacement is that of the point before.
    let width = parts.size.width
    var hidden = [UInt8](repeating: 0, count: (backward.count + 7) / 8)
    var columns = [UInt16](repeating: 0, count: backward.count)
    var rows = columns
    var (before, beforeRow): (UInt16, UInt16) = (0, 0)
    for (n, place) in backward.enumerated() {
      guard place >= 0 else {
        hidden[n / 8] |= 1 << UInt8(n % 8)
        continue
      }
      let column = UInt16(truncatingIfNeeded: Int(place) % width - n % width)
      let row = UInt16(truncatingIfNeeded: Int(place) / width - n / width)
      (columns[n], rows[n]) = (column &- before, row &- beforeRow)
      (before, beforeRow) = (column, row)
    }
    try container.encode(hidden, forKey: .hidden)
    try container.encode(columns, forKey: .columns)
    try container.encode(rows, forKey: .rows)
  }

  /// - Throws: `DecodingError`, also for values that contradict each other.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let parts = try container.decode(FrameParts?.self, forKey: .parts)
    guard try container.decode(Bool.self, forKey: .follows), let size = parts?.size else {
      self.init(parts: parts, backward: nil)
      return
    }
    let hidden = try container.decode([UInt8].self, forKey: .hidden)
    let columns = try container.decode([UInt16].self, forKey: .columns)
    let rows = try container.decode([UInt16].self, forKey: .rows)
    guard hidden.count == (size.count + 7) / 8, columns.count == size.count, rows.count == size.count else {
      throw DecodingError.damaged(.columns, in: container, "the motion does not fill its frame")
    }
    var backward = [Int32](repeating: -1, count: size.count)
    var (column, row): (UInt16, UInt16) = (0, 0)
    for n in backward.indices where hidden[n / 8] & 1 << UInt8(n % 8) == 0 {
      (column, row) = (column &+ columns[n], row &+ rows[n])
      let x = Int(UInt16(truncatingIfNeeded: n % size.width) &+ column)
      let y = Int(UInt16(truncatingIfNeeded: n / size.width) &+ row)
      guard x < size.width, y < size.height else {
        throw DecodingError.damaged(.columns, in: container, "the motion leads out of the picture")
      }
      backward[n] = Int32(y * size.width + x)
    }
    self.init(parts: parts, backward: backward)
  }
}

extension FrameParts: Codable {
  private enum CodingKeys: CodingKey { case size, bytes, map, values, descriptors, a, b, lengths }

  /// The values of a part besides its descriptor.
  private static let valuesPerPart = 4
  /// The maximum number of pixels of a map.
  private static let maxPixels = 1 << 28
  /// The maximum magnitude of a descriptor's values and of a motion; far above colors of CIELAB.
  private static let maxValue: Float = 1e5

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(size, forKey: .size)
    let bytes = picture.bytes
    try container.encode(bytes.indices.map { $0 < 3 ? bytes[$0] : bytes[$0] &- bytes[$0 - 3] }, forKey: .bytes)
    let labels = map.map { UInt16(truncatingIfNeeded: $0) }
    try container.encode(labels.indices.map { $0 == 0 ? labels[0] : labels[$0] &- labels[$0 - 1] }, forKey: .map)
    try container.encode(
      parts.flatMap { [$0.pixels, $0.motion.pixels, $0.motion.velocity.x, $0.motion.velocity.y] }, forKey: .values)
    try container.encode(parts.flatMap(\.descriptor), forKey: .descriptors)
    try container.encode(edges.map { UInt16(truncatingIfNeeded: $0.a) }, forKey: .a)
    try container.encode(edges.map { UInt16(truncatingIfNeeded: $0.b) }, forKey: .b)
    try container.encode(edges.map(\.length), forKey: .lengths)
  }

  /// - Throws: `DecodingError`, also for values that contradict each other.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let size = try container.decode(PictureSize.self, forKey: .size)
    let (pixels, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    guard size.width > 0, size.height > 0, !overflow, pixels <= Self.maxPixels else {
      throw DecodingError.damaged(.size, in: container, "the size is out of range")
    }
    var bytes = try container.decode([UInt8].self, forKey: .bytes)
    guard bytes.count == 3 * pixels else {
      throw DecodingError.damaged(.bytes, in: container, "the picture does not fill its size")
    }
    for n in bytes.indices.dropFirst(3) { bytes[n] &+= bytes[n - 3] }
    var labels = try container.decode([UInt16].self, forKey: .map)
    guard labels.count == pixels else {
      throw DecodingError.damaged(.map, in: container, "the map does not fill its size")
    }
    for n in labels.indices.dropFirst() { labels[n] &+= labels[n - 1] }
    let values = try container.decode([Float].self, forKey: .values)
    let descriptors = try container.decode([Float].self, forKey: .descriptors)
    let count = values.count / Self.valuesPerPart
    guard (1...Int(UInt16.max)).contains(count), values.count == count * Self.valuesPerPart,
      descriptors.count.isMultiple(of: count), labels.allSatisfy({ $0 < count }),
      (values + descriptors).allSatisfy({ abs($0) <= Self.maxValue || $0 >= 0 && $0 <= Float(pixels) })
    else { throw DecodingError.damaged(.values, in: container, "the parts do not match the map") }
    let dimensions = descriptors.count / count
    let map = labels.map(Int32.init)
    let centroids = Self.centroids(map, size: size, count: count)
    let parts = (0..<count).map { part in
      let own = Array(values[(Self.valuesPerPart * part)..<(Self.valuesPerPart * (part + 1))])
      return Part(
        pixels: own[0], descriptor: Array(descriptors[(dimensions * part)..<(dimensions * (part + 1))]),
        motion: .init(pixels: own[1], velocity: SIMD2(own[2], own[3])), centroid: centroids[part])
    }
    guard
      parts.allSatisfy({
        $0.pixels > 0 && $0.pixels <= Float(pixels) && $0.motion.pixels >= 0 && $0.motion.pixels <= $0.pixels
      })
    else { throw DecodingError.damaged(.values, in: container, "the parts are not of this picture") }
    let a = try container.decode([UInt16].self, forKey: .a)
    let b = try container.decode([UInt16].self, forKey: .b)
    let lengths = try container.decode([Float].self, forKey: .lengths)
    guard a.count == b.count, a.count == lengths.count, zip(a, b).allSatisfy({ $0 < $1 && $1 < count }),
      lengths.allSatisfy({ $0 > 0 && $0 <= Float(4 * pixels) })
    else { throw DecodingError.damaged(.a, in: container, "the borders are not between parts") }
    let edges = a.indices.map { RegionAdjacencyGraph.Edge(a: Int32(a[$0]), b: Int32(b[$0]), length: lengths[$0]) }
    self.init(picture: Picture(size: size, bytes: bytes), map: map, parts: parts, edges: edges)
  }
}

extension DecodingError {
  fileprivate static func damaged<Key: CodingKey>(
    _ key: Key, in container: KeyedDecodingContainer<Key>, _ what: String
  ) -> DecodingError {
    .dataCorruptedError(forKey: key, in: container, debugDescription: what)
  }
}
