import Imaging

/// The graph of a batch of frames: the past supervoxels, and the parts of its frames. A past supervoxel is one with a
/// pixel in the frame before the batch.
struct BatchGraph {
  /// The indices, among the shot's supervoxels, of the past ones: the first nodes.
  let past: [Int]
  /// The first node of every frame; nil for a blank frame.
  let offsets: [Int?]
  let count: Int
  /// The number of frames that are not blank.
  let frameCount: Int
  let model: RegionModel
  let edges: [RegionAdjacencyGraph.Edge]

  var isPast: [Bool] { (0..<count).map { $0 < past.count } }

  init(_ frames: [DescribedFrame], shot: ShotRegions, parameters: MergeParameters) {
    var isSeen = [Bool](repeating: false, count: Int(UInt16.max) + 1)
    for slot in shot.lastMap.labels { isSeen[Int(slot)] = true }
    isSeen[0] = false
    past = shot.supervoxels.indices.filter { isSeen[Int(shot.supervoxels[$0].slot)] }

    var next = past.count
    var offsets: [Int?] = []
    for frame in frames {
      offsets.append(frame.parts == nil ? nil : next)
      next += frame.parts?.parts.count ?? 0
    }
    (self.offsets, count) = (offsets, next)
    frameCount = offsets.count { $0 != nil }

    var model = RegionModel(
      parameters, dimensions: shot.basis.dimensions, frames: frames.count, capacity: count)
    for index in past {
      let supervoxel = shot.supervoxels[index]
      // A past supervoxel is weighted as one batch: a long life must not make it more expensive to join.
      model.append(
        size: min(supervoxel.pixels, supervoxel.recentPixels * Float(frames.count)),
        descriptor: supervoxel.recentDescriptor)
    }
    var edges: [RegionAdjacencyGraph.Edge] = []
    var before = shot.lastMap.labels.map { Int32($0) }
    var nodeOfSlot = [Int32](repeating: -1, count: Int(UInt16.max) + 1)
    for (node, index) in past.enumerated() { nodeOfSlot[Int(shot.supervoxels[index].slot)] = Int32(node) }
    for n in before.indices { before[n] = nodeOfSlot[Int(before[n])] }

    for (frameIndex, frame) in frames.enumerated() {
      guard let parts = frame.parts, let offset = offsets[frameIndex] else { continue }
      for part in parts.parts {
        model.append(size: part.pixels, descriptor: part.descriptor, motion: (frameIndex, part.motion))
      }
      for edge in parts.edges {
        edges.append(.init(a: edge.a + Int32(offset), b: edge.b + Int32(offset), length: edge.length))
      }
      let nodes = parts.map.map { $0 + Int32(offset) }
      if let backward = frame.backward {
        var pairs = PairCounts()
        for n in backward.indices where backward[n] >= 0 {
          let earlier = before[Int(backward[n])]
          if earlier >= 0 { pairs.add(earlier, nodes[n]) }
        }
        for pair in pairs.counted() {
          edges.append(.init(a: pair.a, b: pair.b, length: parameters.temporalLength * Float(pair.count)))
        }
      }
      before = nodes
    }
    self.model = model
    self.edges = edges
  }

  /// The frames of each node.
  var presence: Presence {
    var masks = [UInt64](repeating: 0, count: count)
    for (frameIndex, offset) in offsets.enumerated() {
      guard let offset else { continue }
      let end = offsets[(frameIndex + 1)...].lazy.compactMap { $0 }.first ?? count
      for node in offset..<end { masks[node] = 1 << UInt64(frameIndex & 63) }
    }
    return Presence(masks: masks, count: count - past.count)
  }

  /// The number of new supervoxels in each frame, summed over the frames, while nodes merge.
  struct Presence {
    private var masks: [UInt64]
    private(set) var count: Int

    init(masks: [UInt64], count: Int) {
      self.masks = masks
      self.count = count
    }

    mutating func join(_ other: Int, into kept: Int) {
      count -= (masks[kept] & masks[other]).nonzeroBitCount
      masks[kept] |= masks[other]
    }
  }
}
