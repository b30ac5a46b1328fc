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
    while let place = places[number], place.level <= level, let joins = place.joins { number = joins }
    return number
  }

  /// A region is counted in a frame if it has more than this share of it.
  private static let countedShare: Float = 0.001

  /// Regions a frame, on average.
  func meanCount(of supervoxels: [Supervoxel], from frame: Int32, at level: Float, size: Size) -> Float {
    var areas: [Int64: Float] = [:]
    var frames: Set<Int32> = []
    for supervoxel in supervoxels where supervoxel.lastFrame >= frame {
      let region = Int64(region(of: supervoxel.number, at: level)) << 32
      for sample in supervoxel.samples where sample.frame >= frame {
        areas[region | Int64(sample.frame), default: 0] += sample.pixels
        frames.insert(sample.frame)
      }
    }
    let counted = areas.values.count { $0 > Self.countedShare * Float(size.count) }
    return Float(counted) / Float(max(1, frames.count))
  }

  /// The lowest level at which there are no more than `count` regions a frame, on average.
  func level(for count: Int, supervoxels: [Supervoxel], from frame: Int32, size: Size) -> Float {
    let levels = Set(places.values.lazy.map(\.level).filter(\.isFinite)).sorted()
    var (low, high) = (-1, levels.count - 1)
    guard high >= 0 else { return 0 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if meanCount(of: supervoxels, from: frame, at: levels[middle], size: size) > Float(count) {
        low = middle
      } else {
        high = middle
      }
    }
    return levels[high]
  }
}
