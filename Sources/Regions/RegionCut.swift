import Imaging

/// Cuts a merge tree: the region of each supervoxel at a level, and the level for a number of regions.
struct RegionCut {
  /// By number.
  private let places: [Int32: TreePlace]

  /// - Parameter tree: the places of supervoxels that are not final.
  init(_ shot: ShotRegions, tree: [Int32: TreePlace]) {
    var places = tree
    for founder in shot.founders { places[founder.number] = founder.place }
    for supervoxel in shot.supervoxels {
      if let place = supervoxel.place { places[supervoxel.number] = place }
    }
    self.places = places
  }

  /// The founder of a supervoxel's region.
  func region(of number: Int32, at level: Float) -> Int32 {
    var number = number
    while let joins = places[number]?.joined(at: level) { number = joins }
    return number
  }

  /// The mean number of regions per frame.
  func meanCount(of supervoxels: [Supervoxel], from frame: Int32, at level: Float, size: PictureSize) -> Float {
    Float(counts(of: supervoxels, from: frame, size: size).mean(at: level))
  }

  /// The lowest level from which there are at most `count` regions per frame on average.
  func level(for count: Int, supervoxels: [Supervoxel], from frame: Int32, size: PictureSize) -> Float {
    counts(of: supervoxels, from: frame, size: size).level(for: count)
  }

  /// The fraction, 0…1, of the variation of the supervoxels' mean colors that their regions explain at a level; it
  /// grows as the level falls.
  func explained(of supervoxels: [Supervoxel], at level: Float) -> Float {
    var sums: [Int32: (pixels: Float, color: SIMD3<Float>)] = [:]
    var all: (pixels: Float, color: SIMD3<Float>, squares: Float) = (0, .zero, 0)
    for supervoxel in supervoxels where supervoxel.descriptor.count >= 3 {
      let color = SIMD3(supervoxel.descriptor[0], supervoxel.descriptor[1], supervoxel.descriptor[2])
      let sum = supervoxel.pixels * color
      var region = sums[self.region(of: supervoxel.number, at: level)] ?? (0, .zero)
      region.pixels += supervoxel.pixels
      region.color += sum
      sums[self.region(of: supervoxel.number, at: level)] = region
      all.pixels += supervoxel.pixels
      all.color += sum
      all.squares += (sum * color).sum()
    }
    guard all.pixels > 0 else { return 0 }
    let mean = (all.color * all.color).sum() / all.pixels
    // In a fixed order: rounding decides in a flat picture, and the order of a dictionary differs between processes.
    let between =
      sums.sorted { $0.key < $1.key }.reduce(Float(0)) {
        $0 + ($1.value.color * $1.value.color).sum() / max(1, $1.value.pixels)
      } - mean
    let total = all.squares - mean
    return total > 0 ? between / total : 0
  }

  /// The highest level at which regions still explain the given fraction of color variation; nil if none does.
  func level(explaining share: Float, supervoxels: [Supervoxel]) -> Float? {
    let levels = Set(supervoxels.compactMap { places[$0.number]?.level }.filter(\.isFinite)).sorted()
    var (low, high) = (-1, levels.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if explained(of: supervoxels, at: levels[middle]) >= share { low = middle } else { high = middle }
    }
    return low >= 0 ? levels[low] : nil
  }

  private func counts(of supervoxels: [Supervoxel], from frame: Int32, size: PictureSize) -> RegionCounts {
    let numbers = Set(places.keys).union(supervoxels.map(\.number)).sorted()
    let nodes = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })
    var counts = RegionCounts(
      joins: numbers.map { places[$0]?.joins.flatMap { nodes[$0] }.map(Int32.init) ?? -1 },
      levels: numbers.map { places[$0]?.level ?? .infinity })
    var areas: [Int32: [(supervoxel: Int, area: Double)]] = [:]
    for supervoxel in supervoxels where supervoxel.lastFrame >= frame {
      guard let node = nodes[supervoxel.number] else { continue }
      for sample in supervoxel.samples where sample.frame >= frame {
        areas[sample.frame, default: []].append((node, Double(sample.pixels)))
      }
    }
    for present in areas.values { counts.add(present, of: size.count) }
    return counts
  }
}
