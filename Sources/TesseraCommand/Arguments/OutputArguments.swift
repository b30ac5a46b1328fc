import ArgumentParser
import Foundation
import Labels
import Media
import Report
import Tessera

/// Options for outputs.
struct OutputArguments: ParsableArguments {
  @Option(
    name: [.long, .customShort("o")],
    help: """
      The overlay video to write: .mp4, .mov, .mkv or .webm; - for Matroska to standard output, y4m:- or raw:- for uncompressed \
      pictures (YUV4MPEG2, RGB); for a single still .png, .jpg or .webp; or null.
      """, completion: .overlay)
  var overlay: String?

  @Option(
    help: """
      The folder for the label images; or FILE.mkv for a lossless video of them, md5 (one hash per label map on standard output), md5:FILE, or null. \
      Without --overlay and --labels, NAME.overlay.mp4 (NAME.overlay.png for a still) and NAME.labels are written.
      """, completion: .labels)
  var labels: String?

  @Option(
    help: ArgumentHelp(
      """
      Also write the labels in the format of another tool, such as coco:clip.json; may be repeated. See: tessera export \
      --help. It is made of the label folder or FILE.mkv at the end; without these, such a run can not be resumed.
      """, valueName: "format:file"), completion: .export)
  var export: [String] = []

  @Option(
    help: ArgumentHelp(
      "A page that shows the run, made of the labels at its end; as tessera report.", valueName: "file.html"),
    completion: .file(extensions: ["html"]))
  var report: String?

  @Option(
    help: ArgumentHelp(
      "The folder for outputs named after the input. (default: the current folder)", valueName: "folder"),
    completion: .directory)
  var outputDir: String?

  @Flag(help: "Replace the results of an earlier run.")
  var overwrite = false

  func validate() throws {
    if labels == "" || overlay == "" || outputDir == "" || report == "" {
      throw ValidationError("--labels, --overlay, --report and --output-dir need a name")
    }
    try LabelsWord.check(labels)
    for word in export { _ = try RunOutput(exportWord: word) }
    if outputDir != nil, isNamed { throw ValidationError("--output-dir is for outputs named after the input") }
  }

  /// The label folder or label video of which the report is made; nil without a report.
  ///
  /// - Throws: `ValidationError` if there are no labels.
  func labelsOfReport(_ outputs: [RunOutput]) throws(ValidationError) -> String? {
    guard let report else { return nil }
    if outputs.contains(where: { $0.owns(report) }) {
      throw ValidationError("--report \(report) is another output, too")
    }
    for output in outputs {
      switch output {
      case .labels(let path), .labelVideo(let path): return path
      default: continue
      }
    }
    throw ValidationError("--report is made of the labels; give --labels FOLDER or --labels FILE.mkv")
  }

  /// The report on the labels of these outputs; nil if none is made.
  ///
  /// - Parameters:
  ///   - input: the segmented input; nil if it can be read only once.
  ///   - replaces: whether an existing page is replaced in any case.
  ///   - threads: for decoding; nil: one per core.
  /// - Throws: `ValidationError` if there are no labels, `MediaError` if the page can not be written.
  func reportRun(
    of input: NamedInput?, _ outputs: [RunOutput], replaces: Bool = false, threads: Int?, interruption: Interruption,
    reporter: ProgressReporter
  ) throws -> ReportRun? {
    guard let path = report, let labels = try labelsOfReport(outputs) else { return nil }
    var run = ReportRun(labels: labels, input: input, output: path, version: TesseraVersion.current)
    run.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
    run.overwrite = overwrite || replaces
    run.isStopRequested = interruption.isRequestedNow
    run.onFrame = { done, total in reporter.reporting(done, of: total) }
    try run.checkOutput()
    return run
  }

  /// Whether output names are given. Exports come on top of the default outputs, but their names are for one input.
  var isNamed: Bool { overlay != nil || labels != nil }

  var exports: [RunOutput] { export.compactMap { try? RunOutput(exportWord: $0) } }

  /// - Parameter rate: frames per second of `y4m:-`; nil: those of the video.
  func named(rate: Rational? = nil) -> [RunOutput] {
    [overlay.map { RunOutput(overlayWord: $0, rate: rate) }, labels.map { RunOutput(labelsWord: $0) }].compactMap { $0 }
      + exports
  }

  /// The default outputs of a video of that name.
  func paths(named name: String) -> [String] {
    let name = (outputDir ?? "").appending(component: name)
    return [name + ".overlay.mp4", name + ".labels"]
  }

  /// The named outputs, or the default ones of a video of that name.
  func outputs(named name: String) -> [RunOutput] {
    guard !isNamed else { return named() }
    let paths = paths(named: name)
    return [.overlay(path: paths[0]), .labels(folder: paths[1])] + exports
  }

  /// - Parameter rate: frames per second of `y4m:-`; nil: those of the video.
  func outputs(for video: Video, rate: Rational?) -> [RunOutput] {
    guard !isNamed else { return named(rate: rate) }
    let name = (outputDir ?? "").appending(component: video.stem)
    let overlay: RunOutput =
      video.isStill ? .overlayImage(path: name + ".overlay.png") : .overlay(path: name + ".overlay.mp4")
    return [overlay, .labels(folder: name + ".labels")] + exports
  }
}
