import ArgumentParser
import Foundation
import Logging
import Media
import Pipeline
import PipelineFiles
import Tessera

struct SegmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment", abstract: "Segment a video: write an overlay clip and the labels of every frame.")

  @Argument(help: "A video, an image, a folder of images, a pattern (frame_%04d.png, 'shots/*.jpg'), or - (a pipe).")
  var input: String

  @Option(
    help: """
      The overlay video to write: .mp4, .mov or .mkv; - for Matroska to standard output, y4m:- or raw:- for bare \
      pictures (YUV4MPEG2, RGB); for a single still also .png.
      """
  )
  var overlay: String?

  @Option(
    help: """
      The folder for the label images; or FILE.mkv for a lossless video of them, md5 (one hash a label map on standard output), md5:FILE, or null. \
      With neither --overlay nor --labels, INPUT's name + .overlay.mp4 and .labels are written in the current folder.
      """)
  var labels: String?

  @Option(help: "A shipped pipeline or a YAML file; see: tessera pipelines.")
  var pipeline = "default"

  @Option(help: ArgumentHelp("Override one key of the pipeline; may be repeated.", valueName: "key.path=value"))
  var set: [String] = []

  @Option(help: "The size at which pixels are labelled: HEIGHT, WIDTHxHEIGHT or auto. Results have the source's size.")
  var size: WorkingSize?

  @Option(help: ArgumentHelp("About so many regions a frame, in each shot: regions.count.", valueName: "n"))
  var regions: Int?

  @Option(
    help: ArgumentHelp(
      "One level of detail for the whole film instead, larger: fewer regions; regions.scale.", valueName: "s"))
  var scale: Double?

  @Option(help: ArgumentHelp("How the overlay looks.", valueName: "name"))
  var style: OverlayStyle?

  @Option(help: "How strong the colors of a tint are, 0…1.")
  var opacity: Double?

  @Option(help: "Begin this long after the first frame: seconds, 1:02.5 or 800ms.")
  var start: TimeArgument?

  @Option(help: "Stop after this long.")
  var duration: TimeArgument?

  @Option(help: "Segment only every Nth frame.")
  var every = 1

  @Option(help: "Stop after this many frames.")
  var maxFrames: Int?

  @OptionGroup var opening: InputArguments

  @Option(help: "Train less where a frame would take longer, on average: 0.5s/frame or 200ms/frame.")
  var budget: BudgetArgument?

  @Option(help: "Train less so that the run ends in about this time: 90s, 20m or 1:30:00.")
  var deadline: TimeArgument?

  @Option(help: "Threads; the labels do not depend on it. (default: one a core)")
  var threads: Int?

  @Option(help: "Seed of the random weights, or of k-means' centres.")
  var seed: UInt64?

  @Flag(help: "Replace results of an earlier run.")
  var overwrite = false

  @Flag(help: "Go on with a run of the same command that was stopped, as if it had not been.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Leave a checkpoint every N frames, 0 for none. (default: as often as costs less than 2 %)", valueName: "n"))
  var checkpointEvery: Int?

  @Option(help: "auto (a bar on a terminal, else plain), plain, json (lines on standard output) or none.")
  var progress = ProgressStyle.auto

  @Flag(help: "Say what would be done, check it, and write nothing.")
  var dryRun = false

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel = LogLevel(level: .warning)

  func validate() throws {
    try SharedRanges.check(regions: regions, scale: scale, opacity: opacity, threads: threads)
    if every < 1 { throw ValidationError("--every must be at least 1, not \(every)") }
    if let maxFrames, maxFrames < 1 { throw ValidationError("--max-frames must be at least 1, not \(maxFrames)") }
    if let checkpointEvery, checkpointEvery < 0 {
      throw ValidationError("--checkpoint-every must be at least 0, not \(checkpointEvery)")
    }
    if labels == "" || overlay == "" { throw ValidationError("--labels and --overlay need a name") }
    if labels == "md5:" { throw ValidationError("--labels md5: needs the name of a file, or md5 alone") }
    if labels == "-" { throw ValidationError("--labels needs the name of a folder or of a .mkv file, not -") }
    if budget != nil, deadline != nil { throw ValidationError("--budget and --deadline exclude each other") }
    if let deadline, deadline.seconds <= 0 { throw ValidationError("--deadline must be more than 0") }
    if let duration, duration.seconds <= 0 { throw ValidationError("--duration must be more than 0") }
  }

  func run() async throws {
    let reporter = ProgressReporter(style: progress)
    if !dryRun, namedOutputs.contains(where: \.isStandardOutput) { reporter.leaveStandardOutput() }
    do {
      try await segment(reporter)
    } catch let code as ExitCode {
      throw code
    } catch {
      reporter.fail(error)
      throw Exit.code(for: error)
    }
  }

  private func segment(_ reporter: ProgressReporter) async throws {
    let level = logLevel.level
    LoggingSystem.bootstrap { label in
      var handler = StreamLogHandler.standardError(label: label)
      handler.logLevel = level
      return handler
    }
    FFmpegLog.install(logger: Logger(label: "ffmpeg"))

    var pipeline = Pipeline(
      settings: try settings(), threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    try checkBudget(for: pipeline)
    let options = try opening.options(for: input, writesRate: namedOutputs.contains(where: \.hasRate))
    let video = try Video(opening: input, selection: selection, options: options)
    pipeline.secondsPerFrame = try secondsPerFrame(for: video)
    let outputs = self.outputs(for: video)
    if dryRun {
      try Output.check(outputs, for: video, overwrite: overwrite || resume)
      printToStandardOutput(DryRun(video: video, pipeline: pipeline, outputs: outputs).description)
      return
    }

    let interruption = Interruption()
    reporter.begin(totalFrames: video.expectedFrames)
    pipeline.isStopRequested = interruption.isRequestedNow
    pipeline.onIteration = { done, total, loss in reporter.iteration(done, of: total, loss: loss) }
    do {
      let summary = try await pipeline.write(
        video, to: outputs, overwrite: overwrite, resume: resume, checkpoints: checkpoints
      ) { frame in
        reporter.frame(frame)
        return true
      }
      reporter.finish(summary)
      if !summary.isComplete { throw Exit.interrupted }
    } catch let failure as PipelineFailure {
      reporter.finish(failure.summary, failure: failure)
      throw Exit.code(for: failure)
    }
  }

  /// Flag over --set over file over default.
  private func settings() throws -> PipelineSettings {
    var settings = try PipelineFile.load(pipeline)
    for assignment in set { try PipelineFile.apply(assignment, to: &settings) }
    if let size { settings.decode.size = size }
    if let style { settings.overlay.style = style }
    if let opacity { settings.overlay.opacity = opacity }
    if let seed { settings.segment.seed = seed }
    if let regions { (settings.regions.count, settings.regions.scale) = (regions, nil) }
    if let scale { settings.regions.scale = scale }
    if regions != nil || scale != nil, !settings.makesRegions {
      throw ValidationError("--regions and --scale are for pipelines that make regions; \(pipeline) does not")
    }
    return settings
  }

  private var checkpoints: CheckpointInterval {
    checkpointEvery.map { $0 == 0 ? .never : .frames($0) } ?? .automatic
  }

  /// Refuses a limit to what the method does not do.
  private func checkBudget(for pipeline: Pipeline) throws {
    let method = pipeline.settings.segment.method
    guard budget != nil || deadline != nil, !method.trains else { return }
    throw ValidationError(
      "--budget and --deadline limit training, and segment.method \(method.rawValue) does not train")
  }

  /// What --budget says, or --deadline shared among the frames.
  private func secondsPerFrame(for video: Video) throws -> Double? {
    guard let deadline else { return budget?.secondsPerFrame }
    guard let frames = video.expectedFrames else {
      throw ValidationError(
        "\(video.info.path) does not say how many frames it has; use --budget instead of --deadline")
    }
    return deadline.seconds / Double(max(1, frames))
  }

  private var selection: FrameSelection {
    FrameSelection(
      start: start?.seconds ?? 0, duration: duration?.seconds, every: every, maxFrames: maxFrames)
  }

  private func outputs(for video: Video) -> [Output] {
    guard namedOutputs.isEmpty else { return namedOutputs }
    let name = video.input.name
    return [.overlay(path: name + ".overlay.mp4"), .labels(folder: name + ".labels")]
  }

  private var namedOutputs: [Output] {
    [overlay.map { Output(overlayWord: $0, rate: opening.fps) }, labels.map { Output(labelsWord: $0) }].compactMap {
      $0
    }
  }
}
