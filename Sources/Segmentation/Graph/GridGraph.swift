import Imaging
import Parallelism

/// The edges between every pixel and its eight neighbors in ascending order of weight, the Euclidean distance of
/// colors.
///
/// Edges of equal weight are ordered by direction (right, down, down right, down left), then by pixel.
struct GridGraph {
  let size: PictureSize
  /// The weight in the upper half, the edge's number in the lower one.
  private let edges: [UInt64]

  /// The unit of weights: 2³² − 1 units exceed the distance of black and white.
  private static let unit = 2 * 0x1p-32

  /// The memory for sorting the graph of a picture in bytes, including the smoothed picture.
  static func bytes(_ size: PictureSize) -> Int { (4 * 2 * 8 + 3 * 8) * size.count }

  /// - Precondition: fewer than 2³⁰ pixels.
  init(_ picture: SmoothedPicture, workers: Workers) {
    precondition(picture.size.count < 1 << 30, "edges are numbered with 32 bits")
    size = picture.size
    edges = Self.sorted(Self.edges(of: picture, workers))
  }

  /// Calls `body` for every edge, from the lightest, with its two pixels.
  func forEachEdge(_ body: (_ weight: Double, _ pixels: (Int32, Int32)) -> Void) {
    let (count, width) = (UInt32(size.count), Int32(size.width))
    for edge in edges {
      let (direction, pixel) = UInt32(truncatingIfNeeded: edge).quotientAndRemainder(dividingBy: count)
      let n = Int32(pixel)
      let pixels =
        switch direction {
        case 0: (n, n + 1)
        case 1: (n, n + width)
        case 2: (n, n + width + 1)
        default: (n + 1, n + width)
        }
      body(Double(edge >> 32) * Self.unit, pixels)
    }
  }

  /// All edges in order of their numbers: direction × number of pixels + the upper left pixel of the edge's square.
  private static func edges(of picture: SmoothedPicture, _ workers: Workers) -> [UInt64] {
    let (width, height) = (picture.size.width, picture.size.height)
    let perRow = [width - 1, width, width - 1, width - 1]
    let rows = [height, height - 1, height - 1, height - 1]
    let offsets = [(0, 1), (0, width), (0, width + 1), (1, width)]
    var starts = [0]
    for direction in 0..<4 { starts.append(starts[direction] + perRow[direction] * rows[direction]) }
    return [UInt64](unsafeUninitializedCapacity: starts[4]) { edges, initialized in
      // SAFETY: a part writes only the edges of one row, and reads only colors.
      nonisolated(unsafe) let edges = edges
      picture.values.withUnsafeBufferPointer { colors in
        nonisolated(unsafe) let colors = colors
        workers.forEach(height) { y, _ in
          for direction in 0..<4 where y < rows[direction] {
            let (from, to) = offsets[direction]
            let first = starts[direction] + y * perRow[direction]
            for x in 0..<perRow[direction] {
              let n = y * width + x
              let (a, b) = (3 * (n + from), 3 * (n + to))
              let (red, green) = (colors[a] - colors[b], colors[a + 1] - colors[b + 1])
              let blue = colors[a + 2] - colors[b + 2]
              let weight = (red * red + green * green + blue * blue).squareRoot()
              let number = UInt64(direction * picture.size.count + n)
              edges.initializeElement(at: first + x, to: UInt64(weight / unit) << 32 | number)
            }
          }
        }
      }
      initialized = starts[4]
    }
  }

  /// Sorted by weight, stable: three passes of a radix sort over the upper half.
  private static func sorted(_ edges: [UInt64]) -> [UInt64] {
    var edges = edges
    for shift in [32, 43, 54] as [UInt64] {
      var places = [Int](repeating: 0, count: 1 << 11)
      for edge in edges { places[Int(edge >> shift & 0x7ff)] += 1 }
      var sum = 0
      for digit in places.indices { (places[digit], sum) = (sum, sum + places[digit]) }
      edges = [UInt64](unsafeUninitializedCapacity: edges.count) { result, initialized in
        // SAFETY: the counts of all digits add up to the number of edges, so every place is written once.
        for edge in edges {
          let digit = Int(edge >> shift & 0x7ff)
          result.initializeElement(at: places[digit], to: edge)
          places[digit] += 1
        }
        initialized = edges.count
      }
    }
    return edges
  }
}
