import CKernels
import Randomness
import TestSupport
import Testing
import VectorKernels

/// Every vector width against the same plain loops.
@Suite struct SLICKernelTests {
  static let levels = availableVectorWidths

  /// Widths and reaches that leave rests: windows of one lane, of less than a vector, of several, wider than the picture.
  @Test("Pixels are assigned to the nearest center in reach, and summed", arguments: levels)
  func iteration(_ level: Kernels.Level) {
    for (width, height, top, bottom, reach, count) in [
      (1, 1, 0, 1, 1, 1), (37, 20, 0, 20, 4, 30), (53, 40, 8, 31, 7, 45), (64, 33, 32, 33, 9, 12),
      (30, 25, 3, 22, 40, 5),
    ] {
      let scene = Scene(width: width, height: height, rows: top..<bottom, reach: reach, count: count)
      let expected = scene.reference()
      let found = scene.run(Kernels(level: level))
      #expect(found.distance == expected.distance)
      #expect(found.nearest == expected.nearest)
      let baseline = scene.run(Kernels(level: .baseline))
      for m in 0..<count {
        #expect(found.sums[m].pixels == expected.sums[m].pixels)
        #expect(found.sums[m].x == expected.sums[m].x && found.sums[m].y == expected.sums[m].y)
        for (color, other) in [(\SuperpixelSums.lightness, \Sums.lightness), (\.a, \.a), (\.b, \.b)] {
          #expect(abs(found.sums[m][keyPath: color] - expected.sums[m][keyPath: other]) < 1e-2)
          #expect(found.sums[m][keyPath: color] == baseline.sums[m][keyPath: color])
        }
      }
    }
  }
}

/// What the plain loops add up.
private struct Sums {
  var lightness, a, b: Float
  var pixels = 0
  var x = 0
  var y = 0
}

/// A band of a picture of random colors, and centers in random places, some of them twice.
private struct Scene {
  struct Result<Sums> {
    var distance: [Float]
    var nearest: [Int32]
    var sums: [Sums]
  }

  let width: Int
  let rows: Range<Int>
  let reach: Int
  let weight: Float = 2.5
  let lightness, a, b: [Float]
  let centers: [Float]
  let members: [Int32]

  init(width: Int, height: Int, rows: Range<Int>, reach: Int, count: Int) {
    self.width = width
    self.rows = rows
    self.reach = reach
    var random = SplitMix64(seed: UInt64(width * height))
    func plane() -> [Float] { (0..<width * height + 16).map { _ in Float.random(in: -90...90, using: &random) } }
    lightness = plane()
    a = plane()
    b = plane()
    var centers: [Float] = []
    for k in 0..<count {
      if k % 7 == 6 {
        centers += centers[(5 * (k - 3))..<(5 * (k - 2))]
        continue
      }
      for _ in 0..<3 { centers.append(Float.random(in: -90...90, using: &random)) }
      centers.append(Float.random(in: 0..<Float(width), using: &random))
      centers.append(Float.random(in: 0..<Float(height), using: &random))
    }
    self.centers = centers
    members = (0..<Int32(count)).map { $0 }
  }

  func run(_ kernels: Kernels) -> Result<SuperpixelSums> {
    let stride = SuperpixelBand.stride(width: width)
    var distance = [Float](repeating: 0, count: rows.count * stride)
    var nearest = [Int32](repeating: 0, count: rows.count * stride)
    var sums = [SuperpixelSums](repeating: SuperpixelSums(), count: members.count)
    distance.withUnsafeMutableBufferPointer { distance in
      nearest.withUnsafeMutableBufferPointer { nearest in
        lightness.withUnsafeBufferPointer { lightness in
          a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
              let band = SuperpixelBand(
                lightness: lightness, a: a, b: b, width: width, rows: rows, reach: reach, weight: weight,
                distance: distance, nearest: nearest)
              members.withUnsafeBufferPointer { members in
                kernels.assignPixels(band, centers: centers, members: members)
                sums.withUnsafeMutableBufferPointer {
                  kernels.sumPixels(band, centers: centers, members: members, into: $0)
                }
              }
            }
          }
        }
      }
    }
    let places = rows.indices.flatMap { row in (0..<width).map { (row - rows.lowerBound) * stride + $0 } }
    return Result(distance: places.map { distance[$0] }, nearest: places.map { nearest[$0] }, sums: sums)
  }

  func reference() -> Result<Sums> {
    var result = Result(distance: [], nearest: [], sums: members.map { _ in Sums(lightness: 0, a: 0, b: 0) })
    for row in rows {
      for column in 0..<width {
        let n = row * width + column
        var best = (Float.infinity, Int32(-1))
        for k in members {
          let center = centers[(5 * Int(k))..<(5 * Int(k) + 5)].map { $0 }
          guard abs(column - Int(center[3])) <= reach, abs(row - Int(center[4])) <= reach else { continue }
          let (dl, da, db) = (lightness[n] - center[0], a[n] - center[1], b[n] - center[2])
          let (dx, dy) = (Float(column) - center[3], Float(row) - center[4])
          let d = dl * dl + da * da + db * db + (dx * dx * weight + dy * dy * weight)
          if d < best.0 { best = (d, k) }
        }
        result.distance.append(best.0)
        result.nearest.append(best.1)
        guard best.1 >= 0 else { continue }
        let k = Int(best.1)
        result.sums[k].lightness += lightness[n]
        result.sums[k].a += a[n]
        result.sums[k].b += b[n]
        result.sums[k].pixels += 1
        result.sums[k].x += column
        result.sums[k].y += row
      }
    }
    return result
  }
}
