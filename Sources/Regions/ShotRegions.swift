import Imaging
import Motion

/// The supervoxels of one shot, and their graph.
///
/// Frames come in batches. The parts of a batch's frames and the past supervoxels (those of the frame before the batch)
/// are merged in one space-time graph; two past supervoxels are never merged there (after Xu, Xiong and Corso,
/// "Streaming hierarchical video segmentation", ECCV 2012).
struct ShotRegions: RememberedShot, Equatable, Sendable, Codable {
  let number: Int
  var basis: DescriptorBasis
  /// The number of frames so far.
  var frameCount: Int32 = 0
  /// The number of batches so far.
  var batches = 0
  /// The number of the next supervoxel.
  var nextSupervoxel: Int32 = 0
  var slots = SlotPool()
  /// In ascending order of numbers.
  var supervoxels: [Supervoxel] = []
  /// Founders of regions that were removed while supervoxels that joined them remain.
  var founders: [Founder] = []
  /// Space-time borders between supervoxels, by number, of pairs that may still be merged by cost.
  var edges: [Border] = []
  /// The slots of the last frame.
  var lastMap: SlotMap
  /// The maximum cost of merging parts to supervoxels, from the requested number in the shot's first batch.
  var supervoxelLevel: Float?
  /// The cut level of the tree.
  var cutLevel: Float?

  struct Founder: Equatable, Sendable, Codable {
    let number: Int32
    let place: TreePlace
  }

  struct Border: Equatable, Sendable, Codable {
    let a, b: Int32
    var length: Float
  }

  init(number: Int, basis: DescriptorBasis, size: PictureSize) {
    self.number = number
    self.basis = basis
    lastMap = SlotMap(size: size)
  }

  /// Connected pieces of supervoxels below this fraction of the picture join a neighbor.
  private static let minPieceArea = 0.0003
  /// The distance in pixels, a third of a superpixel, by which borders may move away from those of superpixels.
  private static let reach = 2
  /// The supervoxel level rises if there would be more than this multiple of the requested number: a shot may begin
  /// with a black or flat picture.
  private static let maxExcess = 2

  /// The minimum supervoxel level, in units of ``RegionTracker/unit(of:)``. A flat picture would be divided at no
  /// cost, and nothing could be continued from frame to frame.
  private static let minLevel: Float = 0.0002

  /// Merges a batch of frames to supervoxels.
  ///
  /// - Parameters:
  ///   - target: the approximate number of supervoxels per frame.
  /// - Returns: the slots of every frame.
  mutating func add(
    _ frames: [DescribedFrame], target: Int, parameters: MergeParameters
  ) throws(RegionError) -> [SlotMap] {
    let graph = BatchGraph(frames, shot: self, parameters: parameters)
    var merging = GreedyMerging(graph.model, count: graph.count, edges: graph.edges, isFinal: graph.isPast)
    var presence = graph.presence
    let maxCount = target * graph.frameCount
    if let level = supervoxelLevel {
      while let union = merging.next(below: level) { presence.join(union.other, into: union.kept) }
    }
    if graph.frameCount > 0, supervoxelLevel == nil || presence.count > Self.maxExcess * maxCount {
      while presence.count > maxCount, let union = merging.next() { presence.join(union.other, into: union.kept) }
      let lowest = supervoxelLevel ?? Self.minLevel * Float(RegionTracker.unit(of: lastMap.size))
      supervoxelLevel = max(merging.level, lowest)
    }
    // Past supervoxels are not merged, so every other root is a new supervoxel.
    let batch = batches
    let available = slots.available(batch: batch) - RegionNumbering.slotsOfOtherShots
    while merging.count - graph.past.count > available, merging.next() != nil {}
    guard merging.count - graph.past.count <= available else {
      throw .tooManySupervoxels(limit: Int(UInt16.max))
    }

    var forest = merging.forest
    // The supervoxel index of every root.
    var owners = [Int32](repeating: -1, count: graph.count)
    for (node, index) in graph.past.enumerated() { owners[forest.root(of: node)] = Int32(index) }
    for node in graph.past.count..<graph.count {
      let root = forest.root(of: node)
      guard owners[root] < 0 else { continue }
      guard let slot = slots.take(batch: batch) else { throw .tooManySupervoxels(limit: Int(UInt16.max)) }
      owners[root] = Int32(supervoxels.count)
      supervoxels.append(
        Supervoxel(
          number: nextSupervoxel, slot: slot, batch: batch, descriptor: Array(merging.model.descriptor(of: root))))
      nextSupervoxel += 1
    }
    batches += 1
    let owner = (0..<graph.count).map { Int(owners[forest.root(of: $0)]) }
    record(frames, graph, owner)
    connect(merging.edges, owner)
    return maps(of: frames, graph, owner)
  }

  /// Adds the parts of the frames to their supervoxels.
  private mutating func record(_ frames: [DescribedFrame], _ graph: BatchGraph, _ owner: [Int]) {
    var parts: [Int: [(frame: Int32, part: FrameParts.Part)]] = [:]
    for (frameIndex, frame) in frames.enumerated() {
      guard let own = frame.parts, let offset = graph.offsets[frameIndex] else { continue }
      for (index, part) in own.parts.enumerated() {
        parts[owner[offset + index], default: []].append((frameCount + Int32(frameIndex), part))
      }
    }
    for (index, own) in parts { supervoxels[index].add(own) }
    frameCount += Int32(frames.count)
  }

  /// Adds the remaining borders between supervoxels.
  private mutating func connect(_ borders: [RegionAdjacencyGraph.Edge], _ owner: [Int]) {
    // An edge connects roots, and a root is its own root.
    let added = borders.map { edge in
      let (a, b) = (supervoxels[owner[Int(edge.a)]].number, supervoxels[owner[Int(edge.b)]].number)
      return Border(a: min(a, b), b: max(a, b), length: edge.length)
    }
    var sorted = (edges + added).sorted { ($0.a, $0.b, $0.length) < ($1.a, $1.b, $1.length) }
    var kept = 0
    for index in sorted.indices.dropFirst() {
      if sorted[index].a == sorted[kept].a, sorted[index].b == sorted[kept].b {
        sorted[kept].length += sorted[index].length
      } else {
        kept += 1
        sorted[kept] = sorted[index]
      }
    }
    edges = Array(sorted.prefix(kept + 1))
  }

  /// Recounts the pixels, and those on the picture border, of a frame's samples from its map: refining has changed
  /// them.
  private mutating func recount(_ frame: Int32) {
    var areas = [Int32](repeating: 0, count: Int(UInt16.max) + 1)
    var rims = areas
    for slot in lastMap.labels { areas[Int(slot)] += 1 }
    for slot in lastMap.rim { rims[Int(slot)] += 1 }
    for index in supervoxels.indices {
      guard supervoxels[index].lastFrame >= frame,
        let sample = supervoxels[index].samples.lastIndex(where: { $0.frame == frame })
      else { continue }
      let slot = Int(supervoxels[index].slot)
      supervoxels[index].samples[sample].pixels = Float(areas[slot])
      supervoxels[index].samples[sample].rimPixels = Float(rims[slot])
    }
  }

  private mutating func maps(of frames: [DescribedFrame], _ graph: BatchGraph, _ owner: [Int]) -> [SlotMap] {
    let minArea = Int((Self.minPieceArea * Double(lastMap.size.count)).rounded())
    return frames.enumerated().map { frameIndex, frame in
      defer { recount(frameCount - Int32(frames.count - frameIndex)) }
      guard let parts = frame.parts, let offset = graph.offsets[frameIndex] else { return lastMap }
      let slots = parts.parts.indices.map { supervoxels[owner[offset + $0]].slot }
      let map = SlotMap(size: parts.size, labels: parts.map.map { slots[Int($0)] })
        .refined(LabPlanes(parts.picture), earlier: lastMap, backward: frame.backward, reach: Self.reach)
      lastMap = map.smoothed(radius: 2).absorbingRegions(under: minArea)
      return lastMap
    }
  }
}
