import Imaging
import Motion

/// Space-time regions of a stream of frames. Frames are returned with their regions some frames later.
///
/// Two steps, both greedy merging with the same cost (``RegionModel``). First, each batch of frames is merged to
/// supervoxels, which are final. Second, the supervoxels of a shot, a few thousand, are merged to a tree whenever a
/// batch is due. The tree is rebuilt with the information of the look-ahead; supervoxels already output keep their
/// place. A cut of the tree gives the regions; a region has the number of its oldest supervoxel. A cut in the video
/// ends the look-ahead; a shot that returns continues with its supervoxels. Memory does not grow with the video.
package struct RegionTracker: Sendable {
  private let settings: RegionSettings
  /// Frames per batch.
  private let batchSize: Int
  /// The look-ahead in batches.
  private let lookahead: Int
  private var current = State()
  /// The numbers of the regions output so far, by founder.
  private var labels: [Int32: UInt16] = [:]
  /// The incomplete batch.
  private var open: [ShotRegions.WaitingFrame] = []
  private var openSize: PictureSize?
  /// Batches that wait for their regions, and the state after each.
  private var waiting: [(batch: Int, maps: [SlotMap], state: State)] = []

  /// The state that the next frames depend on, besides the settings.
  package struct State: Equatable, Sendable, Codable {
    /// In least-recently-used order; the current one is the last.
    var shots = ShotMemory<ShotRegions>()
    var nextSupervoxel: Int32 = 0
    var slots = SlotPool()
    /// The number of batches so far.
    var batches = 0
    /// The founders of the regions output so far: region 1, 2, …
    var regions: [Int32] = []

    package init() {}
  }

  /// The maximum number of parts per frame.
  private static let maxParts = 500
  private static let maxBatch = 16
  /// Above this number of regions, not all pairs are tried for relinking.
  private static let maxRelinked = 1000
  /// The explained fraction of color variation that is sufficient: a scene of a few flat objects is not divided
  /// further to reach the requested number.
  private static let enoughExplained: Float = 0.98

  /// - Parameter waitingBytes: the memory of a waiting frame.
  package init(_ settings: RegionSettings, waitingBytes: Int = 0) {
    self.settings = settings
    let window = min(settings.window, max(0, RegionSettings.maxWaitingBytes / max(1, waitingBytes) - 1))
    batchSize = max(1, min(Self.maxBatch, window))
    lookahead = (window + batchSize - 1) / batchSize
  }

  /// Setting it discards the waiting frames.
  package var state: State {
    get { current }
    set {
      current = newValue
      labels = Dictionary(
        newValue.regions.enumerated().map { ($1, UInt16(truncatingIfNeeded: $0 + 1)) }, uniquingKeysWith: { a, _ in a })
      open = []
      waiting = []
    }
  }

  /// Adds a frame.
  ///
  /// - Returns: the frames whose regions are final, in order; the frame itself follows later.
  package mutating func add(_ input: RegionInput) throws(RegionError) -> [RegionFrame] {
    var finished: [RegionFrame] = []
    let shot = input.correspondence.shot
    if let last = current.shots.last, last.number != shot || last.lastMap.size != input.superpixels.size {
      finished = try finish()
    }
    enter(shot, input)
    open.append(waitingFrame(input))
    if open.count == batchSize { try closeBatch() }
    if waiting.count > lookahead { finished += try emit(1) }
    return finished
  }

  /// Whether the last frame completed a batch. A run can be resumed only after such a frame or the last one of a
  /// shot.
  package var isBetweenBatches: Bool { open.isEmpty }

  /// The frames that are still waiting, without further look-ahead.
  package mutating func finish() throws(RegionError) -> [RegionFrame] {
    if !open.isEmpty { try closeBatch() }
    return waiting.isEmpty ? [] : try emit(waiting.count)
  }

  /// Makes a shot the current one.
  private mutating func enter(_ shot: Int, _ input: RegionInput) {
    let size = input.superpixels.size
    if let last = current.shots.last, last.number == shot, last.lastMap.size == size { return }
    if let known = current.shots.first(where: { $0.number == shot && $0.lastMap.size == size }) {
      current.shots.enter(known)
      return
    }
    let basis = DescriptorBasis(colors: input.colors, responses: input.responses, weights: settings.weights)
    if let other = current.shots.take(shot) { giveBack(other) }
    if let gone = current.shots.enter(ShotRegions(number: shot, basis: basis, size: size)) { giveBack(gone) }
  }

  /// Frees the slots of an evicted shot.
  private mutating func giveBack(_ shot: ShotRegions) {
    for supervoxel in shot.supervoxels { current.slots.giveBack(supervoxel.slot, from: current.batches) }
  }

  private func waitingFrame(_ input: RegionInput) -> ShotRegions.WaitingFrame {
    let correspondence = input.correspondence
    guard let shot = current.shots.last, !correspondence.isBlank || shot.frameCount == 0 && open.isEmpty else {
      return ShotRegions.WaitingFrame(parts: nil, backward: nil)
    }
    let parts = FrameParts(
      input.superpixels, colors: input.colors, responses: input.responses, basis: shot.basis,
      residual: correspondence.residual, parameters: settings.parameters, maxParts: Self.maxParts)
    return ShotRegions.WaitingFrame(parts: parts, backward: correspondence.backward)
  }

  private mutating func closeBatch() throws(RegionError) {
    // The current shot needs slots more than remembered shots do.
    let maxNew = Self.maxParts * open.count
    while current.shots.count > 1, current.slots.available(batch: current.batches) < maxNew,
      let gone = current.shots.removeOldest()
    {
      giveBack(gone)
    }
    let shotIndex = current.shots.count - 1
    // A failed batch is dropped: the frames before it still get their regions.
    let frames = open
    open = []
    let maps = try current.shots[shotIndex].add(
      frames, batch: current.batches, target: settings.supervoxels, parameters: settings.parameters,
      next: &current.nextSupervoxel, slots: &current.slots)
    waiting.append((current.batches, maps, current))
    current.batches += 1
    waiting[waiting.count - 1].state.batches = current.batches
  }

  /// Outputs the first waiting batches.
  private mutating func emit(_ count: Int) throws(RegionError) -> [RegionFrame] {
    let shotIndex = current.shots.count - 1
    let last = waiting[count - 1]
    let size = current.shots[shotIndex].lastMap.size
    // Later batches have added borders between final supervoxels. They are not needed, and must be removed: the state
    // for a resumed run has none.
    current.shots[shotIndex].dropFinalBorders()
    let tree = current.shots[shotIndex].tree(
      parameters: settings.treeParameters,
      relinking: Relinking(
        maxFrames: 30, size: size, maxRegions: min(12 * settings.count, Self.maxRelinked)))
    let cut = RegionCut(current.shots[shotIndex], tree: tree)
    let level = cutLevel(cut, size: size)
    current.shots[shotIndex].cutLevel = level
    let borders = current.shots[shotIndex].edges
    let known = current.regions.count
    let finalized = current.shots[shotIndex].finalize(tree, upToBatch: last.batch)

    var finished: [RegionFrame] = []
    var regions = [UInt16](repeating: 0, count: current.slots.used)
    let numberOfSlot = Dictionary(
      uniqueKeysWithValues: current.shots[shotIndex].supervoxels.map { ($0.slot, $0.number) })
    for (index, batch) in waiting[..<count].enumerated() {
      for map in batch.maps {
        try number(map, cut, level, numberOfSlot, &regions)
        let isFirst = finished.isEmpty
        finished.append(
          RegionFrame(
            supervoxels: map, regions: regions, level: level,
            finalized: isFirst ? finalized.map { finalSupervoxel($0, shot: current.shots[shotIndex].number) } : [],
            state: nil))
      }
      if index == count - 1, let frame = finished.popLast() {
        finished.append(
          RegionFrame(
            supervoxels: frame.supervoxels, regions: frame.regions, level: frame.level, finalized: frame.finalized,
            state: forgetting(behind: last.state)))
      }
    }
    waiting.removeFirst(count)
    let neighbors = neighbors(borders, cut, level, behind: known)
    for index in finished.indices { finished[index].neighbors = neighbors }
    return finished
  }

  /// The neighbors of the regions whose numbers are larger than `known`.
  private func neighbors(
    _ borders: [ShotRegions.Border], _ cut: RegionCut, _ level: Float, behind known: Int
  ) -> [UInt16: [UInt16]] {
    guard current.regions.count > known else { return [:] }
    var result: [UInt16: Set<UInt16>] = [:]
    for border in borders {
      guard let a = labels[cut.region(of: border.a, at: level)], let b = labels[cut.region(of: border.b, at: level)],
        a != b
      else { continue }
      if a > known { result[a, default: []].insert(b) }
      if b > known { result[b, default: []].insert(a) }
    }
    return result.mapValues { $0.sorted() }
  }

  private func finalSupervoxel(_ supervoxel: Supervoxel, shot: Int) -> RegionFrame.FinalSupervoxel {
    RegionFrame.FinalSupervoxel(
      number: supervoxel.number, slot: supervoxel.slot, place: supervoxel.place ?? .root, shot: shot)
  }

  /// The cut level of the current shot's tree.
  private func cutLevel(_ cut: RegionCut, size: PictureSize) -> Float {
    if let scale = settings.scale { return Float(scale * Self.unit(of: size)) }
    guard let shot = current.shots.last else { return 0 }
    let from = max(0, shot.frameCount - Int32(Supervoxel.maxSamples))
    if let level = shot.cutLevel {
      let count = cut.meanCount(of: shot.supervoxels, from: from, at: level, size: size)
      let ratio = count / Float(settings.count)
      if (0.6...1.6).contains(ratio) { return level }
    }
    let level = cut.level(for: settings.count, supervoxels: shot.supervoxels, from: from, size: size)
    return max(level, cut.level(explaining: Self.enoughExplained, supervoxels: shot.supervoxels) ?? 0)
  }

  /// The cost of a union grows with the sides of the regions. This unit makes levels independent of the picture size.
  package static func unit(of size: PictureSize) -> Double {
    let side = Double(size.count).squareRoot()
    return side * side.squareRoot()
  }

  /// Numbers the regions of the supervoxels in a map.
  private mutating func number(
    _ map: SlotMap, _ cut: RegionCut, _ level: Float, _ numberOfSlot: [UInt16: Int32], _ regions: inout [UInt16]
  ) throws(RegionError) {
    for (slot, _) in map.areas() where regions[Int(slot)] == 0 {
      guard let supervoxel = numberOfSlot[slot] else { continue }
      let founder = cut.region(of: supervoxel, at: level)
      if let label = labels[founder] {
        regions[Int(slot)] = label
      } else {
        guard current.regions.count < Int(UInt16.max) else { throw .tooManyRegions(limit: Int(UInt16.max)) }
        current.regions.append(founder)
        let label = UInt16(current.regions.count)
        labels[founder] = label
        regions[Int(slot)] = label
      }
    }
  }

  /// Removes old supervoxels, and adds the places that became final since to the state after a batch.
  private mutating func forgetting(behind state: State) -> State {
    var behind = state
    let shotIndex = current.shots.count - 1
    let frame = behind.shots[shotIndex].frameCount - Int32(Supervoxel.maxSamples)
    let places = Dictionary(
      uniqueKeysWithValues: current.shots[shotIndex].supervoxels.map { ($0.number, $0.place) })
    for index in behind.shots[shotIndex].supervoxels.indices
    where behind.shots[shotIndex].supervoxels[index].place == nil {
      behind.shots[shotIndex].supervoxels[index].place =
        places[behind.shots[shotIndex].supervoxels[index].number] ?? nil
    }
    behind.shots[shotIndex].cutLevel = current.shots[shotIndex].cutLevel
    behind.regions = current.regions
    behind.shots[shotIndex].dropFinalBorders()
    let available = behind.batches + lookahead
    for slot in behind.shots[shotIndex].forget(before: frame) { behind.slots.giveBack(slot, from: available) }
    for slot in current.shots[shotIndex].forget(before: frame) { current.slots.giveBack(slot, from: available) }
    return behind
  }
}
