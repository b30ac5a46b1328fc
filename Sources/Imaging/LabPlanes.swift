import Parallelism

/// A picture in CIELAB as three planes, one value a pixel, rows from the top.
package struct LabPlanes: Equatable, Sendable {
  package let size: Size
  /// L*, 0…100.
  package private(set) var lightness: [Float]
  /// a*, about −86…98.
  package private(set) var a: [Float]
  /// b*, about −108…94.
  package private(set) var b: [Float]

  /// Converts every pixel of `picture`, read as sRGB.
  package init(_ picture: Picture, workers: Workers = Workers(count: 1)) {
    size = picture.size
    let count = size.count
    lightness = [Float](repeating: 0, count: count)
    a = [Float](repeating: 0, count: count)
    b = [Float](repeating: 0, count: count)
    let span = 1 << 14
    // SAFETY: the buffers hold 3 × count bytes and count floats, a part stays within its own pixels, which are
    // all < count, and forEach returns before the closures that own the buffers do.
    picture.bytes.withUnsafeBufferPointer { bytes in
      lightness.withUnsafeMutableBufferPointer { lightness in
        a.withUnsafeMutableBufferPointer { a in
          b.withUnsafeMutableBufferPointer { b in
            guard let bytes = bytes.baseAddress, let lightness = lightness.baseAddress, let a = a.baseAddress,
              let b = b.baseAddress
            else { return }
            workers.forEach((count + span - 1) / span) { part, _ in
              Self.convert(bytes, part * span..<min((part + 1) * span, count), lightness, a, b)
            }
          }
        }
      }
    }
  }

  private static func convert(
    _ bytes: UnsafePointer<UInt8>, _ pixels: Range<Int>, _ lightness: UnsafeMutablePointer<Float>,
    _ a: UnsafeMutablePointer<Float>, _ b: UnsafeMutablePointer<Float>
  ) {
    // SAFETY: the table has 256 entries and is read at 8-bit indices; pixels are within the caller's buffers.
    CIELAB.linear.withUnsafeBufferPointer { linear in
      for first in stride(from: pixels.lowerBound, to: pixels.upperBound, by: 8) {
        let lanes = min(8, pixels.upperBound - first)
        // The last group repeats its last pixel.
        func channel(_ channel: Int) -> SIMD8<Float> {
          func value(_ lane: Int) -> Float { linear[Int(bytes[3 * (first + min(lane, lanes - 1)) + channel])] }
          return SIMD8(value(0), value(1), value(2), value(3), value(4), value(5), value(6), value(7))
        }
        let converted = CIELAB.convert(red: channel(0), green: channel(1), blue: channel(2))
        if lanes == 8 {
          UnsafeMutableRawPointer(lightness + first).storeBytes(of: converted.lightness, as: SIMD8<Float>.self)
          UnsafeMutableRawPointer(a + first).storeBytes(of: converted.a, as: SIMD8<Float>.self)
          UnsafeMutableRawPointer(b + first).storeBytes(of: converted.b, as: SIMD8<Float>.self)
        } else {
          for lane in 0..<lanes {
            lightness[first + lane] = converted.lightness[lane]
            a[first + lane] = converted.a[lane]
            b[first + lane] = converted.b[lane]
          }
        }
      }
    }
  }
}
