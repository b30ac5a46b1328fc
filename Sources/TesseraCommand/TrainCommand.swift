import ArgumentParser
import Foundation
import Media
import Pipeline
import Tessera

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Train once: write the weights of a network that is trained on pictures.",
    discussion: """
      The network is trained on all pictures together, without labels, as on the first frame of a shot: \
      segment.iterations.first iterations on each. Then: tessera segment VIDEO --model FILE [--frozen]. The pipeline is \
      default, also for stills: to segment a still by the model, give --pipeline default. See docs/PIPELINES.md.
      """)

  @Argument(
    help: "Images, folders, patterns or videos of which all selected frames are used; at most 100 pictures.",
    completion: .input)
  var inputs: [String]

  @Option(help: ArgumentHelp("The file of the weights.", valueName: "file"), completion: .file())
  var save: String

  @OptionGroup var choice: SettingsArguments

  @OptionGroup(title: "Frames") var frames: SelectionArguments

  @OptionGroup(title: "Input") var opening: InputArguments

  @Option(help: "Threads; the weights do not depend on it. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace the file.")
  var overwrite = false

  @Option(help: "auto (plain), plain or none.")
  var progress = ProgressStyle.auto

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if save == "" || save == "-" { throw ValidationError("--save needs the name of a file") }
    if progress == .json { throw ValidationError("--progress json is not for train") }
  }

  func run() async throws {
    try await reportingErrors {
      if let input = inputs.first(where: { OutputFiles.areSame($0, save) }) { throw SinkError.isTheInput(path: input) }
      try TrainedModel.checkTarget(save, overwrite: overwrite)
      let videos = try inputs.map {
        try Video(word: $0, selection: frames.selection, options: opening.options(for: $0))
      }
      let settings = try choice.settings(fallback: "default") { printToStandardError("tessera: note: \($0)\n") }
      let pipeline = Pipeline(
        settings: settings, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
      let lines = CountLines("training: ", unit: "iterations", style: progress)
      let (model, summary) = try await pipeline.train(on: videos) { done, total, _ in lines.show(done, of: total) }
      try model.write(to: save, overwrite: overwrite)
      for warning in summary.warnings { printToStandardError("tessera: warning: \(warning)\n") }
      guard progress != .none else { return }
      func counted(_ count: Int, _ unit: String) -> String { "\(count) \(unit)\(count == 1 ? "" : "s")" }
      let loss = summary.loss.formatted(.number.precision(.fractionLength(3)).locale(Locale(identifier: "en_US")))
      printToStandardOutput(
        "\(save): trained on \(counted(summary.pictures, "picture")), "
          + "\(counted(summary.iterations, "iteration")) on each; loss \(loss), at most "
          + "\(counted(summary.labels, "label")) in a picture\n")
    }
  }
}
