import Imaging
import Motion

extension RegionTracker.State {
  /// Whether a tracker can go on from it, with pictures of the given size and so many responses of the network: decoded
  /// states can hold anything.
  package func isConsistent(for size: Size, responses: Int) -> Bool {
    let slots = shots.flatMap { $0.supervoxels.map(\.slot) }
    return shots.count <= ShotTracker.rememberedShots && Set(shots.map(\.number)).count == shots.count
      && (0..<Int32.max / 2).contains(nextSupervoxel) && (0..<Int.max / 2).contains(batches)
      && Set(slots).count == slots.count && self.slots.isConsistent(inUse: slots)
      && regions.count <= Int(UInt16.max) && Set(regions).count == regions.count
      && regions.allSatisfy { (0..<nextSupervoxel).contains($0) }
      && shots.allSatisfy { $0.isConsistent(for: size, responses: responses, supervoxels: nextSupervoxel) }
  }
}

extension ShotRegions {
  fileprivate func isConsistent(for size: Size, responses: Int, supervoxels limit: Int32) -> Bool {
    guard lastMap.size == size, (0..<Int32.max / 2).contains(frameCount), basis.isConsistent(responses: responses),
      [supervoxelLevel, cutLevel].allSatisfy({ $0.map { $0 >= 0 } ?? true })
    else { return false }
    let numbers = (founders.map(\.number) + supervoxels.map(\.number)).sorted()
    let known = Set(numbers)
    let slots = Set(supervoxels.map(\.slot))
    return known.count == numbers.count && numbers.allSatisfy { (0..<limit).contains($0) }
      && zip(supervoxels, supervoxels.dropFirst()).allSatisfy { $0.number < $1.number }
      && supervoxels.allSatisfy { $0.isConsistent(dimensions: basis.dimensions, frames: frameCount, size: size) }
      && founders.allSatisfy { $0.place.isConsistent(number: $0.number) }
      && (supervoxels.compactMap(\.place) + founders.map(\.place)).allSatisfy { place in
        place.joins.map(known.contains) ?? true
      }
      && edges.allSatisfy {
        $0.a < $0.b && known.contains($0.a) && known.contains($0.b) && $0.length > 0 && $0.length.isFinite
      }
      && (frameCount == 0 || Set(lastMap.labels).isSubset(of: slots))
  }
}
