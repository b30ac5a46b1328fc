import Imaging

/// Cuts a merge tree: which region each supervoxel is part of at a level, and which level gives how many.
struct RegionCut {
  /// By number.
  private let places: [Int32: TreePlace]

  /// - Parameter tree: the places of supervoxels that are not decided.
  init(_ shot: ShotRegions, tree: [Int32: TreePlace]) {
    var places = tree
    for founder in shot.founders { places[founder.number] = founder.place }
    for supervoxel in shot.supervoxels {
      if let place = supervoxel.place { places[supervoxel.number] = place }
    }
    self.places = places
  }

  /// The founder of the region that a supervoxel is part of.
  func region(of number: Int32, at level: Float) -> Int32 {
    var number = number
    while let joins = places[number]?.joined(at: level) { number = joins }
    return number
  }

  /// Regions a frame, on average.
  func meanCount(of supervoxels: [Supervoxel], from frame: Int32, at level: Float, size: Size) -> Float {
    Float(counts(of: supervoxels, from: frame, size: size).mean(at: level))
  }

  /// The level at which the mean number of regions a frame is nearest to `count`.
  func level(for count: Int, supervoxels: [Supervoxel], from frame: Int32, size: Size) -> Float {
    counts(of: supervoxels, from: frame, size: size).level(for: count)
  }

  private func counts(of supervoxels: [Supervoxel], from frame: Int32, size: Size) -> RegionCounts {
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
