import CKernels
import Parallelism
import VectorKernels

/// A picture in CIELAB as three planes, one value a pixel, rows from the top.
package struct LabPlanes: Equatable, Sendable {
  package let size: Size
  /// L*, 0…100, followed by ``slack`` zeros.
  package let lightness: [Float]
  /// a*, about −86…98, followed by ``slack`` zeros.
  package let a: [Float]
  /// b*, about −108…94, followed by ``slack`` zeros.
  package let b: [Float]

  /// Padding after the last pixel, so that a full vector can be read at any pixel.
  package static let slack = 16

  /// Converts every pixel of `picture`, read as sRGB.
  package init(_ picture: Picture, workers: Workers = Workers(count: 1), kernels: Kernels = .best) {
    let size = picture.size
    let table = kernels.table
    let span = 1 << 14
    (lightness, a, b) = Self.planes(count: size.count) { lightness, a, b in
      // SAFETY: the buffers hold 3 × count bytes and count floats, each part stays within its own pixels (all <
      // count), the table has an entry for every byte, and forEach returns before the closures that own the buffers
      // do.
      picture.bytes.withUnsafeBufferPointer { bytes in
        CIELAB.linear.withUnsafeBufferPointer { linear in
          guard let bytes = bytes.baseAddress, let linear = linear.baseAddress else { return }
          workers.forEach((size.count + span - 1) / span) { part, _ in
            let first = part * span
            table.convert_to_lab(
              bytes + 3 * first, min(span, size.count - first), linear, lightness + first, a + first, b + first)
          }
        }
      }
    }
    self.size = size
  }

  /// Allocates three planes without initializing them; `fill` writes the first `count` values of each.
  private static func planes(
    count: Int,
    _ fill: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> Void
  ) -> ([Float], [Float], [Float]) {
    var a: [Float] = []
    var b: [Float] = []
    // SAFETY: each buffer has room for count + slack values; `fill` writes the first count, and the slack is zeroed
    // after.
    func plane(_ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
      [Float](unsafeUninitializedCapacity: count + slack) { buffer, initialized in
        guard let pointer = buffer.baseAddress else { return }
        body(pointer)
        (pointer + count).initialize(repeating: 0, count: slack)
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

  /// Pointers to lightness, a and b, each with slack.
  package func withUnsafePointers(
    _ body: (UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    // SAFETY: the slack makes every plane non-empty; `body` must not let the pointers escape.
    lightness.withUnsafeBufferPointer { lightness in
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          guard let lightness = lightness.baseAddress, let a = a.baseAddress, let b = b.baseAddress else { return }
          body(lightness, a, b)
        }
      }
    }
  }
}
