import ArgumentParser
import Foundation
import Pipeline
import Tessera

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Plan a job: divide a video into chunks that any number of machines can segment.",
    discussion: """
      The video is decoded once and its cuts are found. Cuts are the seams; a shot longer than one and a half chunks is \
      divided. Then: tessera segment --job FOLDER --chunk I, for every chunk, on any machine that shares the folder and \
      the video; and tessera merge FOLDER. See docs/SCALING.md.
      """)

  @Argument(help: "A video file.", completion: .input)
  var film: String

  @Option(help: ArgumentHelp("auto (about 2,000 frames each), or how many.", valueName: "auto|n"))
  var chunks = ChunksArgument(chunks: .automatic)

  @Option(help: ArgumentHelp("The folder of the job. (default: NAME.job)", valueName: "folder"))
  var out: String?

  @OptionGroup var choice: SettingsArguments

  @OptionGroup(title: "Frames") var frames: SelectionArguments

  @OptionGroup(title: "Input") var opening: InputArguments

  @Option(help: "Threads; the plan does not depend on it. (default: one per core)")
  var threads: Int?

  @Flag(help: "Replace another plan and its chunks.")
  var overwrite = false

  @Option(
    help: ArgumentHelp("Also print the estimated time for so many workers: 10,100,1000.", valueName: "n,…"))
  var simulate: String?

  @Option(help: "auto (plain), plain, json (the plan on standard output) or none.")
  var progress = ProgressStyle.auto

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if out == "" { throw ValidationError("--out needs a name") }
    if film == "-" { throw ValidationError("a job needs a file: standard input can be read only once") }
    _ = try workers()
  }

  private func workers() throws -> [Int] {
    try (simulate ?? "").split(separator: ",").map { word in
      guard let count = Int(word), (1...1_000_000).contains(count) else {
        throw ValidationError("--simulate needs numbers of workers, such as 10,100,1000, not \(word)")
      }
      return count
    }
  }

  func run() async throws {
    try await reportingErrors {
      let video = try Video(word: film, selection: frames.selection, options: opening.options(for: film))
      let settings = try choice.settings(for: video) { printToStandardError("tessera: note: \($0)\n") }
      let pipeline = Pipeline(
        settings: settings, threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
      let lines = CountLines("planning: ", style: progress)
      let job = try Job.plan(
        video, pipeline, chunks: chunks.chunks, in: out ?? video.stem + ".job", overwrite: overwrite
      ) { lines.show($0, of: video.expectedFrames) }
      switch progress {
      case .none: break
      case .json: printToStandardOutput(PlanReport(job: job).json)
      case .auto, .plain: printToStandardOutput(PlanReport(job: job).text(workers: try workers()))
      }
    }
  }
}

/// The value of `--chunks`.
struct ChunksArgument: ExpressibleByArgument {
  let chunks: JobChunks

  init(chunks: JobChunks) { self.chunks = chunks }

  init?(argument: String) {
    if argument == "auto" {
      chunks = .automatic
    } else {
      guard let count = Int(argument), (1...100_000).contains(count) else { return nil }
      chunks = .count(count)
    }
  }

  var defaultValueDescription: String { "auto" }
}
