import Imaging

/// The growing regions of a picture: disjoint sets of pixels with their areas.
struct RegionForest {
  private var pixels: DisjointSet
  /// The area of each root's region.
  private var areas: [Int32]

  /// Every pixel starts as its own region.
  init(pixels count: Int) {
    pixels = DisjointSet(count: count)
    areas = Array(repeating: 1, count: count)
  }

  /// The root of a pixel's region.
  mutating func root(of pixel: Int32) -> Int { pixels.root(of: Int(pixel)) }

  /// The area of a root's region.
  func area(_ root: Int) -> Int { Int(areas[root]) }

  /// Merges the regions of two different roots; the root of the larger one becomes the root.
  mutating func join(_ a: Int, _ b: Int) -> Int {
    let (root, other) = areas[a] < areas[b] ? (b, a) : (a, b)
    pixels.join(other, into: root)
    areas[root] += areas[other]
    return root
  }

  /// The region of every pixel, numbered by first pixel, and the number of regions.
  mutating func numbers() -> (labels: [Int32], count: Int) {
    let (labels, count) = pixels.numbers()
    return (labels, count)
  }
}
