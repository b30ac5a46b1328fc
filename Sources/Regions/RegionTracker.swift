import Imaging
import Motion

/// Regions of space and time, frame by frame: frames go in, and come out with their regions some frames later.
///
/// Two steps, both greedy merging by one cost (``RegionModel``). Batches of frames become supervoxels at once, and these
/// never change. The supervoxels of a shot, a few thousand, are merged to a tree anew whenever a batch is to come out:
/// what the frames looked ahead say of them counts, and what has come out keeps its place. A cut of the tree gives the
/// regions; a region has the number of the oldest supervoxel in it. A cut of the film ends the waiting; a shot that
/// returns goes on with its supervoxels. Memory does not grow with the film.
package struct RegionTracker: Sendable {
  private let settings: RegionSettings
  /// Frames of a batch.
  private let batchSize: Int
  /// Batches that are looked ahead.
  private let lookahead: Int
  private var current = State()
  /// The numbers of the regions that have been shown, by founder.
  private var labels: [Int32: UInt16] = [:]
  /// The batch that is being filled.
  private var open: [ShotRegions.WaitingFrame] = []
  private var openSize: Size?
  /// Batches that wait for their regions, and the state behind each.
  private var waiting: [(batch: Int, maps: [LabelMap], state: State)] = []

  /// What the next frames depend on, beside the settings.
  package struct State: Equatable, Sendable, Codable {
    /// The least recently used first; the current one is the last.
    var shots = ShotMemory<ShotRegions>()
    var nextSupervoxel: Int32 = 0
    var slots = SlotPool()
    /// Batches so far.
    var batches = 0
    /// The founders of the regions that have been shown: region 1, 2, …
    var regions: [Int32] = []

    package init() {}
  }

  /// Parts of a frame, at most, that enter the graph.
  private static let maxParts = 500
  private static let maxBatch = 16
  /// Of more regions not all pairs are tried.
  private static let maxRelinked = 1000
  /// Regions that explain so much of the variation of colors are enough, however few: a scene of a few flat things is
  /// not divided further to reach the number asked for.
  private static let enoughExplained: Float = 0.98

  /// - Parameter waitingBytes: what a frame takes while it waits.
  package init(_ settings: RegionSettings, waitingBytes: Int = 0) {
    self.settings = settings
    let window = min(settings.window, max(0, RegionSettings.maxWaitingBytes / max(1, waitingBytes) - 1))
    batchSize = max(1, min(Self.maxBatch, window))
    lookahead = (window + batchSize - 1) / batchSize
  }

  /// Setting it forgets the frames that wait.
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

  /// Takes a frame in.
  ///
  /// - Returns: the frames that have their regions now, in order; the frame itself comes later.
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

  /// Whether the last frame taken in completed a batch: only behind such a frame, and the last of a shot, a run can go on.
  package var isBetweenBatches: Bool { open.isEmpty }

  /// The frames that still wait: there are no more to look ahead at.
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
    let basis = FeatureBasis(colors: input.colors, responses: input.responses, weights: settings.weights)
    if let other = current.shots.take(shot) { giveBack(other) }
    if let gone = current.shots.enter(ShotRegions(number: shot, basis: basis, size: size)) { giveBack(gone) }
  }

  /// Makes the slots of a shot that is forgotten free.
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
    // The shot at hand needs slots more than the memory of others does.
    let maxNew = Self.maxParts * open.count
    while current.shots.count > 1, current.slots.available(batch: current.batches) < maxNew,
      let gone = current.shots.removeOldest()
    {
      giveBack(gone)
    }
    let place = current.shots.count - 1
    // A batch that fails is given up: the frames before it get their regions.
    let frames = open
    open = []
    let maps = try current.shots[place].add(
      frames, batch: current.batches, target: settings.supervoxels, parameters: settings.parameters,
      next: &current.nextSupervoxel, slots: &current.slots)
    waiting.append((current.batches, maps, current))
    current.batches += 1
    waiting[waiting.count - 1].state.batches = current.batches
  }

  /// Gives the first batches that wait their regions.
  private mutating func emit(_ count: Int) throws(RegionError) -> [RegionFrame] {
    let place = current.shots.count - 1
    let last = waiting[count - 1]
    let size = current.shots[place].lastMap.size
    // Later batches have brought borders of what was decided meanwhile; a run that goes on would have dropped others.
    current.shots[place].dropDecidedBorders()
    let tree = current.shots[place].tree(
      parameters: settings.lifeParameters,
      relinking: Relinking(
        maxFrames: 30, size: size, maxRegions: min(12 * settings.count, Self.maxRelinked)))
    let cut = RegionCut(current.shots[place], tree: tree)
    let level = cutLevel(cut, size: size)
    current.shots[place].cutLevel = level
    let borders = current.shots[place].edges
    let known = current.regions.count
    let decided = current.shots[place].decide(tree, upToBatch: last.batch)

    var finished: [RegionFrame] = []
    var regions = [UInt16](repeating: 0, count: current.slots.used)
    let numberOfSlot = Dictionary(
      uniqueKeysWithValues: current.shots[place].supervoxels.map { ($0.slot, $0.number) })
    for (index, batch) in waiting[..<count].enumerated() {
      for map in batch.maps {
        try number(map, cut, level, numberOfSlot, &regions)
        let isFirst = finished.isEmpty
        finished.append(
          RegionFrame(
            supervoxels: map, regions: regions, level: level,
            decided: isFirst ? decided.map { decision($0, shot: current.shots[place].number) } : [], state: nil))
      }
      if index == count - 1, let frame = finished.popLast() {
        finished.append(
          RegionFrame(
            supervoxels: frame.supervoxels, regions: frame.regions, level: frame.level, decided: frame.decided,
            state: forgetting(behind: last.state)))
      }
    }
    waiting.removeFirst(count)
    let neighbors = neighbors(borders, cut, level, behind: known)
    for index in finished.indices { finished[index].neighbors = neighbors }
    return finished
  }

  /// What the regions touch whose numbers are larger than `known`.
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

  private func decision(_ supervoxel: Supervoxel, shot: Int) -> RegionFrame.Decision {
    RegionFrame.Decision(
      number: supervoxel.number, slot: supervoxel.slot, place: supervoxel.place ?? .root, shot: shot)
  }

  /// The level at which the current shot's tree is cut.
  private func cutLevel(_ cut: RegionCut, size: Size) -> Float {
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

  /// The cost of a union grows with the sides of the regions: levels are counted in units that a picture of any size shares.
  package static func unit(of size: Size) -> Double {
    let side = Double(size.count).squareRoot()
    return side * side.squareRoot()
  }

  /// Enters the region numbers of the supervoxels that a map shows.
  private mutating func number(
    _ map: LabelMap, _ cut: RegionCut, _ level: Float, _ numberOfSlot: [UInt16: Int32], _ regions: inout [UInt16]
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

  /// Forgets what is long gone, and gives the state behind a batch what has been decided since.
  private mutating func forgetting(behind state: State) -> State {
    var behind = state
    let place = current.shots.count - 1
    let frame = behind.shots[place].frameCount - Int32(Supervoxel.maxSamples)
    let places = Dictionary(
      uniqueKeysWithValues: current.shots[place].supervoxels.map { ($0.number, $0.place) })
    for index in behind.shots[place].supervoxels.indices where behind.shots[place].supervoxels[index].place == nil {
      behind.shots[place].supervoxels[index].place = places[behind.shots[place].supervoxels[index].number] ?? nil
    }
    behind.shots[place].cutLevel = current.shots[place].cutLevel
    behind.regions = current.regions
    behind.shots[place].dropDecidedBorders()
    let available = behind.batches + lookahead
    for slot in behind.shots[place].forget(before: frame) { behind.slots.giveBack(slot, from: available) }
    for slot in current.shots[place].forget(before: frame) { current.slots.giveBack(slot, from: available) }
    return behind
  }
}
