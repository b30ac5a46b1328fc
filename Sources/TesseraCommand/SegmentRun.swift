import ArgumentParser
import Foundation
import Media
import Pipeline
import PipelineFiles
import Report
import Tessera

/// `tessera segment` for one input.
struct SegmentRun {
  let arguments: SegmentCommand
  let input: InputWords.Run
  let interruption: Interruption
  let reporter: ProgressReporter

  func run() async throws {
    do {
      try await segment(try open())
    } catch {
      // Any other error came before anything was written. A pipe that was cut off is no bad input.
      throw interruption.isRequested && !(error is ExitCode) ? Exit.interrupted : error
    }
  }

  private func open() throws -> Video {
    let outputs = arguments.output.named(rate: arguments.opening.fps)
    let options = try arguments.opening.options(for: input.text, writesRate: outputs.contains(where: \.hasRate))
    let selection = arguments.frames.selection
    return input.images.isEmpty
      ? try Video(word: input.text, selection: selection, options: options)
      : try Video(images: input.images, selection: selection, options: options)
  }

  private func segment(_ video: Video) async throws {
    var pipeline = Pipeline(
      settings: try settings(for: video), threads: arguments.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    try checkBudget(for: pipeline)
    pipeline.secondsPerFrame = try secondsPerFrame(for: video)
    let outputs = arguments.output.outputs(for: video, rate: arguments.opening.fps)
    let report = try reportRun(of: video, outputs)
    if arguments.dryRun {
      let plan = try pipeline.plan(
        video, to: outputs, overwrite: arguments.output.overwrite, resume: arguments.resume, checkpoints: checkpoints,
        makesFolder: arguments.output.outputDir)
      let report = DryRun(
        video: video, pipeline: pipeline, outputs: outputs, plan: plan, report: report?.output,
        isVerbose: arguments.verbose)
      printToStandardOutput(report.description)
      return
    }

    if let folder = arguments.output.outputDir { try OutputFiles.makeFolder(folder) }
    reporter.begin(totalFrames: video.expectedFrames, deadline: arguments.deadline?.seconds)
    pipeline.isStopRequested = interruption.isRequestedNow
    pipeline.onIteration = { [reporter] done, total, loss in reporter.iteration(done, of: total, loss: loss) }
    pipeline.onResume = { [reporter] frames in
      if frames == nil {
        reporter.note("--resume: there is no checkpoint of an earlier run; this one starts at the beginning")
      } else if frames == 0 {
        reporter.note(
          "--resume: the earlier run saved no frame with its full look-ahead; this one starts at the beginning")
      }
    }
    var record = RunRecord(arguments: ["tessera"] + CommandLine.arguments.dropFirst())
    let start = ContinuousClock.now
    do {
      var summary = try await pipeline.write(
        video, to: outputs, overwrite: arguments.output.overwrite, resume: arguments.resume, checkpoints: checkpoints
      ) { frame in
        reporter.frame(frame)
        record.addFrame(frame.index, at: start.duration(to: .now) / .seconds(1))
        return true
      }
      if !summary.isComplete {
        reporter.finish(summary)
        throw Exit.interrupted
      }
      try finish(&summary, record, report)
    } catch let failure as PipelineFailure {
      reporter.finish(failure.summary, failure: failure)
      throw Exit.code(for: failure)
    }
  }

  /// The report of the run; nil if none is made.
  private func reportRun(of video: Video, _ outputs: [RunOutput]) throws -> ReportRun? {
    guard let path = arguments.output.report, let labels = try arguments.output.labelsOfReport(outputs) else {
      return nil
    }
    var run = ReportRun(labels: labels, input: video.namedInput, output: path, version: TesseraVersion.current)
    run.threads = arguments.threads ?? ProcessInfo.processInfo.activeProcessorCount
    // A resumed run makes it anew.
    run.overwrite = arguments.output.overwrite || arguments.resume
    run.isStopRequested = interruption.isRequestedNow
    run.onFrame = { [reporter] done, total in reporter.reporting(done, of: total) }
    try run.checkOutput()
    return run
  }

  /// Makes the report and prints the summary. If the report fails, everything else is complete.
  private func finish(_ summary: inout RunSummary, _ record: RunRecord, _ report: ReportRun?) throws {
    defer { reporter.finish(summary) }
    guard var report else { return }
    report.record = record
    report.record?.warnings = summary.warnings
    let page = try report.run()
    summary.lines.append("report: " + page.text(of: report.output))
    if report.input == nil { summary.notes.append("the report has no pictures, since the input can be read only once") }
  }

  /// Precedence: flag, --set, file, default.
  private func settings(for video: Video) throws -> PipelineSettings {
    let name = arguments.pipeline ?? (video.isStill ? "stills" : "default")
    var (file, command) = (ReadingNotes(), ReadingNotes())
    var settings = try PipelineFile.load(name, notes: &file)
    for assignment in arguments.set { try PipelineFile.apply(assignment, to: &settings, notes: &command) }
    for line in file.deprecations + command.deprecations { reporter.note(line) }
    if let size = arguments.size { settings.decode.size = size }
    arguments.overlay.apply(to: &settings)
    if let seed = arguments.seed { settings.segment.seed = seed }
    if let regions = arguments.regions { (settings.regions.count, settings.regions.scale) = (regions, nil) }
    if let scale = arguments.scale { settings.regions.scale = scale }
    if arguments.regions != nil || arguments.scale != nil, !settings.makesRegions {
      throw ValidationError("--regions and --scale are for pipelines that make regions; \(name) does not")
    }
    // Warn only for keys that the user wrote: not for a shipped pipeline or a printed one with all keys.
    let isWritten = PipelineFile.shipped[name] == nil && file.keys.count < Parameter.all.count
    let written = (isWritten ? file.keys : []) + command.keys
    for key in PipelineFile.unused(written, in: settings) {
      reporter.note(
        "\(key) has no effect with segment.method \(settings.segment.method.rawValue), remap.by "
          + "\(settings.remap.method.rawValue)")
    }
    return settings
  }

  private var checkpoints: CheckpointInterval {
    arguments.checkpointEvery.map { $0 == 0 ? .never : .frames($0) } ?? .automatic
  }

  /// Rejects a time limit for a method that does not train.
  private func checkBudget(for pipeline: Pipeline) throws {
    let method = pipeline.settings.segment.method
    guard arguments.budget != nil || arguments.deadline != nil, !method.trains else { return }
    throw ValidationError(
      "--budget and --deadline limit training, and segment.method \(method.rawValue) does not train")
  }

  /// The value of --budget, or of --deadline per frame.
  private func secondsPerFrame(for video: Video) throws -> Double? {
    guard let deadline = arguments.deadline else { return arguments.budget?.secondsPerFrame }
    guard let frames = video.expectedFrames else {
      throw ValidationError(
        "\(video.info.path) does not say how many frames it has; use --budget instead of --deadline")
    }
    return deadline.seconds / Double(max(1, frames))
  }
}
