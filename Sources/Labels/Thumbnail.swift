import Imaging

/// A picture as 8 × 8 mean colors: enough to distinguish videos, and robust to decoding and rounding.
package struct Thumbnail: Equatable, Sendable, Codable {
  /// Cells per side.
  private static let side = 8
  /// The maximum difference, of 0…255, for a re-encoded video: of the mean, and of a cell.
  private static let (maxMean, maxDifference) = (5, 40)

  /// Red, green, blue of each cell, rows from the top.
  private let bytes: [UInt8]

  /// The mean color of every cell; if there are fewer pixels than cells, cells share pixels.
  package init(_ picture: Picture) {
    let size = picture.size
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * Self.side * Self.side)
    func range(_ cell: Int, of length: Int) -> Range<Int> {
      let start = cell * length / Self.side
      return start..<max(start + 1, (cell + 1) * length / Self.side)
    }
    for cellY in 0..<Self.side {
      for cellX in 0..<Self.side {
        var sum = SIMD3<Int>()
        let (rows, columns) = (range(cellY, of: size.height), range(cellX, of: size.width))
        for y in rows {
          for x in columns {
            let place = 3 * (y * size.width + x)
            sum &+= SIMD3(Int(picture.bytes[place]), Int(picture.bytes[place + 1]), Int(picture.bytes[place + 2]))
          }
        }
        let count = rows.count * columns.count
        for channel in 0..<3 { bytes.append(UInt8((sum[channel] + count / 2) / count)) }
      }
    }
    self.bytes = bytes
  }

  /// Whether both may show the same picture.
  package func resembles(_ other: Thumbnail) -> Bool {
    let differences = zip(bytes, other.bytes).map { abs(Int($0) - Int($1)) }
    return differences.reduce(0, +) <= Self.maxMean * differences.count
      && differences.allSatisfy { $0 <= Self.maxDifference }
  }

  /// Two hexadecimal digits per byte.
  package var text: String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// Nil if the text is not a thumbnail.
  package init?(text: String) {
    let digits = Array(text.utf8)
    guard digits.count == 6 * Self.side * Self.side else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let byte = UInt8(String(decoding: digits[place...(place + 1)], as: UTF8.self), radix: 16) else {
        return nil
      }
      bytes.append(byte)
    }
    self.bytes = bytes
  }

  /// Whether a thumbnail is kept for a frame: 0, 1, 2, 4, 8 …
  package static func isKept(ofFrame index: Int) -> Bool { index & (index - 1) == 0 }
}
