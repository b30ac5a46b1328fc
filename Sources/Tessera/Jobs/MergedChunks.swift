import Imaging
import Media
import Pipeline
import Regions

/// The records of all chunks in the order of the frames, with the numbers of the whole video.
actor MergedChunks {
  private let job: Job
  private let digest: String
  private let reader: any FileReader
  private let index: FilmIndex
  /// The ranges whose labels are output, the next one last.
  private var ranges: [(range: FrameRange, chunk: Int)]
  /// The next frame of the current range.
  private var next = 0
  /// Chunks that are open: each from its first to its last frame.
  private var open: [Int: ChunkReader] = [:]
  private var dividedShots: DividedShots
  /// The chunks that continue a shot, by the frames before their seams.
  private let warmUps: [(frames: Range<Int>, chunk: Int)]
  private var numbering = PartNumbering()
  /// Numbered frames that wait for their pictures, the next one last.
  private var ready: [PartNumbering.NumberedFrame] = []
  /// The first frames behind seams within shots.
  private let seams: Set<Int>
  /// Of the points that were followed over seams, and between the other frames of divided shots: the sums of the shares
  /// that kept their region, and their numbers.
  private(set) var kept = (atSeams: Mean(), elsewhere: Mean())

  struct Mean {
    private(set) var sum = 0.0
    private(set) var count = 0

    mutating func add(_ value: Double) {
      sum += value
      count += 1
    }

    /// Nil for no values.
    var value: Double? { count > 0 ? sum / Double(count) : nil }
  }

  init(_ job: Job, _ video: Video, threads: Int) throws {
    self.job = job
    digest = job.plan.digest
    index = try job.folder.readIndex(job.plan)
    let settings = try job.settings()
    reader = try video.openFile(settings.decode, threads: threads)
    ranges = job.plan.outputs.reversed()
    dividedShots = Pipeline(settings: settings, threads: threads).dividedShots(for: video.size)
    seams = Set(job.plan.chunks.filter(\.isContinuation).map(\.extent.lowerBound))
    warmUps = job.plan.chunks.flatMap { chunk in
      chunk.ranges.filter { $0.use == .warmUp }.map { ($0.frames, chunk.number) }
    }
    format = VideoFormat(reader, every: job.plan.selection.every)
  }

  /// The format of the labels and pictures.
  nonisolated let format: VideoFormat

  /// Warnings about the film.
  var warnings: [String] { reader.warnings }

  /// The next frame; nil at the end.
  func nextFrame() throws -> (PartNumbering.NumberedFrame, Frame)? {
    if ready.isEmpty { try fill() }
    guard let numbered = ready.popLast() else { return nil }
    let film = job.plan.film
    guard let frame = try reader.next() else {
      throw JobError.filmDiffers(path: film.path, reason: "it ends before frame \(numbered.record.figures.index)")
    }
    guard frame.index == numbered.record.figures.index, frame.time.ticks == numbered.record.figures.ticks,
      index.hasTime(of: frame)
    else { throw JobError.filmDiffers(path: film.path, reason: "frame \(frame.index) is another one") }
    return (numbered, frame)
  }

  /// Numbers the frames that are output together next.
  private func fill() throws {
    var groups: [[ChunkRecord]] = []
    var group: [ChunkRecord] = []
    while let (range, chunk) = ranges.last, groups.isEmpty {
      if next < range.first { next = range.first }
      if range.use == .description {
        groups = try tracked(range, chunk)
      } else {
        group.append(try read(chunk, next, of: range))
        if group.last?.regions.isLast ?? true || next + 1 == range.frames.upperBound { groups = [group] }
      }
      next += 1
      if next == range.frames.upperBound {
        ranges.removeLast()
        try closeIfDone(chunk)
      }
    }
    for group in groups { ready += try numbering.number(group) }
    ready.reverse()
  }

  /// Adds the next frame of a divided shot.
  ///
  /// - Returns: groups of frames that are output together.
  private func tracked(_ range: FrameRange, _ chunk: Int) throws -> [[ChunkRecord]] {
    let record: DescribedRecord = try read(chunk, next, of: range)
    guard !record.isWarmUp else { throw damaged(chunk, "frame \(next) is another part's") }
    let others = try warmUps.filter { $0.frames.contains(next) }.map { frames, later in
      let other: DescribedRecord = try read(
        later, next, of: FrameRange(shot: range.shot, frames: frames, use: .warmUp))
      guard other.isWarmUp else { throw damaged(later, "frame \(next) is not one before its seam") }
      return (part: later, record: other)
    }
    var groups: [[ChunkRecord]] = []
    do {
      groups.append(
        try dividedShots.add(record, part: chunk, warmUps: others, isAfterCut: !index.continuesShot(next)))
    } catch let contradiction as DividedShots.Contradiction {
      throw damaged(chunk, contradiction.reason)
    }
    if !index.continuesShot(next + 1) { groups.append(try dividedShots.finish()) }
    groups.removeAll(where: \.isEmpty)
    for record in groups.joined() { count(record) }
    return groups
  }

  private func count(_ record: ChunkRecord) {
    guard let flicker = record.flicker else { return }
    if seams.contains(record.figures.index) {
      kept.atSeams.add(1 - flicker)
    } else {
      kept.elsewhere.add(1 - flicker)
    }
  }

  private func read<Record: FrameRecord>(_ chunk: Int, _ frame: Int, of range: FrameRange) throws -> Record {
    let reader = try open[chunk] ?? job.openChunk(chunk, digest: digest)
    open[chunk] = reader
    do {
      guard let record = try reader.next(Record.self) else { throw ChunkReader.Damage(reason: "it ends too early") }
      guard record.figures.index == frame, record.shot == range.shot else {
        throw ChunkReader.Damage(reason: "frame \(frame) is missing")
      }
      return record
    } catch let damage as ChunkReader.Damage {
      throw damaged(chunk, damage.reason)
    }
  }

  /// Closes a chunk behind its last frame.
  private func closeIfDone(_ chunk: Int) throws {
    guard !ranges.contains(where: { $0.chunk == chunk }) else { return }
    do {
      guard try open[chunk]?.next(ChunkRecord.self) == nil else {
        throw ChunkReader.Damage(reason: "it has too many frames")
      }
    } catch let damage as ChunkReader.Damage {
      throw damaged(chunk, damage.reason)
    }
    open[chunk] = nil
  }

  private func damaged(_ chunk: Int, _ reason: String) -> JobError {
    .badChunk(path: job.folder.chunk(chunk), folder: job.path, chunk: chunk, reason: reason)
  }
}
