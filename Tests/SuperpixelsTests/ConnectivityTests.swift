import Imaging
import Parallelism
import Randomness
import Superpixels
import Testing

@Suite struct ConnectivityTests {
  static let sizes = [
    PictureSize(width: 1, height: 1), PictureSize(width: 1, height: 90), PictureSize(width: 90, height: 1),
    PictureSize(width: 7, height: 5),
    PictureSize(width: 61, height: 100), PictureSize(width: 130, height: 64),
  ]

  @Test("Components and their numbers are those of a flood over pixels", arguments: sizes)
  func flood(_ size: PictureSize) {
    var random = SplitMix64(seed: UInt64(size.count))
    // Two labels give winding components, many give single pixels; −1 is a label as any other.
    for labelCount in [1, 2, 3, 40] as [Int32] {
      let labels = (0..<size.count).map { _ in Int32.random(in: -1..<labelCount, using: &random) }
      for minimum in [0, 2, 10] {
        let expected = flooded(labels, size: size, minimum: minimum)
        let found = Connectivity.enforced(labels, size: size, minimum: minimum)
        #expect(found == Superpixels(size: size, labels: expected.labels, count: expected.count))
        #expect(found == Connectivity.enforced(labels, size: size, minimum: minimum, workers: Workers(count: 3)))
      }
    }
  }

  @Test("A corridor that winds through many rows is one component")
  func winding() {
    // Corridors that meet at alternating ends: joined only in the last row of each turn.
    let size = PictureSize(width: 40, height: 101)
    let labels = (0..<size.count).map { n -> Int32 in
      let (x, y) = (n % size.width, n / size.width)
      return y.isMultiple(of: 2) || x == (y % 4 == 1 ? 0 : size.width - 1) ? 1 : 0
    }
    let superpixels = Connectivity.enforced(labels, size: size, minimum: 0)
    #expect(superpixels.count == 51)
    #expect(superpixels[0].count == labels.count { $0 == 1 })
  }

  /// The definition, pixel by pixel.
  private func flooded(_ labels: [Int32], size: PictureSize, minimum: Int) -> (labels: [Int32], count: Int) {
    let width = size.width
    var result = [Int32](repeating: -1, count: size.count)
    var count = 0
    for start in 0..<size.count where result[start] < 0 {
      var component = [start]
      var next = 0
      result[start] = Int32(count)
      while next < component.count {
        let n = component[next]
        next += 1
        for (m, isThere) in [
          (n - 1, n % width > 0), (n + 1, n % width < width - 1), (n - width, n >= width),
          (n + width, n + width < size.count),
        ] where isThere && labels[m] == labels[start] && result[m] < 0 {
          result[m] = Int32(count)
          component.append(m)
        }
      }
      let neighbor = start % width > 0 ? result[start - 1] : start >= width ? result[start - width] : -1
      if component.count < minimum, neighbor >= 0 {
        for n in component { result[n] = neighbor }
      } else {
        count += 1
      }
    }
    return (result, count)
  }
}
