import Randomness
import VectorKernels

/// Rows of a picture of arbitrary colors, and centers in random places; the two halves of SLIC as plain loops.
struct SuperpixelScene: CustomStringConvertible {
  let width: Int
  let rows: Range<Int>
  let reach: Int
  /// Lightness, a and b, with the padding that kernels read.
  let planes: [[Float]]
  /// Five values each; some centers occur twice.
  let centers: [Float]
  let members: [Int32]
  private let weight: Float = 2.5

  init(
    width: Int, height: Int, rows: Range<Int>, reach: Int, count: Int, _ values: HostileValues = .random
  ) {
    self.width = width
    self.rows = rows
    self.reach = reach
    planes = (1...3).map { seed in
      values(width * height, seed: seed) + Array(repeating: .nan, count: SuperpixelBand.padding)
    }
    let colors = values(3 * count, seed: 4)
    var random = SplitMix64(seed: 5)
    var centers: [Float] = []
    for k in 0..<count {
      if k % 7 == 6 {
        centers += Array(centers[(5 * k - 15)..<(5 * k - 10)])
        continue
      }
      centers += colors[(3 * k)..<(3 * k + 3)]
      centers.append(Float.random(in: 0..<Float(width), using: &random))
      centers.append(Float.random(in: 0..<Float(height), using: &random))
    }
    self.centers = centers
    // A band may see some centers only.
    members = (0..<Int32(count)).filter { $0 % 11 != 5 }
  }

  var description: String { "\(width) columns, rows \(rows), reach \(reach), \(members.count) centers" }

  /// 854×480 pixels and 10,000 centers.
  static let usual = SuperpixelScene(width: 854, height: 480, rows: 0..<480, reach: 7, count: 10_000)

  /// Windows of one pixel, of less than a vector, of several, and wider than the picture; bands in the middle.
  static var hostile: [(SuperpixelScene, HostileValues)] {
    HostileValues.allCases.flatMap { values in
      [
        (1, 1, 0..<1, 0, 1), (1, 9, 2..<7, 2, 3), (9, 1, 0..<1, 1, 2), (37, 20, 0..<20, 4, 30),
        (53, 40, 8..<31, 7, 45), (64, 33, 32..<33, 9, 12), (30, 25, 3..<22, 40, 5),
      ].map { width, height, rows, reach, count in
        (SuperpixelScene(width: width, height: height, rows: rows, reach: reach, count: count, values), values)
      }
    }
  }

  var stride: Int { SuperpixelBand.stride(width: width) }
  /// The values of distances and indices.
  var area: Int { rows.count * stride }

  /// Bands of 32 rows, with the centers that reach them.
  var bands: [(rows: Range<Int>, members: [Int32])] {
    Swift.stride(from: rows.lowerBound, to: rows.upperBound, by: 32).map { top in
      let band = top..<min(top + 32, rows.upperBound)
      return (band, members.filter { !window(of: $0).rows.clamped(to: band).isEmpty })
    }
  }

  /// The pixels in all windows, counted as often as windows overlap.
  var pixelsInWindows: Int {
    members.reduce(0) { $0 + window(of: $1).columns.count * window(of: $1).rows.count }
  }

  /// The part of a center's window that is in the band.
  private func window(of k: Int32) -> (columns: Range<Int>, rows: Range<Int>) {
    let (x, y) = (Int(centers[5 * Int(k) + 3]), Int(centers[5 * Int(k) + 4]))
    return (
      (x - reach..<x + reach + 1).clamped(to: 0..<width), (y - reach..<y + reach + 1).clamped(to: rows)
    )
  }

  // MARK: The kernels

  /// The memory of a band: the planes of the whole picture, and the assignment of the band's rows.
  struct Memory {
    let rows: Range<Int>
    let members: [Int32]
    let planes: [Guarded<Float>]
    let distance: Guarded<Float>
    let nearest: Guarded<Int32>
  }

  func assign(_ kernels: Kernels, _ memory: Memory) {
    withBand(memory) { band, members in kernels.assignPixels(band, centers: centers, members: members) }
  }

  func sum(_ kernels: Kernels, _ memory: Memory, into sums: Guarded<SuperpixelSums>) {
    withBand(memory) { band, members in
      sums.change(0..<members.count) { kernels.sumPixels(band, centers: centers, members: members, into: $0) }
    }
  }

  private func withBand(_ memory: Memory, _ body: (SuperpixelBand, UnsafeBufferPointer<Int32>) -> Void) {
    let planes = memory.planes
    planes[0].read { lightness in
      planes[1].read { a in
        planes[2].read { b in
          let band = SuperpixelBand(
            lightness: lightness, a: a, b: b, width: width, rows: memory.rows, reach: reach, weight: weight,
            distance: memory.distance.values, nearest: memory.nearest.values)
          withExtendedLifetime(memory) { memory.members.withUnsafeBufferPointer { body(band, $0) } }
        }
      }
    }
  }

  // MARK: The reference

  /// The nearest center of each pixel, with the strides of a band.
  struct Assignment {
    var distance: [Float]
    var nearest: [Int32]

    init(_ scene: SuperpixelScene) {
      distance = Array(repeating: .infinity, count: scene.area)
      nearest = Array(repeating: -1, count: scene.area)
    }
  }

  func assign(_ assignment: inout Assignment) {
    for k in members {
      let (columns, rows) = window(of: k)
      let center = Array(centers[(5 * Int(k))..<(5 * Int(k) + 5)])
      for row in rows {
        for column in columns {
          let n = row * width + column
          let (dl, da, db) = (planes[0][n] - center[0], planes[1][n] - center[1], planes[2][n] - center[2])
          let (dx, dy) = (Float(column) - center[3], Float(row) - center[4])
          let d = dl * dl + da * da + db * db + (dx * dx * weight + dy * dy * weight)
          let place = (row - self.rows.lowerBound) * stride + column
          if d < assignment.distance[place] {
            assignment.distance[place] = d
            assignment.nearest[place] = k
          }
        }
      }
    }
  }

  struct Sums {
    var colors: [Float] = [0, 0, 0]
    var pixels = 0
    var x = 0
    var y = 0
  }

  /// The sums of each member, in the order that makes them equal at every width: down the columns, columns by sixteens,
  /// and these by halves.
  func sums(_ assignment: Assignment) -> [Sums] {
    members.map { k in
      var sums = Sums()
      let (columns, rows) = window(of: k)
      var lanes = [Float](repeating: 0, count: 48)
      for column in columns {
        var colors: (Float, Float, Float) = (0, 0, 0)
        for row in rows where assignment.nearest[(row - self.rows.lowerBound) * stride + column] == k {
          let n = row * width + column
          colors.0 += planes[0][n]
          colors.1 += planes[1][n]
          colors.2 += planes[2][n]
          sums.pixels += 1
          sums.x += column
          sums.y += row
        }
        let lane = (column - columns.lowerBound) % 16
        lanes[lane] += colors.0
        lanes[16 + lane] += colors.1
        lanes[32 + lane] += colors.2
      }
      for half in [8, 4, 2, 1] {
        for color in 0..<3 { for i in 0..<half { lanes[16 * color + i] += lanes[16 * color + i + half] } }
      }
      sums.colors = [lanes[0], lanes[16], lanes[32]]
      return sums
    }
  }
}
