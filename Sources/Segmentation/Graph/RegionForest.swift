import Imaging

/// The regions of a picture while they grow together: disjoint sets of pixels that know how large they are.
struct RegionForest {
  private var pixels: DisjointSet
  /// Pixels of a root's region.
  private var areas: [Int32]

  /// Every pixel a region of its own.
  init(pixels count: Int) {
    pixels = DisjointSet(count: count)
    areas = Array(repeating: 1, count: count)
  }

  /// The root of the region that a pixel is in.
  mutating func root(of pixel: Int32) -> Int { pixels.root(of: Int(pixel)) }

  /// The pixels of a root's region.
  func area(_ root: Int) -> Int { Int(areas[root]) }

  /// Makes one region of those of two different roots; its root is that of the larger one.
  mutating func join(_ a: Int, _ b: Int) -> Int {
    let (root, other) = areas[a] < areas[b] ? (b, a) : (a, b)
    pixels.join(other, into: root)
    areas[root] += areas[other]
    return root
  }

  /// The region of every pixel, numbered by their first pixels, and how many there are.
  mutating func numbers() -> (labels: [Int32], count: Int) {
    let (labels, count) = pixels.numbers()
    return (labels, count)
  }
}
