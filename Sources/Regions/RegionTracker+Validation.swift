import Imaging
import Motion

extension RegionTracker.State {
  /// Validates decoded state for pictures of the given size and this number of responses.
  package func isConsistent(for size: PictureSize, responses: Int) -> Bool {
    shots.isConsistent && numbering.isConsistent
      && shots.allSatisfy { $0.isConsistent(for: size, responses: responses) }
      && shots.allSatisfy { shot in
        numbering.knows(shot.supervoxels.lazy.filter { $0.place != nil }.map(\.number), of: shot.number)
          && numbering.knows(shot.founders.map(\.number), of: shot.number)
      }
  }
}

extension ShotRegions {
  fileprivate func isConsistent(for size: PictureSize, responses: Int) -> Bool {
    let limit = nextSupervoxel
    guard (0..<Int32.max / 2).contains(limit), (0..<Int.max / 2).contains(batches),
      self.slots.isConsistent(inUse: supervoxels.map(\.slot)), lastMap.size == size,
      (1..<Int32.max / 2).contains(frameCount), basis.isConsistent(responses: responses),
      [supervoxelLevel, cutLevel].allSatisfy({ $0.map { $0 >= 0 } ?? true })
    else { return false }
    let known = Set(founders.map(\.number) + supervoxels.map(\.number))
    let slots = Set(supervoxels.map(\.slot))
    return known.count == founders.count + supervoxels.count && known.allSatisfy { (0..<limit).contains($0) }
      && zip(supervoxels, supervoxels.dropFirst()).allSatisfy { $0.number < $1.number }
      && supervoxels.allSatisfy { $0.isConsistent(dimensions: basis.dimensions, frames: frameCount, size: size) }
      && founders.allSatisfy { $0.place.isConsistent(number: $0.number) }
      && (supervoxels.compactMap(\.place) + founders.map(\.place)).allSatisfy { place in
        place.joins.map(known.contains) ?? true
      }
      && edges.allSatisfy { edge in
        edge.a < edge.b && known.contains(edge.a) && known.contains(edge.b) && edge.length > 0 && edge.length.isFinite
      }
      && Set(lastMap.labels).isSubset(of: slots)
  }
}
