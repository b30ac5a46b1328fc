import Imaging

/// A pixel deep inside a connected region of one label.
///
/// Of the pixels nearly as far from the border as the farthest one, it is the one closest to the centroid: the
/// centroid moves smoothly, the farthest pixel jumps.
struct RegionAnchor: Equatable {
  /// 1…65535
  let label: UInt16
  let x, y: Int

  /// One for every region except those of label 0, in order of first pixels.
  static func all(in map: LabelMap) -> [RegionAnchor] {
    let regions = ConnectedComponents(map.labels, size: map.size)
    let depths = depths(in: regions)
    let (width, count) = (map.size.width, regions.areas.count)
    var deepest = [Int32](repeating: 0, count: count)
    // The sums of columns and rows.
    var sums = [SIMD2<Double>](repeating: .zero, count: count)
    for (n, region) in regions.numbers.enumerated() {
      deepest[Int(region)] = max(deepest[Int(region)], depths[n])
      sums[Int(region)] += SIMD2(Double(n % width), Double(n / width))
    }
    var best = [(distance: Double, pixel: Int)](repeating: (.infinity, 0), count: count)
    for (n, region) in regions.numbers.enumerated() where 5 * depths[n] >= 4 * deepest[Int(region)] {
      let way = SIMD2(Double(n % width), Double(n / width)) - sums[Int(region)] / Double(regions.areas[Int(region)])
      let distance = (way * way).sum()
      if distance < best[Int(region)].distance { best[Int(region)] = (distance, n) }
    }
    return best.compactMap { _, n in
      map.labels[n] == 0 ? nil : RegionAnchor(label: map.labels[n], x: n % width, y: n / width)
    }
  }

  /// The distance of every pixel from the nearest one of another region or outside the picture, in thirds of a pixel:
  /// chamfer distance with 3 for sides and 4 for corners (Borgefors 1986).
  private static func depths(in regions: ConnectedComponents) -> [Int32] {
    let (width, height, numbers) = (regions.size.width, regions.size.height, regions.numbers)
    var depths = [Int32](repeating: .max / 8, count: numbers.count)
    let steps: [(x: Int, y: Int, length: Int32)] = [(-1, 0, 3), (0, -1, 3), (-1, -1, 4), (1, -1, 4)]
    /// Propagates from four neighbors: above and left, or with direction −1 the others.
    func relax(_ x: Int, _ y: Int, _ direction: Int) {
      let n = y * width + x
      for step in steps {
        let (beside, above) = (x + direction * step.x, y + direction * step.y)
        let isOutside = beside < 0 || above < 0 || beside >= width || above >= height
        let neighbor = above * width + beside
        let depth = isOutside || numbers[neighbor] != numbers[n] ? 0 : depths[neighbor]
        depths[n] = min(depths[n], depth + step.length)
      }
    }
    for y in 0..<height { for x in 0..<width { relax(x, y, 1) } }
    for y in (0..<height).reversed() { for x in (0..<width).reversed() { relax(x, y, -1) } }
    return depths
  }
}
