import Foundation
import Imaging
import Media
import Motion
import Parallelism
import Pipeline
import PipelineFiles

/// How many chunks a job has.
public enum JobChunks: Sendable, Equatable {
  /// Chunks of about 2,000 frames.
  case automatic
  /// This many, where the shots allow it, ≥ 1.
  case count(Int)
}

extension Job {
  /// Plans a job: decodes the film, finds its shots, and writes the plan.
  ///
  /// - Parameters:
  ///   - video: a file; every machine must find it at the same path.
  ///   - pipeline: the pipeline of all chunks. Its labels must be regions.
  ///   - chunks: the number of chunks.
  ///   - path: the folder of the job; it is created.
  ///   - overwrite: whether another plan and its chunks may be replaced.
  ///   - progress: called with the number of frames so far.
  /// - Throws: ``JobError``, `MediaError`, `CancellationError`.
  public static func plan(
    _ video: Video, _ pipeline: Pipeline, chunks: JobChunks = .automatic, in path: String, overwrite: Bool = false,
    progress: (Int) -> Void = { _ in }
  ) throws -> Job {
    if let reason = obstacle(video, pipeline) { throw JobError.notDivisible(reason: reason) }
    guard let file = video.paths.first, let digest = Resumption.inputDigest(of: video) else {
      throw JobError.notDivisible(reason: "it is not a file")
    }
    let folder = JobFolder(path: path)
    try folder.check(overwrite: overwrite, film: video.paths)
    let scan = try FilmScan(video, pipeline, progress: progress)
    guard Resumption.inputDigest(of: video) == digest else { throw MediaError.inputChanged(path: file) }

    let batchSize = pipeline.regionLookAhead(for: video.size).batchSize
    let division = ChunkDivision(visits: scan.index.visits, batchSize: batchSize)
    let (ranges, target) = division.chunks(chunks)
    let index = scan.index.text
    var plan = JobPlan(
      film: JobPlan.Film(
        path: OutputFiles.absolute(video.name), name: video.name, stem: video.stem, digest: digest, index: md5(index),
        frames: scan.index.count,
        shots: Int(scan.index.shots.max() ?? 0) + 1, size: video.size, workingSize: scan.workingSize,
        timeBase: scan.timeBase, options: .init(video.options)),
      selection: video.selection, pipeline: PipelineFile.print(pipeline.settings),
      arithmetic: RunFingerprint.arithmetic, chunkFrames: target,
      chunks: ranges.enumerated().map { JobPlan.Chunk(number: $0, ranges: $1) }, costs: JobCosts())
    plan.costs = try scan.costs(of: plan, pipeline)
    // Another plan is kept until this one is complete.
    try folder.clear()
    try OutputFiles.writeDurably(index, to: folder.index)
    try OutputFiles.makeFolder(folder.chunks)
    // Last: a folder with a plan is complete.
    try OutputFiles.writeDurably(try plan.text(), to: folder.plan)
    return Job(plan, in: folder)
  }

  /// Why a video can not be segmented in parts; nil if it can.
  private static func obstacle(_ video: Video, _ pipeline: Pipeline) -> String? {
    guard !video.paths.isEmpty, video.images.isEmpty, !video.isStill else {
      return "workers open it by one name: give a video file, a folder of images, or a pattern"
    }
    let settings = pipeline.settings
    guard settings.makesRegions else {
      return "its labels are clusters, which follow from all frames before; use a pipeline that makes regions "
        + "(default, preview, webcam)"
    }
    guard settings.segment.start == .warm else { return "segment.start must be warm" }
    if pipeline.model != nil { return "a job takes no model: its workers train their own networks" }
    if pipeline.secondsPerFrame != nil { return "a time limit makes labels depend on the machine" }
    return nil
  }
}

extension JobFolder {
  /// Throws if a plan must not be written here. Touches nothing.
  ///
  /// - Parameter film: the files of the film; none may be in the folder.
  fileprivate func check(overwrite: Bool, film: [String]) throws {
    guard OutputFiles.exists(path) else { return }
    let entries = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }
    guard entries.isEmpty || overwrite && (try? readPlan()) != nil else { throw JobError.folderInUse(path: path) }
    let folders = [path, chunks].filter(OutputFiles.exists)
    for file in film {
      for folder in [file.folderName, OutputFiles.target(of: file).folderName] {
        let folder = folder.isEmpty ? "." : folder
        if folders.contains(where: { OutputFiles.areSame($0, folder) }) { throw SinkError.isTheInput(path: path) }
      }
    }
  }

  /// Creates the folder, or removes the files of another job from it, and no others.
  fileprivate func clear() throws {
    try OutputFiles.makeFolder(path)
    // The plan first: without it the rest is nothing.
    OutputFiles.remove(plan)
    OutputFiles.remove(index)
    guard OutputFiles.exists(chunks) else { return }
    let folder = try outputFolder()
    for name in folder.names where Self.isOfChunk(name) { folder.remove(name) }
  }
}
