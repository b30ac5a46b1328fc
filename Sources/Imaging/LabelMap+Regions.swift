/// The connected regions of equal label of a map.
package struct Regions: Equatable, Sendable {
  package let size: Size
  /// The region of every pixel, 0 ..< `areas.count`, numbered by their first pixels in reading order.
  package let numbers: [Int32]
  /// Pixels of each region.
  package private(set) var areas: [Int]

  /// Regions whose pixels touch at a side.
  package init(_ labels: [UInt16], size: Size) { self.init(labels, size: size, joinsCorners: false) }

  /// Regions whose pixels touch at a side or a corner.
  package init(eightConnected labels: [Int32], size: Size) { self.init(labels, size: size, joinsCorners: true) }

  private init<Label: Equatable>(_ labels: [Label], size: Size, joinsCorners: Bool) {
    precondition(labels.count == size.count)
    // Union-find over the pixels; a root is the smallest index of its region.
    var parent = [Int32](repeating: 0, count: labels.count)
    var areas: [Int] = []
    var numbers = parent
    parent.withUnsafeMutableBufferPointer { parent in
      // SAFETY: every index read or written is that of a pixel, all of which the buffers hold.
      labels.withUnsafeBufferPointer { labels in
        for n in labels.indices {
          parent[n] = Int32(n)
          if n >= size.width, labels[n - size.width] == labels[n] { Self.join(n, n - size.width, parent) }
          let x = n % size.width
          if x > 0, labels[n - 1] == labels[n] { Self.join(n, n - 1, parent) }
          guard joinsCorners, n >= size.width else { continue }
          let above = n - size.width
          if x > 0, labels[above - 1] == labels[n] { Self.join(n, above - 1, parent) }
          if x < size.width - 1, labels[above + 1] == labels[n] { Self.join(n, above + 1, parent) }
        }
      }
      for n in parent.indices {
        let root = Self.root(n, parent)
        if root == n {
          numbers[n] = Int32(areas.count)
          areas.append(1)
        } else {
          numbers[n] = numbers[root]
          areas[Int(numbers[n])] += 1
        }
      }
    }
    self.size = size
    self.numbers = numbers
    self.areas = areas
  }

  private static func root(_ n: Int, _ parent: UnsafeMutableBufferPointer<Int32>) -> Int {
    var n = n
    while Int(parent[n]) != n {
      parent[n] = parent[Int(parent[n])]
      n = Int(parent[n])
    }
    return n
  }

  private static func join(_ a: Int, _ b: Int, _ parent: UnsafeMutableBufferPointer<Int32>) {
    let (a, b) = (root(a, parent), root(b, parent))
    parent[max(a, b)] = Int32(min(a, b))
  }
}

extension LabelMap {
  /// The map without small regions: one of fewer than `minimum` pixels takes the label of the neighbour it shares the
  /// longest border with; the smallest go first, and what has grown that way is judged by its new size.
  package func absorbingRegions(under minimum: Int) -> LabelMap {
    let regions = Regions(labels, size: size)
    var areas = regions.areas
    let small = areas.indices.filter { areas[$0] < minimum }.sorted { (areas[$0], $0) < (areas[$1], $1) }
    guard !small.isEmpty, areas.count > 1 else { return self }

    var borders = [[Int32: Int]](repeating: [:], count: areas.count)
    func touch(_ a: Int32, _ b: Int32) {
      guard a != b else { return }
      if areas[Int(a)] < minimum { borders[Int(a)][b, default: 0] += 1 }
      if areas[Int(b)] < minimum { borders[Int(b)][a, default: 0] += 1 }
    }
    for n in regions.numbers.indices {
      if n % size.width > 0 { touch(regions.numbers[n], regions.numbers[n - 1]) }
      if n >= size.width { touch(regions.numbers[n], regions.numbers[n - size.width]) }
    }

    var host = Array(Int32(0)..<Int32(areas.count))
    func root(_ region: Int32) -> Int32 {
      var region = region
      while host[Int(region)] != region { region = host[Int(region)] }
      return region
    }
    for region in small where areas[region] < minimum {
      var lengths: [Int32: Int] = [:]
      for (neighbour, length) in borders[region] where root(neighbour) != region {
        lengths[root(neighbour), default: 0] += length
      }
      guard let (neighbour, _) = lengths.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }) else { continue }
      host[region] = neighbour
      areas[Int(neighbour)] += areas[region]
      // What is small still has the borders of all its parts when its turn comes.
      if areas[Int(neighbour)] < minimum { borders[Int(neighbour)].merge(lengths, uniquingKeysWith: +) }
    }

    var label = [UInt16](repeating: 0, count: areas.count)
    for (n, region) in regions.numbers.enumerated() { label[Int(region)] = labels[n] }
    return LabelMap(size: size, labels: regions.numbers.map { label[Int(root($0))] })
  }
}
