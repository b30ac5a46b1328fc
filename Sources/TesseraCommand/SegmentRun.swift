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
      settings: try arguments.choice.settings(
        for: video, overlay: arguments.overlay, note: { reporter.note($0) }),
      threads: arguments.threads ?? ProcessInfo.processInfo.activeProcessorCount)
    try checkBudget(for: pipeline)
    pipeline.model = try arguments.weights.opened()
    try pipeline.checkModel()
    pipeline.secondsPerFrame = try secondsPerFrame(for: video)
    let outputs = arguments.output.outputs(for: video, rate: arguments.opening.fps)
    if let model = arguments.weights.model,
      let output = outputs.flatMap(\.paths).first(where: { OutputFiles.areSame($0, model) })
    {
      throw SinkError.isTheInput(path: output)
    }
    // A resumed run makes it anew.
    let report = try arguments.output.reportRun(
      of: video.namedInput, outputs, replaces: arguments.resume, threads: arguments.threads,
      interruption: interruption, reporter: reporter)
    let guided =
      arguments.guidance.isGiven
      ? try GuidedRun(arguments.guidance, video: video, outputs: outputs, threads: arguments.threads) : nil
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
    reporter.begin(
      totalFrames: video.expectedFrames, of: input.images.isEmpty ? input.text : nil,
      deadline: arguments.deadline?.seconds)
    pipeline.isStopRequested = interruption.isRequestedNow
    pipeline.onIteration = { [reporter] done, total, loss in reporter.iteration(done, of: total, loss: loss) }
    pipeline.onExport = { [reporter] format, frames in reporter.exporting(format, frames) }
    pipeline.onResume = { [reporter] frames, isExtension in
      if frames == nil {
        reporter.note(
          "--resume: there is no checkpoint of an earlier run; this one starts at the beginning"
            + (isExtension ? ", and replaces the frames that are there" : ""))
      } else if frames == 0 {
        reporter.note(
          "--resume: the earlier run saved no frame with its full look-ahead; this one starts at the beginning")
      } else if isExtension, let frames {
        reporter.note(
          "--resume: frames from \(frames) on are made again, with more look-ahead; if this run is stopped, the labels "
            + "end where it stopped")
      }
    }
    var record = RunRecord(arguments: ["tessera"] + CommandLine.arguments.dropFirst())
    let start = ContinuousClock.now
    do {
      var summary = try await pipeline.write(
        video, to: guided?.outputsOfRun ?? outputs, overwrite: arguments.output.overwrite, resume: arguments.resume,
        checkpoints: checkpoints
      ) { frame in
        reporter.frame(frame)
        record.addFrame(frame.index, at: start.duration(to: .now) / .seconds(1))
        return true
      }
      if !summary.isComplete {
        reporter.finish(summary)
        if let guided { reporter.note(guided.remedy) }
        throw Exit.interrupted
      }
      if let guided {
        do {
          summary.apply(
            try await guided.write(
              overwrite: arguments.output.overwrite, isStopRequested: interruption.isRequestedNow))
        } catch {
          // The labels of the run are complete.
          if !(error is PipelineFailure) { reporter.finish(summary) }
          reporter.note(guided.remedy)
          throw error
        }
        if !summary.isComplete {
          reporter.finish(summary)
          reporter.note(guided.remedy)
          throw Exit.interrupted
        }
      }
      try finish(&summary, record, report)
    } catch let failure as PipelineFailure {
      reporter.finish(failure.summary, failure: failure)
      throw Exit.code(for: failure)
    }
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
