import Parallelism
import VectorKernels

/// A picture in CIELAB as three planes, one value a pixel, rows from the top.
package struct LabPlanes: Equatable, Sendable {
  package let size: PictureSize
  /// L*, 0…100, followed by ``slack`` zeros.
  package let lightness: [Float]
  /// a*, about −86…98, followed by ``slack`` zeros.
  package let a: [Float]
  /// b*, about −108…94, followed by ``slack`` zeros.
  package let b: [Float]

  /// Padding after the last pixel, so that a full vector can be read at any pixel.
  package static let slack = 16

  /// Converts every pixel of `picture`, read as sRGB.
  package init(_ picture: Picture, workers: Workers = Workers(count: 1)) {
    let size = picture.size
    let span = 1 << 14
    (lightness, a, b) = Self.planes(count: size.count) { lightness, a, b in
      // SAFETY: the buffers hold 3 × count bytes and count floats, a part stays within its own pixels, and forEach returns
      // before the closures that own the buffers do.
      picture.bytes.withUnsafeBufferPointer { bytes in
        workers.forEach((size.count + span - 1) / span) { part, _ in
          let pixels = (part * span)..<min(size.count, (part + 1) * span)
          Kernels.best.convertToLab(
            UnsafeBufferPointer(rebasing: bytes[(3 * pixels.lowerBound)..<(3 * pixels.upperBound)]),
            linear: CIELAB.linear, lightness: UnsafeMutableBufferPointer(rebasing: lightness[pixels]),
            a: UnsafeMutableBufferPointer(rebasing: a[pixels]), b: UnsafeMutableBufferPointer(rebasing: b[pixels]))
        }
      }
    }
    self.size = size
  }

  /// Three planes of whose memory `fill` gets the first `count` values, to initialize them.
  private static func planes(
    count: Int,
    _ fill: (
      UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>, UnsafeMutableBufferPointer<Float>
    ) -> Void
  ) -> ([Float], [Float], [Float]) {
    var a: [Float] = []
    var b: [Float] = []
    // SAFETY: each buffer has room for count + slack values; `fill` writes the first and finish the others.
    func plane(_ body: (UnsafeMutableBufferPointer<Float>) -> Void) -> [Float] {
      [Float](unsafeUninitializedCapacity: count + slack) { buffer, initialized in
        body(UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
        UnsafeMutableBufferPointer(rebasing: buffer[count..<(count + slack)]).initialize(repeating: 0)
        initialized = count + slack
      }
    }
    let lightness = plane { lightness in
      a = plane { a in
        b = plane { b in fill(lightness, a, b) }
      }
    }
    return (lightness, a, b)
  }

  /// Lightness, a and b in memory, with the slack behind them.
  package func withUnsafeBuffers(
    _ body: (UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>, UnsafeBufferPointer<Float>) -> Void
  ) {
    // SAFETY: what `body` does with the buffers ends before the closures do.
    lightness.withUnsafeBufferPointer { lightness in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in body(lightness, a, b) }
      }
    }
  }
}
