import Foundation
import Imaging
import Media
import Pipeline

extension Job {
  /// What became of a chunk.
  public struct ChunkSummary: Sendable, Equatable {
    /// Whether it was there already.
    public internal(set) var wasThere = false
    /// Whether the run was stopped before its end. Nothing is left then.
    public internal(set) var wasStopped = false
    /// The frames that were written.
    public internal(set) var frames = 0
    /// Warnings about the film.
    public internal(set) var warnings: [String] = []
  }

  /// Segments one chunk and writes its file, atomically. It may be repeated, killed, and run twice at once: the file is
  /// the same, whole or not there.
  ///
  /// - Parameters:
  ///   - number: of the chunk, from 0.
  ///   - threads: the labels do not depend on it.
  ///   - isStopRequested: called after every frame.
  ///   - progress: called with the frames so far and their number.
  /// - Throws: ``JobError``, `MediaError`, `FrameError`.
  @discardableResult
  public func segment(
    chunk number: Int, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    isStopRequested: @escaping @Sendable () -> Bool = { false },
    progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
  ) async throws -> ChunkSummary {
    guard plan.chunks.indices.contains(number) else {
      throw JobError.noSuchChunk(chunk: number, count: plan.chunks.count)
    }
    var summary = ChunkSummary()
    if isWhole(number) {
      summary.wasThere = true
      return summary
    }
    let output = try folder.outputFolder()
    SharedFile.removeLeftovers(of: JobFolder.name(ofChunk: number), in: output)
    let task = JobFolder.task(ofChunk: number)
    let note = ProgressNote(of: task, total: plan.chunks[number].records, in: output)
    defer { note.remove() }
    do {
      try await write(number, threads: threads, isStopRequested, to: output, &summary) { done, total in
        note.update(done)
        progress(done, total)
      }
      if !summary.wasStopped { output.remove(JobFolder.failureName(of: task)) }
      return summary
    } catch {
      let text = Array("\(SharedFile.process): \(error)\n".utf8)
      try? SharedFile.write(text, to: JobFolder.failureName(of: task), in: output)
      throw error
    }
  }

  private func write(
    _ number: Int, threads: Int, _ isStopRequested: @escaping @Sendable () -> Bool, to output: OutputFolder,
    _ summary: inout ChunkSummary, progress: (_ done: Int, _ of: Int) -> Void
  ) async throws {
    let (chunk, index, video) = (plan.chunks[number], try folder.readIndex(plan), try openFilm())
    let settings = try settings()
    var pipeline = Pipeline(settings: settings, threads: threads)
    pipeline.isStopRequested = isStopRequested
    let arithmetic = RunFingerprint.arithmetic
    let previous = chunk.ranges.map { range in
      range.first == 0
        ? nil : MediaTime(ticks: index.ticks[range.first - 1], timeBase: plan.film.timeBase).seconds
    }
    let frames = try frames(
      video, settings.decode, chunk, index, arithmetic == plan.arithmetic, threads: threads)
    let checksCuts = arithmetic == plan.arithmetic
    let writer = try ChunkWriter(
      ChunkFile.Header(plan: plan.digest, chunk: number, frames: chunk.records, arithmetic: arithmetic), in: output)
    if chunk.isPart {
      try await write(
        pipeline.descriptions(of: frames, chunk.ranges, previous: previous, checksCuts: checksCuts), to: writer,
        isStopRequested, &summary, progress: progress)
    } else {
      try await write(
        pipeline.records(of: frames, chunk.ranges, previous: previous, checksCuts: checksCuts), to: writer,
        isStopRequested, &summary, progress: progress)
    }
  }

  private func write(
    _ records: FrameRecords<some FrameRecord>, to writer: ChunkWriter, _ isStopRequested: @Sendable () -> Bool,
    _ summary: inout ChunkSummary, progress: (_ done: Int, _ of: Int) -> Void
  ) async throws {
    let expected = writer.header.frames
    do {
      for try await record in records {
        guard !isStopRequested() else { break }
        try writer.add(record)
        summary.frames += 1
        progress(summary.frames, expected)
      }
      await records.stop()
      summary.warnings = await records.warnings
      guard !isStopRequested() else {
        writer.discard()
        summary.wasStopped = true
        return
      }
      guard summary.frames == expected else {
        throw JobError.filmDiffers(
          path: plan.film.path, reason: "it ends before the last frame of chunk \(writer.header.chunk)")
      }
      try writer.finish()
    } catch {
      writer.discard()
      await records.stop()
      throw error
    }
  }

  private func frames(
    _ video: Video, _ settings: DecodeSettings, _ chunk: JobPlan.Chunk, _ index: FilmIndex, _ isSameArithmetic: Bool,
    threads: Int
  ) throws -> sending PlannedFrames {
    try PlannedFrames(
      video, settings, chunk.ranges, index: index, isSameArithmetic: isSameArithmetic, threads: threads)
  }

  /// Whether a chunk's file is there, whole, and of this plan.
  func isWhole(_ number: Int) -> Bool {
    guard let reader = try? ChunkReader(path: folder.chunk(number), size: plan.film.workingSize),
      reader.header.plan == plan.digest, reader.header.chunk == number
    else { return false }
    return (try? reader.checkRest()) != nil
  }
}
