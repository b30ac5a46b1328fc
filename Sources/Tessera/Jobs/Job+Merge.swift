import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles
import Rendering

extension Job {
  /// Merges all chunks: one map for every frame, with the identities of the whole video. The film is decoded again.
  ///
  /// - Parameters:
  ///   - outputs: what to write, and where. Each file appears whole or not at all.
  ///   - changed: settings with another look of the overlay; nil: as planned.
  ///   - requiresSameBytes: whether chunks of machines that round differently are refused. They are reported otherwise.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - threads: the number of threads, ≥ 1; the results do not depend on it.
  ///   - progress: called for every written frame; returning false ends the merge and completes the files written so
  ///     far.
  /// - Throws: ``JobError``, `MediaError`, `SinkError` or `CheckpointError` if nothing was started; otherwise
  ///   `PipelineFailure`.
  @discardableResult
  public func merge(
    to outputs: [RunOutput], settings changed: PipelineSettings? = nil, requiresSameBytes: Bool = false,
    overwrite: Bool = false, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> RunSummary {
    let folder = try folder.outputFolder()
    let failure = JobFolder.failureName(of: JobFolder.merge)
    let note = ProgressNote(of: JobFolder.merge, total: plan.frames, in: folder)
    defer { note.remove() }
    do {
      var frames = 0
      let summary = try await merged(
        to: outputs, settings: changed, requiresSameBytes: requiresSameBytes, overwrite: overwrite, threads: threads
      ) { frame in
        frames += 1
        note.update(frames)
        return progress(frame)
      }
      folder.remove(failure)
      if summary.isComplete {
        try? SharedFile.write(Array("\(SharedFile.process)\n".utf8), to: JobFolder.mergedName, in: folder)
      }
      return summary
    } catch {
      try? SharedFile.write(Array("\(SharedFile.process): \(error)\n".utf8), to: failure, in: folder)
      throw error
    }
  }

  private func merged(
    to outputs: [RunOutput], settings changed: PipelineSettings?, requiresSameBytes: Bool, overwrite: Bool,
    threads: Int, progress: (SegmentedFrame) -> Bool
  ) async throws -> RunSummary {
    let others = try checkChunks(requiresSameBytes: requiresSameBytes)
    let lock = try RunLock(outputs)
    defer { lock.release() }
    let video = try openFilm()
    try RunOutput.check(
      outputs, reading: video.paths + [folder.plan, folder.index] + plan.chunks.map { folder.chunk($0.number) },
      frames: plan.frames, overwrite: overwrite)
    if !overwrite, let path = RunOutput.checkpointPath(of: outputs) { try Resumption.checkFinished(path) }
    let settings = try changed ?? settings()
    let threads = min(16, max(1, threads))
    let chunks = try MergedChunks(self, video, threads: threads)
    RunOutput.forgetRun(into: outputs)
    let sinks = try await sinks(
      outputs, video, settings, format: chunks.format, threads: threads, overwrite: overwrite,
      isOfOneRun: plan.hasOnlyCuts && others.isEmpty)
    var summary = try await SegmentedFrames.merged(threads: threads) { try await chunks.nextFrame() }
      .write(
        to: sinks,
        checkInput: { [plan] in
          Resumption.inputDigest(of: video) == plan.film.digest
            ? nil : JobError.filmDiffers(path: plan.film.path, reason: "its file was changed")
        }, progress: progress)
    if summary.isComplete, summary.frames != plan.frames {
      throw PipelineFailure(
        cause: JobError.filmDiffers(path: plan.film.path, reason: "\(summary.frames) frames, not \(plan.frames)"),
        summary: summary)
    }
    // The workers have trained, not the merge.
    summary.iterations = 0
    summary.warnings += await chunks.warnings
    let kept = await chunks.kept
    if let atSeams = kept.atSeams.value {
      func percent(_ share: Double) -> String { String(format: "%.1f %%", 100 * share) }
      summary.lines.append(
        "regions that go on at the seams of divided shots: \(percent(atSeams)) of the area"
          + (kept.elsewhere.value.map { " (between their other frames: \(percent($0)))" } ?? ""))
    }
    if !plan.hasOnlyCuts, RunFingerprint.arithmetic != plan.arithmetic {
      summary.warnings.append(
        "this machine's kernels or libraries are not the plan's: divided shots may round differently")
    }
    if !others.isEmpty {
      summary.warnings.append(
        "made by other kernels or libraries than the plan's, which round differently: chunk "
          + others.map(String.init).joined(separator: ", "))
    }
    return summary
  }

  /// Reads all chunks: nothing is written where one is missing or damaged.
  ///
  /// - Returns: the chunks that were made by other kernels or libraries, ascending.
  private func checkChunks(requiresSameBytes: Bool) throws -> [Int] {
    let missing = Set(plan.chunks.map(\.number)).subtracting(finishedChunks).sorted()
    guard missing.isEmpty else { throw JobError.chunksMissing(folder: path, chunks: missing) }
    if requiresSameBytes, !plan.hasOnlyCuts, RunFingerprint.arithmetic != plan.arithmetic {
      throw JobError.otherArithmeticOfMerge(theirs: RunFingerprint.arithmetic, planned: plan.arithmetic)
    }
    let digest = plan.digest
    var others: [Int] = []
    for chunk in plan.chunks.map(\.number) {
      let reader = try openChunk(chunk, digest: digest)
      if reader.header.arithmetic != plan.arithmetic {
        guard !requiresSameBytes else {
          throw JobError.otherArithmetic(
            path: folder.chunk(chunk), folder: path, chunk: chunk, theirs: reader.header.arithmetic,
            planned: plan.arithmetic)
        }
        others.append(chunk)
      }
      do {
        try reader.checkRest()
      } catch let damage as ChunkReader.Damage {
        throw JobError.badChunk(path: folder.chunk(chunk), folder: path, chunk: chunk, reason: damage.reason)
      }
    }
    return others
  }

  /// Opens a chunk's file.
  ///
  /// - Parameter digest: of the plan.
  func openChunk(_ chunk: Int, digest: String) throws -> ChunkReader {
    let file = folder.chunk(chunk)
    guard OutputFiles.exists(file) else { throw JobError.chunksMissing(folder: path, chunks: [chunk]) }
    do {
      let reader = try ChunkReader(path: file, size: plan.film.workingSize)
      guard reader.header.plan == digest, reader.header.chunk == chunk else {
        throw ChunkReader.Damage(reason: "it belongs to another plan")
      }
      return reader
    } catch let damage as ChunkReader.Damage {
      throw JobError.badChunk(path: file, folder: path, chunk: chunk, reason: damage.reason)
    } catch MediaError.emptyFile {
      throw JobError.badChunk(path: file, folder: path, chunk: chunk, reason: "it is empty")
    }
  }

  private func sinks(
    _ outputs: [RunOutput], _ video: Video, _ settings: PipelineSettings, format: VideoFormat, threads: Int,
    overwrite: Bool, isOfOneRun: Bool
  ) async throws -> [any Sink] {
    var format = format
    if format.frameRate == nil, outputs.contains(.overlayStream(.y4m)) { format.frameRate = try video.measuredRate() }
    var origin = LabelOrigin(
      input: plan.film.name, selection: plan.selection, seed: settings.segment.seed,
      // Otherwise they are not the labels that one process would write.
      run: isOfOneRun
        ? RunIdentity(
          program: TesseraVersion.current, arithmetic: plan.arithmetic, input: plan.film.digest, secondsPerFrame: nil)
        : nil)
    origin.outputs = isOfOneRun ? outputs.map(\.nameForRun) : []
    let pipeline = Pipeline(settings: settings, threads: threads)
    var sinks: [any Sink] = []
    do {
      for output in outputs {
        sinks.append(
          try output.sink(of: pipeline, origin: origin, streams: video.streams, format: format, overwrite: overwrite))
      }
    } catch {
      for sink in sinks { await sink.discard() }
      throw error
    }
    return sinks
  }
}
