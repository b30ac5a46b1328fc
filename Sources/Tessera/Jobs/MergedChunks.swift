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
  private var open: [Int: OpenChunk] = [:]
  /// Of divided shots: the number of supervoxels so far, by the numbers of the whole shot.
  private var counts: [Int: Int32] = [:]
  /// The chunks that continue a shot, by the frames before their seams.
  private let warmUps: [(frames: Range<Int>, chunk: Int)]
  private var numbering = PartNumbering()
  /// Numbered frames that wait for their pictures, the next one last.
  private var ready: [PartNumbering.NumberedFrame] = []
  /// Of the areas at the seams: pixels whose region is the same in both parts, and all.
  private(set) var seams: (same: Int, all: Int) = (0, 0)

  private struct OpenChunk {
    let reader: ChunkReader
    /// Nil where the chunk begins its shots.
    var seam: Seam?
    var isSeamClosed = false
  }

  init(_ job: Job, _ video: Video, threads: Int) throws {
    self.job = job
    digest = job.plan.digest
    index = try job.folder.readIndex(job.plan)
    reader = try video.openFile(try job.settings().decode, threads: threads)
    ranges = job.plan.outputs.reversed()
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
      throw JobError.filmDiffers(path: film.path, reason: "it ends before frame \(numbered.record.index)")
    }
    guard frame.index == numbered.record.index, frame.time.ticks == numbered.record.ticks, index.hasTime(of: frame)
    else { throw JobError.filmDiffers(path: film.path, reason: "frame \(frame.index) is another one") }
    return (numbered, frame)
  }

  /// Numbers the frames that are output together next.
  private func fill() throws {
    guard let (range, chunk) = ranges.last else { return }
    if next < range.first { next = range.first }
    var records: [ChunkRecord] = []
    repeat {
      records.append(try record(of: range, in: chunk))
      next += 1
    } while !(records.last?.regions.isLast ?? true) && next < range.frames.upperBound
    if next == range.frames.upperBound {
      ranges.removeLast()
      try closeIfDone(chunk)
    }
    for record in records { try compare(record) }
    ready = try numbering.number(records).reversed()
  }

  /// The next record of a range with labels, by the numbers of the whole shot.
  private func record(of range: FrameRange, in chunk: Int) throws -> ChunkRecord {
    if open[chunk] == nil { open[chunk] = try opened(chunk) }
    if var part = open[chunk], part.seam != nil, !part.isSeamClosed {
      if let agreement = part.seam?.close(count: counts[range.shot] ?? 0) {
        seams = (seams.same + agreement.same, seams.all + agreement.all)
      }
      part.isSeamClosed = true
      open[chunk] = part
    }
    let own = try read(chunk, next, of: range)
    guard !own.isWarmUp else { throw damaged(chunk, "frame \(next) has no labels of its own") }
    var record = own
    if open[chunk]?.seam != nil, let frame = open[chunk]?.seam?.frame(own.regions), let seam = open[chunk]?.seam {
      record = own.renumbered(frame) { seam.founder(of: $0, at: own.regions.level) }
    }
    if let last = record.regions.finalized.last?.number { counts[range.shot] = last + 1 }
    return record
  }

  /// Compares a frame before a seam with that of the part behind the seam.
  private func compare(_ record: ChunkRecord) throws {
    for (frames, chunk) in warmUps where frames.contains(record.index) {
      if open[chunk] == nil { open[chunk] = try opened(chunk) }
      let range = FrameRange(shot: record.regions.shot, frames: frames, use: .warmUp)
      let later = try read(chunk, record.index, of: range)
      guard later.isWarmUp else { throw damaged(chunk, "frame \(record.index) is not one before its seam") }
      // The last batch counts most: what is there goes on.
      open[chunk]?.seam?.add(record.regions, later.regions, weight: frames.upperBound - record.index <= 16 ? 16 : 1)
    }
  }

  private func opened(_ chunk: Int) throws -> OpenChunk {
    let reader = try job.openChunk(chunk, digest: digest)
    return OpenChunk(reader: reader, seam: job.plan.chunks[chunk].isContinuation ? Seam() : nil)
  }

  private func read(_ chunk: Int, _ frame: Int, of range: FrameRange) throws -> ChunkRecord {
    do {
      guard let record = try open[chunk]?.reader.next() else { throw ChunkReader.Damage(reason: "it ends too early") }
      guard record.index == frame, record.regions.shot == range.shot else {
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
      guard try open[chunk]?.reader.next() == nil else { throw ChunkReader.Damage(reason: "it has too many frames") }
    } catch let damage as ChunkReader.Damage {
      throw damaged(chunk, damage.reason)
    }
    open[chunk] = nil
  }

  private func damaged(_ chunk: Int, _ reason: String) -> JobError {
    .badChunk(path: job.folder.chunk(chunk), folder: job.path, chunk: chunk, reason: reason)
  }
}
