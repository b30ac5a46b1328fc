import ArgumentParser
import Foundation
import Tessera

struct SubmitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "submit",
    abstract: "Write the script of a job, and submit it to Slurm, or run it with GNU parallel.",
    discussion: """
      The script is job.sh in the job's folder. Arguments behind -- are those of tessera merge: \
      tessera submit JOB --slurm -- --labels film.labels --overlay film.mp4
      """)

  @Argument(help: "The folder of the job.", completion: .directory)
  var job: String

  @Flag(help: "Submit to Slurm: an array of all chunks, and the merge behind it.")
  var slurm = false

  @Flag(help: "Run on this machine with GNU parallel.")
  var parallel = false

  @Flag(name: .customLong("print"), help: "Only write the script and print it.")
  var isPrinted = false

  @Option(help: "Slurm's partition.")
  var partition: String?

  @Option(help: ArgumentHelp("At most N chunks at a time.", valueName: "n"))
  var arrayLimit: Int?

  @Option(help: "Threads of a chunk; with Slurm, its processors. (default: one per core that it gets)")
  var threads: Int?

  @Option(help: ArgumentHelp("Another option of sbatch: --sbatch=--time=60; may be repeated.", valueName: "option"))
  var sbatch: [String] = []

  @Option(help: "The program on the workers. (default: this one)")
  var program: String?

  @Argument(parsing: .postTerminator, help: "Arguments of tessera merge.")
  var merge: [String] = []

  func validate() throws {
    try SharedRanges.check(threads: threads)
    if slurm, parallel { throw ValidationError("--slurm and --parallel are mutually exclusive") }
    if !slurm, !parallel, !isPrinted { throw ValidationError("give --slurm, --parallel or --print") }
    if let arrayLimit, arrayLimit < 1 { throw ValidationError("--array-limit must be at least 1, not \(arrayLimit)") }
    guard let options = try? MergeCommand.parse(["JOB"] + merge) else {
      throw ValidationError("the arguments behind -- are not those of tessera merge: \(merge.joined(separator: " "))")
    }
    _ = options
  }

  func run() async throws {
    try await reportingErrors {
      var script = JobScript(try Job(at: job))
      script.program = program ?? Self.ownPath
      (script.partition, script.limit, script.threads) = (partition, arrayLimit, threads)
      (script.options, script.mergeArguments) = (sbatch, merge)
      try script.write()
      if isPrinted {
        printToStandardOutput(script.text)
      } else {
        printToStandardOutput(try script.run(slurm ? "submit" : "parallel"))
      }
    }
  }

  /// The path of this program.
  private static var ownPath: String {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "tessera"
  }
}
