/// Disjoint sets of pixels, each a tree: the regions of a picture while they grow together.
struct RegionForest {
  /// Of a root itself.
  private var parent: [Int32]
  /// Pixels of a root's region.
  private var areas: [Int32]

  /// Every pixel a region of its own.
  init(pixels: Int) {
    parent = Array(0..<Int32(pixels))
    areas = Array(repeating: 1, count: pixels)
  }

  /// The root of the region that a pixel is in.
  mutating func root(of pixel: Int32) -> Int32 {
    parent.withUnsafeMutableBufferPointer { parent in
      // SAFETY: the values are pixels.
      var n = Int(pixel)
      while parent[n] != n {
        parent[n] = parent[Int(parent[n])]
        n = Int(parent[n])
      }
      return Int32(n)
    }
  }

  /// The pixels of a root's region.
  func area(_ root: Int32) -> Int { Int(areas[Int(root)]) }

  /// Makes one region of those of two different roots; its root is one of them.
  mutating func join(_ a: Int32, _ b: Int32) -> Int32 {
    let (root, other) = areas[Int(a)] < areas[Int(b)] ? (b, a) : (a, b)
    parent[Int(other)] = root
    areas[Int(root)] += areas[Int(other)]
    return root
  }

  /// The region of every pixel, numbered by their first pixels, and how many there are.
  mutating func numbers() -> (labels: [Int32], count: Int) {
    var numbers = [Int32](repeating: -1, count: parent.count)
    var count: Int32 = 0
    let labels = parent.indices.map { n -> Int32 in
      let root = Int(root(of: Int32(n)))
      if numbers[root] < 0 {
        numbers[root] = count
        count += 1
      }
      return numbers[root]
    }
    return (labels, Int(count))
  }
}
