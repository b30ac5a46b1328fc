import ArgumentParser
import Foundation
import Logging
import Media
import Pipeline
import PipelineFiles
import Tessera

struct SegmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment", abstract: "Segment a video: write an overlay video and the labels of every frame.")

  @Argument(
    help: """
      A video, an image, a folder of images, a pattern (frame_%04d.png, 'shots/*.jpg'), or - (a pipe). Several images are \
      one sequence, several videos are separate runs.
      """, completion: .input)
  var inputs: [String] = []

  @OptionGroup(title: "Output") var output: OutputArguments

  @OptionGroup var choice: SettingsArguments

  @OptionGroup(title: "Overlay") var overlay: OverlayArguments

  @OptionGroup(title: "Frames") var frames: SelectionArguments

  @OptionGroup(title: "Input") var opening: InputArguments

  @OptionGroup(title: "Guidance") var guidance: GuidanceArguments

  @OptionGroup(title: "Weights") var weights: ModelArguments

  @Option(help: "Limit the average time per frame by training less: 0.5s/frame or 200ms/frame.")
  var budget: BudgetArgument?

  @Option(help: "Limit the time of the run by training less: 90s, 20m or 1:30:00.")
  var deadline: TimeArgument?

  @Option(help: "Threads; the labels do not depend on it. (default: one per core)")
  var threads: Int?

  @Option(help: ArgumentHelp("Segment one chunk of a job; see: tessera plan. Needs --chunk.", valueName: "folder"))
  var job: String?

  @Option(help: ArgumentHelp("The number of the chunk, from 0.", valueName: "i"))
  var chunk: Int?

  @Flag(help: "Resume a stopped run of the same command, or extend one that had fewer frames.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Write a checkpoint every N frames, 0 for none. (default: automatic, at most 2 % of the time)", valueName: "n"))
  var checkpointEvery: Int?

  @OptionGroup var messages: ReportingArguments

  @Flag(name: .shortAndLong, help: "With --dry-run: print the complete pipeline.")
  var verbose = false

  @Flag(help: "Check and print what would be done without writing anything.")
  var dryRun = false

  @Option(
    help: "Log level: trace, debug, info, notice, warning, error or critical.",
    completion: .list(Logger.Level.allCases.map(\.rawValue)))
  var logLevel = LogLevel(level: .warning)

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if job == nil, chunk != nil { throw ValidationError("--chunk needs --job") }
    guard job == nil else { return try checkJob() }
    if inputs.isEmpty { throw ValidationError("Missing expected argument '<inputs> ...'") }
    if let checkpointEvery, checkpointEvery < 0 {
      throw ValidationError("--checkpoint-every must be at least 0, not \(checkpointEvery)")
    }
    try checkGuidance()
    if weights.frozen, budget != nil || deadline != nil {
      throw ValidationError("--budget and --deadline limit training, and with --frozen there is none")
    }
    if budget != nil, deadline != nil { throw ValidationError("--budget and --deadline are mutually exclusive") }
    if let deadline, deadline.seconds <= 0 { throw ValidationError("--deadline must be more than 0") }
    if messages.quiet, messages.progress == .json {
      throw ValidationError("--quiet and --progress json are mutually exclusive")
    }
  }

  /// Scribbles and references are applied to the labels of a complete run.
  private func checkGuidance() throws {
    guard guidance.isGiven else { return }
    if resume {
      throw ValidationError(
        "--resume continues a run without \(guidance.names); give them afterward: tessera relabel LABELS "
          + guidance.words)
    }
    if !output.export.isEmpty {
      throw ValidationError(
        "with \(guidance.names), --export would have the labels from before; use tessera export afterward")
    }
  }

  /// Everything else was planned.
  private func checkJob() throws {
    guard let chunk else { throw ValidationError("--job needs --chunk, the number of a chunk") }
    if chunk < 0 { throw ValidationError("--chunk must be at least 0, not \(chunk)") }
    let isPlain =
      inputs.isEmpty && !choice.isGiven && !output.isNamed && output.outputDir == nil && !overlay.isGiven && !resume
      && !dryRun && !guidance.isGiven && !weights.isGiven && budget == nil && deadline == nil && frames.isAll
      && checkpointEvery == nil
    if !isPlain {
      throw ValidationError("--job: the film and the settings are those of the plan; give only --chunk and --threads")
    }
  }

  func run() async throws {
    let level = logLevel.level
    LoggingSystem.bootstrap { label in LogLines(label: label, level: level) }
    FFmpegLog.install(logger: Logger(label: "ffmpeg"))
    if let job, let chunk {
      return try await ChunkRun(job: job, chunk: chunk, threads: threads, progress: messages.style).run()
    }
    let reporter = messages.reporter
    if !dryRun, output.named().contains(where: \.isStandardOutput) { reporter.leaveStandardOutput() }
    do {
      let words = try InputWords(inputs, rate: opening.fps, protocols: opening.protocols)
      if words.runs.count > 1, output.isNamed || output.report != nil || !output.export.isEmpty {
        throw ValidationError(
          "--overlay, --labels, --export and --report need a single input, but there are \(words.runs.count); use "
            + "--output-dir")
      }
      if words.runs.count > 1, guidance.isGiven {
        throw ValidationError("with \(guidance.names), give a single input, not \(words.runs.count)")
      }
      try checkNames(words)
      let interruption = Interruption()
      // A pipe may be silent for long.
      interruption.onRequest { PipedInput.standardInput.cutOff() }
      var failure: ExitCode?
      for word in words.runs {
        if words.runs.count > 1 { reporter.announce(word.text) }
        do {
          try await SegmentRun(arguments: self, input: word, interruption: interruption, reporter: reporter).run()
        } catch let error where words.runs.count > 1 && !interruption.isRequested {
          // An error in one video does not stop the others.
          if !(error is ExitCode) { reporter.fail(error) }
          failure = failure ?? error as? ExitCode ?? Exit.code(for: error)
        }
      }
      if let failure { throw failure }
    } catch let code as ExitCode {
      throw code
    } catch {
      reporter.fail(error)
      throw Exit.code(for: error)
    }
  }

  /// Rejects inputs that are outputs of other inputs.
  private func checkNames(_ words: InputWords) throws {
    guard words.runs.count > 1 else { return }
    for run in words.runs {
      for path in output.paths(named: run.input.name) {
        if let other = words.runs.first(where: { OutputFiles.areSame($0.text, path) }) {
          throw ValidationError(
            "\(other.text) is an input and would be replaced by an output of \(run.text); use --output-dir"
          )
        }
      }
    }
  }
}
