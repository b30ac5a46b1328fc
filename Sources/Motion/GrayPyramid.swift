import Imaging

/// A luma pyramid: full size, half, quarter, and so on, for coarse-to-fine flow.
///
/// It is computed once for each frame and used for the flow to the previous and to the next frame.
package struct GrayPyramid: Sendable {
  /// From full size to the coarsest; never empty.
  let levels: [GrayLevel]
  /// Luma at full size, 0…255, rows from the top.
  let luma: [Float]

  /// The size of the picture, in pixels.
  package var size: PictureSize { levels[0].size }

  /// Luma Y′ = 0.299 R′ + 0.587 G′ + 0.114 B′ (Rec. ITU-R BT.601-7, 2.5.1), 0…255, halved while both sides hold at
  /// least one patch.
  package init(_ picture: Picture) { self.init(size: picture.size, luma: Self.luma(of: picture)) }

  static func luma(of picture: Picture) -> [Float] {
    var luma = [Float](repeating: 0, count: picture.size.count)
    // SAFETY: pixel n < size.count reads the bytes 3n…3n + 2; a picture holds three bytes per pixel.
    picture.bytes.withUnsafeBufferPointer { bytes in
      luma.withUnsafeMutableBufferPointer { luma in
        for n in luma.indices {
          let (red, green, blue) = (Float(bytes[3 * n]), Float(bytes[3 * n + 1]), Float(bytes[3 * n + 2]))
          luma[n] = 0.299 * red + 0.587 * green + 0.114 * blue
        }
      }
    }
    return luma
  }

  /// - Parameter luma: 0…255, one value per pixel, rows from the top.
  init(size: PictureSize, luma: [Float]) {
    var levels = [GrayLevel(size: size, luma: luma)]
    while let level = levels.last, min(level.size.width, level.size.height) >= 2 * Patch.side - 1 {
      let half = level.halved()
      levels.append(GrayLevel(size: half.size, luma: half.luma))
    }
    self.levels = levels
    self.luma = luma
  }

  /// From half of the size on.
  var halved: GrayPyramid {
    let half = levels[0].halved()
    return GrayPyramid(size: half.size, luma: half.luma)
  }
}

/// One level of a pyramid: luma and gradients, with a border so that a patch may lie partly outside.
struct GrayLevel: Sendable {
  /// The border width in pixels, filled by repeating the outermost pixels. A patch may start up to one side before
  /// the picture or at its end, and interpolation reads one more pixel.
  static let border = Patch.side + 1

  /// Without the border, in pixels.
  let size: PictureSize
  /// Luma, 0…255.
  private var luma: [Float]
  /// Central differences in gray values per pixel: to the right, and downwards.
  private var slopeX, slopeY: [Float]

  /// - Parameter luma: one value per pixel, rows from the top.
  init(size: PictureSize, luma source: [Float]) {
    self.size = size
    let border = Self.border
    let pitch = size.width + 2 * border
    let rows = size.height + 2 * border
    luma = [Float](repeating: 0, count: pitch * rows)
    slopeX = luma
    slopeY = luma
    // SAFETY: source is read at rows and columns clamped to the picture. The planes hold pitch × rows values.
    // Gradients are taken inside the border only, so their neighbors exist.
    source.withUnsafeBufferPointer { source in
      luma.withUnsafeMutableBufferPointer { luma in
        for y in 0..<rows {
          let from = min(max(y - border, 0), size.height - 1) * size.width
          let to = y * pitch
          for x in 0..<border {
            luma[to + x] = source[from]
            luma[to + border + size.width + x] = source[from + size.width - 1]
          }
          for x in 0..<size.width { luma[to + border + x] = source[from + x] }
        }
        slopeX.withUnsafeMutableBufferPointer { slopeX in
          slopeY.withUnsafeMutableBufferPointer { slopeY in
            for y in 1..<rows - 1 {
              for n in y * pitch + 1..<(y + 1) * pitch - 1 {
                slopeX[n] = 0.5 * (luma[n + 1] - luma[n - 1])
                slopeY[n] = 0.5 * (luma[n + pitch] - luma[n - pitch])
              }
            }
          }
        }
      }
    }
  }

  /// 2 × 2 means; the last column or row of an odd side counts twice.
  func halved() -> (size: PictureSize, luma: [Float]) {
    let half = PictureSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    var means = [Float](repeating: 0, count: half.count)
    withPlanes { plane, _, _ in
      for y in 0..<half.height {
        for x in 0..<half.width {
          // SAFETY: 2x + 1 ≤ width and 2y + 1 ≤ height, which lie within the border.
          let upper = plane.origin + (2 * y * plane.pitch + 2 * x)
          let lower = upper + plane.pitch
          means[y * half.width + x] = 0.25 * (upper[0] + upper[1] + lower[0] + lower[1])
        }
      }
    }
    return (half, means)
  }

  /// Calls `body` with the three planes; they are valid only during the call.
  func withPlanes<Result>(_ body: (_ luma: Plane, _ slopeX: Plane, _ slopeY: Plane) -> Result) -> Result {
    // SAFETY: the arrays are not empty, since even one pixel has a border. `Plane` documents the readable range.
    luma.withUnsafeBufferPointer { luma in
      slopeX.withUnsafeBufferPointer { slopeX in
        slopeY.withUnsafeBufferPointer { slopeY in
          body(plane(luma), plane(slopeX), plane(slopeY))
        }
      }
    }
  }

  private func plane(_ values: UnsafeBufferPointer<Float>) -> Plane {
    let pitch = size.width + 2 * Self.border
    guard let first = values.baseAddress else { preconditionFailure("a level has a border, so it is not empty") }
    return Plane(size: size, pitch: pitch, origin: first + (Self.border * pitch + Self.border))
  }
}
