import Imaging

extension ShotRegions {
  /// The merge tree of all supervoxels in memory: for each, the older one that it joins, and the level.
  ///
  /// Final places are kept; the others are merged by cost, with each other and with the regions of the final ones at
  /// that level.
  func tree(parameters: MergeParameters, relinking: Relinking) -> [Int32: TreePlace] {
    var merging = RegionTreeMerging(self, parameters: parameters, relinking: relinking)
    return merging.run()
  }

  /// Finalizes the places of the supervoxels that began no later than a batch.
  ///
  /// - Returns: those finalized, in ascending order of numbers.
  mutating func finalize(_ tree: [Int32: TreePlace], upToBatch batch: Int) -> [Supervoxel] {
    var finalized: [Supervoxel] = []
    for index in supervoxels.indices where supervoxels[index].place == nil && supervoxels[index].batch <= batch {
      supervoxels[index].place = tree[supervoxels[index].number] ?? .root
      finalized.append(supervoxels[index])
    }
    dropFinalBorders()
    return finalized
  }

  mutating func dropFinalBorders() {
    let open = Set(supervoxels.lazy.filter { $0.place == nil }.map(\.number))
    edges.removeAll { !open.contains($0.a) && !open.contains($0.b) }
  }

  /// Removes the final supervoxels last seen before a frame. Their slots are free from a batch on.
  mutating func forget(before frame: Int32, slotsFrom batch: Int) {
    let isSeen = Set(lastMap.labels)
    let gone = supervoxels.filter { $0.place != nil && $0.lastFrame < frame && !isSeen.contains($0.slot) }
    guard !gone.isEmpty else { return }
    let numbers = Set(gone.map(\.number))
    supervoxels.removeAll { numbers.contains($0.number) }
    edges.removeAll { numbers.contains($0.a) || numbers.contains($0.b) }
    founders += gone.map { Founder(number: $0.number, place: $0.place ?? .root) }
    // A founder is kept while a supervoxel in memory joins it, directly or indirectly.
    let joins = Dictionary(uniqueKeysWithValues: founders.map { ($0.number, $0.place.joins) })
    var needed: Set<Int32> = []
    for supervoxel in supervoxels {
      var next = supervoxel.place?.joins
      while let number = next, let further = joins[number], needed.insert(number).inserted { next = further }
    }
    founders = founders.filter { needed.contains($0.number) }.sorted { $0.number < $1.number }
    for supervoxel in gone { slots.giveBack(supervoxel.slot, from: batch) }
  }
}

/// Merges the supervoxels of a shot to a tree.
private struct RegionTreeMerging {
  private let numbers: [Int32]
  private var merging: GreedyMerging<RegionModel>
  private var extents: [RegionExtent?]
  private let relinking: Relinking
  /// The unions that are final, in ascending order of levels.
  private let finalized: [(node: Int, other: Int, level: Float)]
  /// The lowest node in the region of each root.
  private var founder: [Int]
  private var places: [Int32: TreePlace] = [:]

  init(_ shot: ShotRegions, parameters: MergeParameters, relinking: Relinking) {
    self.relinking = relinking
    // Nodes are in ascending order of numbers, so that the older of two comes first.
    var nodes: [(number: Int32, supervoxel: Supervoxel?, place: TreePlace?)] =
      shot.founders.map { ($0.number, nil, $0.place) } + shot.supervoxels.map { ($0.number, $0, $0.place) }
    nodes.sort { $0.number < $1.number }
    numbers = nodes.map(\.number)
    let nodeOf = Dictionary(uniqueKeysWithValues: numbers.enumerated().map { ($1, $0) })

    let start = max(0, shot.frameCount - Int32(Supervoxel.maxSamples))
    var model = RegionModel(
      parameters, dimensions: shot.basis.dimensions, frames: Supervoxel.maxSamples, capacity: nodes.count)
    let nothing = [Float](repeating: 0, count: shot.basis.dimensions)
    // Of a frame without any known motion, such as the first of a shot, nothing is presumed.
    let moving = Set(shot.supervoxels.lazy.flatMap(\.samples).filter { $0.motionPixels > 0 }.map(\.frame))
    for node in nodes {
      guard let supervoxel = node.supervoxel else {
        model.append(size: 0, descriptor: nothing)
        model.appendBoundary(BoundaryConnectivity())
        continue
      }
      model.append(size: supervoxel.pixels, descriptor: supervoxel.descriptor)
      let samples = supervoxel.samples.drop { $0.frame < start }
      model.appendBoundary(BoundaryConnectivity(samples))
      for sample in samples where moving.contains(sample.frame) {
        model.appendMotion(
          .init(pixels: sample.motionPixels, area: sample.pixels, velocity: sample.velocity),
          frame: Int(sample.frame - start))
      }
    }
    let edges = shot.edges.compactMap { border -> RegionAdjacencyGraph.Edge? in
      guard let a = nodeOf[border.a], let b = nodeOf[border.b] else { return nil }
      return .init(a: Int32(a), b: Int32(b), length: border.length)
    }
    merging = GreedyMerging(model, count: nodes.count, edges: edges, isFinal: nodes.map { $0.place != nil })
    extents = nodes.map { $0.supervoxel.flatMap(RegionExtent.init) }
    founder = Array(nodes.indices)
    finalized = nodes.enumerated().compactMap { node, entry in
      guard let place = entry.place, let joins = place.joins, let other = nodeOf[joins] else { return nil }
      return (node, other, place.level)
    }.sorted { ($0.level, $0.node) < ($1.level, $1.node) }
  }

  mutating func run() -> [Int32: TreePlace] {
    var next = 0
    var isRelinked = false
    while true {
      if !isRelinked, merging.count <= relinking.maxRegions {
        isRelinked = true
        relink()
      }
      let limit = next < finalized.count ? finalized[next].level : .infinity
      if let union = merging.next(below: limit) {
        join(union.kept, union.other, level: union.level)
      } else if next < finalized.count {
        let (a, b) = (finalized[next].node, finalized[next].other)
        next += 1
        let before = (root(a), root(b))
        guard before.0 != before.1 else { continue }
        merging.mergeFinal(a, b)
        let kept = root(a)
        join(kept, kept == before.0 ? before.1 : before.0, level: nil)
      } else if !isRelinked {
        isRelinked = true
        relink()
      } else {
        return places
      }
    }
  }

  private mutating func root(_ node: Int) -> Int { merging.root(of: node) }

  /// - Parameter level: nil for a union that is already final.
  private mutating func join(_ kept: Int, _ other: Int, level: Float?) {
    let (older, younger) = (min(founder[kept], founder[other]), max(founder[kept], founder[other]))
    if let level { places[numbers[younger]] = TreePlace(joins: numbers[older], level: level) }
    founder[kept] = older
    extents[kept] = RegionExtent.union(extents[kept], extents[other])
    extents[other] = nil
  }

  private mutating func relink() {
    var forest = merging.forest
    let roots = numbers.indices.filter { forest.root(of: $0) == $0 && extents[$0] != nil }
    for (index, a) in roots.enumerated() {
      for b in roots[(index + 1)...] {
        guard let first = extents[a], let second = extents[b],
          let length = relinking.length(between: first, second)
        else { continue }
        merging.connect(a, b, length: length)
      }
    }
  }
}
