import Imaging

/// One picture's luma at its own size, half of it, a quarter of it, and so on, for the flow from coarse to fine.
///
/// It is computed once for each frame and serves the flow to the frame before as well as to the one after.
package struct GrayPyramid: Sendable {
  /// From the picture's own size downwards in size; never empty.
  let levels: [GrayLevel]
  /// Luma at the picture's own size, 0…255, rows from the top.
  let luma: [Float]

  /// The size of the picture, in pixels.
  package var size: Size { levels[0].size }

  /// Luma Y′ = 0.299 R′ + 0.587 G′ + 0.114 B′ (Rec. ITU-R BT.601-7, 2.5.1), 0…255, halved for as long as both sides
  /// keep at least one patch.
  package init(_ picture: Picture) {
    let size = picture.size
    var luma = [Float](repeating: 0, count: size.count)
    // SAFETY: pixel n < size.count reads the bytes 3n…3n + 2, and a picture holds three bytes a pixel.
    picture.bytes.withUnsafeBufferPointer { bytes in
      luma.withUnsafeMutableBufferPointer { luma in
        for n in luma.indices {
          let (red, green, blue) = (Float(bytes[3 * n]), Float(bytes[3 * n + 1]), Float(bytes[3 * n + 2]))
          luma[n] = 0.299 * red + 0.587 * green + 0.114 * blue
        }
      }
    }
    self.init(size: size, luma: luma)
  }

  /// - Parameter luma: 0…255, one value a pixel, rows from the top.
  init(size: Size, luma: [Float]) {
    var levels = [GrayLevel(size: size, luma: luma)]
    while let level = levels.last, min(level.size.width, level.size.height) >= 2 * Patch.side - 1 {
      let half = level.halved()
      levels.append(GrayLevel(size: half.size, luma: half.luma))
    }
    self.levels = levels
    self.luma = luma
  }

  /// Whether there is hardly anything to follow in the picture: it is one gray, or most of it is burnt out.
  var isBlank: Bool {
    let mean = luma.reduce(0, +) / Float(luma.count)
    let deviation = luma.reduce(0) { $0 + abs($1 - mean) } / Float(luma.count)
    return deviation < 3 || luma.count { $0 >= 250 } > luma.count / 5 * 3
  }
}

/// One level of a pyramid: luma and its slopes, each with a border around, so that a patch may lie partly outside.
struct GrayLevel: Sendable {
  /// The pixels that each side of a plane has beyond the picture: the outermost pixels, repeated. A patch may start a
  /// side of its own before the picture or at its end, and interpolation reads one pixel more.
  static let border = Patch.side + 1

  /// Without the border, in pixels.
  let size: Size
  /// Luma, 0…255.
  private var luma: [Float]
  /// Half the difference of the neighbors, in gray values a pixel: to the right, and downwards.
  private var slopeX, slopeY: [Float]

  /// - Parameter luma: one value a pixel, rows from the top.
  init(size: Size, luma source: [Float]) {
    self.size = size
    let border = Self.border
    let pitch = size.width + 2 * border
    let rows = size.height + 2 * border
    luma = [Float](repeating: 0, count: pitch * rows)
    slopeX = luma
    slopeY = luma
    // SAFETY: source is read at rows and columns clamped to the picture; the planes hold pitch × rows values, and the
    // slopes are taken inside the border only, whose neighbors exist.
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

  /// The means of two by two pixels; an odd side's last column or row counts twice.
  func halved() -> (size: Size, luma: [Float]) {
    let half = Size(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    var means = [Float](repeating: 0, count: half.count)
    withPlanes { plane, _, _ in
      for y in 0..<half.height {
        for x in 0..<half.width {
          // SAFETY: 2x + 1 ≤ width and 2y + 1 ≤ height, which the border holds.
          let upper = plane.origin + (2 * y * plane.pitch + 2 * x)
          let lower = upper + plane.pitch
          means[y * half.width + x] = 0.25 * (upper[0] + upper[1] + lower[0] + lower[1])
        }
      }
    }
    return (half, means)
  }

  /// Lends out the three planes for the length of a call.
  func withPlanes<Result>(_ body: (_ luma: Plane, _ slopeX: Plane, _ slopeY: Plane) -> Result) -> Result {
    // SAFETY: the arrays are not empty, as a border is around even one pixel; Plane says who may read where.
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
