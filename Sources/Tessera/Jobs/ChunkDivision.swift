import Pipeline

/// Divides a film into chunks. The natural seams are cuts. All visits of a shot that returns are in one chunk, since it
/// continues with its own state. A shot longer than one and a half chunks is divided.
package struct ChunkDivision {
  /// The shots in the order of the film, without a cut within each.
  let visits: [(shot: Int, frames: Range<Int>)]
  /// The frames of a batch of regions.
  let batchSize: Int

  package init(visits: [(shot: Int, frames: Range<Int>)], batchSize: Int) {
    self.visits = visits
    self.batchSize = batchSize
  }

  /// The target for the frames of a chunk. A divided shot costs some 130 frames more for each seam (the warm-up and the
  /// training on its first frames), less than a tenth of a chunk.
  static let automaticFrames = 2_000
  /// Parts of a shot are not shorter.
  private static let minPart = 96
  /// The frames before a seam that both parts have.
  private static let warmUp = 112

  /// - Returns: the ranges of each chunk, and the target for the frames of a chunk.
  package func chunks(_ size: JobChunks) -> (chunks: [[FrameRange]], target: Int) {
    let frames = visits.reduce(0) { $0 + $1.frames.count }
    switch size {
    case .automatic: return (chunks(target: Self.automaticFrames), Self.automaticFrames)
    case .count(let count):
      let even = max(1, Double(frames) / Double(max(1, count)))
      let targets = [1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 0.95, 0.9, 0.85, 0.8, 1.6, 1.8, 2, 0.75, 0.7, 0.65, 0.6]
        .map { max(1, Int((even * $0).rounded(.up))) }
      // The number of chunks that was asked for, if the shots allow it; the fewest divided shots, then the most even.
      let found = targets.map { target in (target, chunks(target: target)) }
      let best = found.filter { $0.1.count == count }.min { cost($0.1) < cost($1.1) } ?? found[0]
      return (best.1, best.0)
    }
  }

  private func cost(_ chunks: [[FrameRange]]) -> (Int, Int) {
    (
      chunks.count { $0.contains { $0.use == .warmUp } },
      chunks.map { $0.reduce(0) { $0 + $1.count } }.max() ?? 0
    )
  }

  private func chunks(target: Int) -> [[FrameRange]] {
    var groups: [Int: [Range<Int>]] = [:]
    var order: [Int] = []
    for visit in visits {
      if groups[visit.shot] == nil { order.append(visit.shot) }
      groups[visit.shot, default: []].append(visit.frames)
    }
    var chunks: [[FrameRange]] = []
    var packed: [FrameRange] = []
    func close() {
      if !packed.isEmpty { chunks.append(packed.sorted { $0.first < $1.first }) }
      packed = []
    }
    for shot in order {
      let group = groups[shot] ?? []
      let count = group.reduce(0) { $0 + $1.count }
      if let parts = parts(of: shot, group, count: count, target: target) {
        close()
        chunks += parts
        continue
      }
      let full = packed.reduce(0) { $0 + $1.count }
      if full > 0, 4 * (full + count) > 5 * target { close() }
      packed += group.map { FrameRange(shot: shot, frames: $0, use: .labels) }
      if packed.reduce(0, { $0 + $1.count }) >= target { close() }
    }
    close()
    return chunks
  }

  /// The parts of a shot that is too long for a chunk; nil if it is not.
  private func parts(of shot: Int, _ visits: [Range<Int>], count: Int, target: Int) -> [[FrameRange]]? {
    guard 2 * count > 3 * target, count >= 2 * Self.minPart else { return nil }
    let number = max(2, min(Int((Double(count) / Double(target)).rounded()), count / Self.minPart))
    let positions = ShotPositions(visits: visits)
    var seams = [0]
    for part in 1..<number {
      let seam = positions.aligned(part * count / number, to: batchSize)
      if let last = seams.last, seam >= last + batchSize, seam < count { seams.append(seam) }
    }
    guard seams.count > 1 else { return nil }
    let ends = Array(seams.dropFirst()) + [count]
    // The first frame of each warm-up; 0 where a part has none.
    let starts = zip(seams, ends).map { begin, end -> Int in
      let start = begin == 0 ? 0 : positions.aligned(max(0, begin - warmUp(end - begin)), to: batchSize)
      return start < 2 * batchSize ? 0 : start
    }
    return seams.indices.map { part in
      let (begin, end, start) = (seams[part], ends[part], starts[part])
      var ranges: [FrameRange] = []
      func add(_ places: Range<Int>, _ use: FrameUse) {
        ranges += positions.frames(places).map { FrameRange(shot: shot, frames: $0, use: use) }
      }
      // The network begins as in one process: on the first frames of the shot.
      let training = min(batchSize, positions.endOfVisit(at: 0))
      if start > 0 { add(0..<training, .training) }
      if start > training { add((start - 1)..<start, .motion) }
      add(start..<begin, .warmUp)
      add(begin..<end, .description)
      return ranges
    }
  }

  /// Whole batches, fewer for short parts.
  private func warmUp(_ count: Int) -> Int {
    let batches = max(1, min(Self.warmUp, count) / batchSize)
    return batches * batchSize
  }
}

/// The frames of a shot, counted over all its visits.
private struct ShotPositions {
  let visits: [Range<Int>]

  /// The frames at these positions, by visit.
  func frames(_ positions: Range<Int>) -> [Range<Int>] {
    var before = 0
    return visits.compactMap { visit in
      defer { before += visit.count }
      let part = positions.clamped(to: before..<(before + visit.count))
      return part.isEmpty
        ? nil : (visit.lowerBound + part.lowerBound - before)..<(visit.lowerBound + part.upperBound - before)
    }
  }

  /// The position at or before this one that is a multiple of a batch behind the begin of its visit.
  func aligned(_ position: Int, to batch: Int) -> Int {
    var before = 0
    for visit in visits {
      if position < before + visit.count { return before + (position - before) / batch * batch }
      before += visit.count
    }
    return before
  }

  /// The position behind the visit that has this one.
  func endOfVisit(at position: Int) -> Int {
    var end = 0
    for visit in visits {
      end += visit.count
      if position < end { break }
    }
    return end
  }
}
