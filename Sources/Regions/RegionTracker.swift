import Imaging
import Motion

/// Space-time regions of a stream of frames. Frames are returned with their regions some frames later.
///
/// Two steps, both greedy merging with the same cost (``RegionModel``). First, each batch of frames is merged to
/// supervoxels, which are final. Second, the supervoxels of a shot, a few thousand, are merged to a tree whenever a
/// batch is due. The tree is rebuilt with the information of the look-ahead; supervoxels already output keep their
/// place. A cut of the tree gives the regions; a region is named by its oldest supervoxel. A cut in the video ends the
/// look-ahead; a shot that returns continues with its supervoxels. Nothing of one shot depends on another:
/// ``RegionNumbering`` gives the numbers that are valid for the whole video. Memory does not grow with the video.
package struct RegionTracker: Sendable {
  private let settings: RegionSettings
  /// Frames per batch.
  private let batchSize: Int
  /// The look-ahead in batches.
  private let lookahead: Int
  private var current = State()
  /// The incomplete batch.
  private var open: [DescribedFrame] = []
  /// Batches that wait for their regions, and the state after each.
  private var waiting: [(batch: Int, maps: [SlotMap], state: State)] = []

  /// The state that the next frames depend on, besides the settings.
  package struct State: Equatable, Sendable, Codable {
    /// In least-recently-used order; the current one is the last.
    var shots = ShotMemory<ShotRegions>()
    var numbering = RegionNumbering()

    package init() {}
  }

  private static let maxBatch = 16
  /// Above this number of regions, not all pairs are tried for relinking.
  private static let maxRelinked = 1000
  /// The explained fraction of color variation that is sufficient: a scene of a few flat objects is not divided
  /// further to reach the requested number.
  private static let enoughExplained: Float = 0.98

  /// - Parameter waitingBytes: the memory of a waiting frame.
  package init(_ settings: RegionSettings, waitingBytes: Int = 0) {
    self.settings = settings
    (batchSize, lookahead) = Self.lookAhead(settings, waitingBytes: waitingBytes)
  }

  /// The frames of a batch, and the batches of the look-ahead.
  package static func lookAhead(_ settings: RegionSettings, waitingBytes: Int) -> (batchSize: Int, batches: Int) {
    let window = min(settings.window, max(0, RegionSettings.maxWaitingBytes / max(1, waitingBytes) - 1))
    let batchSize = max(1, min(Self.maxBatch, window))
    return (batchSize, (window + batchSize - 1) / batchSize)
  }

  /// Setting it discards the waiting frames.
  package var state: State {
    get { current }
    set {
      current = newValue
      open = []
      waiting = []
    }
  }

  /// Adds a frame.
  ///
  /// - Returns: the frames whose regions are final, in order; the frame itself follows later.
  package mutating func add(_ input: RegionInput) throws(RegionError) -> [RegionFrame] {
    let weights = settings.weights
    let finished = try enter(input.correspondence.shot, input.superpixels.size) {
      DescriptorBasis(colors: input.colors, responses: input.responses, weights: weights)
    }
    guard let shot = current.shots.last else { return finished }
    let isFirst = shot.frameCount == 0 && open.isEmpty
    return finished
      + (try add(DescribedFrame(input, basis: shot.basis, isFirst: isFirst, settings: settings)))
  }

  /// Adds a frame that was described before.
  ///
  /// - Parameter basis: of the frame's shot.
  package mutating func add(
    _ frame: DescribedFrame, shot: Int, size: PictureSize, basis: DescriptorBasis
  ) throws(RegionError) -> [RegionFrame] {
    try enter(shot, size) { basis } + add(frame)
  }

  private mutating func add(_ frame: DescribedFrame) throws(RegionError) -> [RegionFrame] {
    open.append(frame)
    if open.count == batchSize { try closeBatch() }
    return waiting.count > lookahead ? try emit(1) : []
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
  ///
  /// - Returns: the frames of the shot before.
  private mutating func enter(
    _ shot: Int, _ size: PictureSize, basis: () -> DescriptorBasis
  ) throws(RegionError) -> [RegionFrame] {
    if let last = current.shots.last, last.number == shot, last.lastMap.size == size { return [] }
    let finished = try finish()
    let known = current.shots.first { $0.number == shot && $0.lastMap.size == size }
    current.shots.enter(known ?? ShotRegions(number: shot, basis: basis(), size: size))
    return finished
  }

  private mutating func closeBatch() throws(RegionError) {
    let shotIndex = current.shots.count - 1
    // A failed batch is dropped: the frames before it still get their regions.
    let frames = open
    open = []
    let batch = current.shots[shotIndex].batches
    let maps = try current.shots[shotIndex].add(
      frames, target: settings.supervoxels, parameters: settings.parameters)
    waiting.append((batch, maps, current))
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
    let borders = borders(cut, level)
    let finalized = current.shots[shotIndex].finalize(tree, upToBatch: last.batch)
    let number = current.shots[shotIndex].number
    let numberOfSlot = Dictionary(
      uniqueKeysWithValues: current.shots[shotIndex].supervoxels.map { ($0.slot, $0.number) })
    var frames: [ShotFrame] = []
    for map in waiting[..<count].flatMap(\.maps) {
      let present = map.areas().compactMap { slot, _ in
        numberOfSlot[slot].map {
          ShotFrame.Present(slot: slot, number: $0, founder: cut.region(of: $0, at: level))
        }
      }
      var frame = ShotFrame(shot: number, map: map, present: present, level: level)
      if frames.isEmpty {
        frame.finalized = finalized.map { ShotFrame.Final(number: $0.number, place: $0.place ?? .root) }
        frame.borders = borders
      }
      frames.append(frame)
    }
    if let end = frames.indices.last { frames[end].isLast = true }
    waiting.removeFirst(count)
    var finished = try current.numbering.number(frames)
    if let end = finished.indices.last { finished[end].state = forgetting(behind: last.state) }
    return finished
  }

  /// The pairs of regions that touch in any frame in memory, by founder.
  private func borders(_ cut: RegionCut, _ level: Float) -> [ShotFrame.Border] {
    guard let shot = current.shots.last else { return [] }
    let pairs = shot.edges.compactMap { border -> ShotFrame.Border? in
      let (a, b) = (cut.region(of: border.a, at: level), cut.region(of: border.b, at: level))
      return a == b ? nil : ShotFrame.Border(a: min(a, b), b: max(a, b))
    }
    return Set(pairs).sorted { ($0.a, $0.b) < ($1.a, $1.b) }
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
    behind.numbering = current.numbering
    behind.shots[shotIndex].dropFinalBorders()
    let available = behind.shots[shotIndex].batches + lookahead
    behind.shots[shotIndex].forget(before: frame, slotsFrom: available)
    current.shots[shotIndex].forget(before: frame, slotsFrom: available)
    return behind
  }
}
