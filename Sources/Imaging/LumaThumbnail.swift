/// The luma of a frame, reduced by a whole factor to about 108 rows or columns on the shorter side: what decides most frames in the
/// search for cuts.
package struct LumaThumbnail: Equatable, Sendable, Codable {
  package let size: PictureSize
  /// 0…255, rows from the top.
  package let luma: [UInt8]

  private static let shorterSide = 108

  /// - Precondition: `luma` holds one value per pixel.
  package init(size: PictureSize, luma: [UInt8]) {
    precondition(luma.count == size.count, "a thumbnail of \(size) needs \(size.count) values, not \(luma.count)")
    (self.size, self.luma) = (size, luma)
  }

  /// The luma of R′, G′, B′ (Rec. ITU-R BT.601-7, 2.5.1).
  package init(_ picture: Picture) {
    let width = picture.size.width
    self.init(reducing: picture.size, range: 0...255_000) { y, row in
      picture.bytes.withUnsafeBufferPointer { bytes in
        for x in 0..<width {
          let n = 3 * (y * width + x)
          row[x] &+= 299 &* UInt32(bytes[n]) &+ 587 &* UInt32(bytes[n + 1]) &+ 114 &* UInt32(bytes[n + 2])
        }
      }
    }
  }

  /// Means of squares of pixels. The last columns and rows that fill no square are left out.
  ///
  /// - Parameters:
  ///   - source: the size of the frame.
  ///   - range: the values of black and of white.
  ///   - add: adds the values of a row of the frame, each under 2²⁴, to `sums`, which has its width.
  package init(
    reducing source: PictureSize, range: ClosedRange<UInt32>,
    adding add: (_ y: Int, _ sums: UnsafeMutableBufferPointer<UInt32>) -> Void
  ) {
    let factor = Self.factor(for: source)
    let size = PictureSize(width: source.width / factor, height: source.height / factor)
    let (black, scale) = (
      Float(range.lowerBound), 255 / (Float(range.upperBound - range.lowerBound) * Float(factor * factor))
    )
    let luma = [UInt8](unsafeUninitializedCapacity: size.count) { luma, initialized in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: source.width) { sums in
        for y in 0..<size.height {
          sums.initialize(repeating: 0)
          for row in y * factor..<(y + 1) * factor { add(row, sums) }
          for x in 0..<size.width {
            // SAFETY: (x + 1) · factor ≤ the source's width.
            var sum = 0
            for column in 0..<factor { sum &+= Int(sums[x &* factor &+ column]) }
            let value = (Float(sum) - black * Float(factor * factor)) * scale
            luma[y &* size.width &+ x] = UInt8(min(max(value + 0.5, 0), 255))
          }
        }
      }
      initialized = size.count
    }
    self.init(size: size, luma: luma)
  }

  /// Validates decoded state.
  package var isConsistent: Bool {
    size.width > 0 && size.height > 0 && size.width.multipliedReportingOverflow(by: size.height) == (luma.count, false)
  }

  /// The side of the squares whose means are the pixels.
  private static func factor(for source: PictureSize) -> Int {
    max(1, (min(source.width, source.height) + shorterSide / 2) / shorterSide)
  }
}
