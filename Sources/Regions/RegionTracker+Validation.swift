import Imaging
import Motion

extension RegionTracker.State {
  /// Validates decoded state for pictures of the given size and this number of responses.
  package func isConsistent(for size: PictureSize, responses: Int) -> Bool {
    let slots = shots.flatMap { $0.supervoxels.map(\.slot) }
    let numbers = shots.flatMap { $0.supervoxels.map(\.number) + $0.founders.map(\.number) }
    return shots.isConsistent
      && (0..<Int32.max / 2).contains(nextSupervoxel) && (0..<Int.max / 2).contains(batches)
      && self.slots.isConsistent(inUse: slots) && Set(numbers).count == numbers.count
      && regions.count <= Int(UInt16.max) && Set(regions).count == regions.count
      && regions.allSatisfy { (0..<nextSupervoxel).contains($0) }
      && shots.allSatisfy { $0.isConsistent(for: size, responses: responses, supervoxels: nextSupervoxel) }
  }
}

extension ShotRegions {
  fileprivate func isConsistent(for size: PictureSize, responses: Int, supervoxels limit: Int32) -> Bool {
    guard lastMap.size == size, (1..<Int32.max / 2).contains(frameCount), basis.isConsistent(responses: responses),
      [supervoxelLevel, cutLevel].allSatisfy({ $0.map { $0 >= 0 } ?? true })
    else { return false }
    let known = Set(founders.map(\.number) + supervoxels.map(\.number))
    let slots = Set(supervoxels.map(\.slot))
    return known.allSatisfy { (0..<limit).contains($0) }
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
