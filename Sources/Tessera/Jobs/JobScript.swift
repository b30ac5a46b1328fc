import Foundation
import Media

/// The script of a job: `job.sh` in its folder. Without arguments it submits itself to Slurm; with `chunk I` it segments a
/// chunk, with `merge` it merges; with `parallel` it does all on this machine with GNU parallel.
public struct JobScript: Sendable {
  let job: Job
  /// The program, an absolute path or a name.
  public var program = "tessera"
  /// Slurm's partition; nil: the default one.
  public var partition: String?
  /// The maximum number of chunks at a time; nil: no limit.
  public var limit: Int?
  /// The threads of a chunk; nil: the processors that Slurm gives, or those of the machine.
  public var threads: Int?
  /// More options of `sbatch`.
  public var options: [String] = []
  /// The arguments of `tessera merge` behind the folder.
  public var mergeArguments: [String] = []
  /// The folder in which the merge runs: relative names of outputs are names there, wherever a scheduler starts it.
  public var mergeFolder = FileManager.default.currentDirectoryPath

  public init(_ job: Job) { self.job = job }

  /// Where it is written.
  public var path: String { URL(fileURLWithPath: job.path.appending(component: "job.sh")).path }

  public var text: String {
    let folder = URL(fileURLWithPath: job.path).path
    let last = job.plan.chunks.count - 1
    let memory = (job.plan.costs.chunks.map(\.memory).max() ?? 0) >> 20
    var sbatch = ["--parsable", "--requeue"]
    if let partition { sbatch.append("--partition=\(partition)") }
    if let threads { sbatch.append("--cpus-per-task=\(threads)") }
    sbatch += options
    let common = sbatch.map(ShellWord.quoted).joined(separator: " ")
    let array = "0-\(last)" + (limit.map { "%\($0)" } ?? "")
    let threadOption = threads.map(String.init) ?? "${SLURM_CPUS_PER_TASK:-}"
    return """
      #!/bin/sh
      # A job of tessera with \(last + 1) chunks; docs/SCALING.md. A chunk takes about \(memory) MiB of memory.
      #   job.sh            submits all chunks as an array, and the merge behind them, to Slurm
      #   job.sh parallel   does all on this machine with GNU parallel
      #   job.sh chunk I    segments one chunk: for any scheduler that has an index
      #   job.sh merge      merges the chunks
      set -eu
      tessera=\(ShellWord.quoted(program))
      job=\(ShellWord.quoted(folder))
      script=\(ShellWord.quoted(path))
      threads="\(threadOption)"

      case "${1:-submit}" in
      submit)
        array=$(sbatch \(common) --job-name=tessera --array=\(array) \\
          --output="$job/slurm-%A_%a.log" "$script" chunk)
        array=${array%%;*}
        merge=$(sbatch \(common) --job-name=tessera-merge --dependency="afterok:$array" \\
          --output="$job/slurm-%j-merge.log" "$script" merge)
        echo "array $array, merge ${merge%%;*}"
        ;;
      chunk)
        exec "$tessera" segment --job "$job" --chunk "${2:-${SLURM_ARRAY_TASK_ID:?}}" ${threads:+--threads "$threads"}
        ;;
      parallel)
        # The shell that parallel starts expands the variable: no part of the path is read as a command.
        export TESSERA_JOB_SCRIPT="$script"
        seq 0 \(last) | parallel\(limit.map { " --jobs \($0)" } ?? "") --halt now,fail=1 -I ,,, \
          'exec "$TESSERA_JOB_SCRIPT" chunk ,,,'
        exec "$script" merge
        ;;
      merge)
        cd \(ShellWord.quoted(mergeFolder))
        exec "$tessera" merge "$job"\(mergeArguments.map { " " + ShellWord.quoted($0) }.joined())
        ;;
      *)
        echo "job.sh: unknown word: $1" >&2
        exit 64
        ;;
      esac

      """
  }

  /// Writes the script, executable.
  ///
  /// - Throws: `MediaError`.
  public func write() throws {
    try OutputFiles.writeDurably(Array(text.utf8), to: path)
    guard chmod(path, 0o755) == 0 else { throw MediaError.write(errno, path: path) }
  }

  /// Runs the script, which submits the job.
  ///
  /// - Parameter word: `submit` or `parallel`.
  /// - Returns: what it printed.
  /// - Throws: ``JobError``.
  public func run(_ word: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = [path, word]
    process.standardOutput = output
    do {
      try process.run()
    } catch {
      throw JobError.submissionFailed(program: path, reason: "\(error.localizedDescription)")
    }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let program = word == "submit" ? "sbatch" : word
      throw JobError.submissionFailed(
        program: program, reason: "failed with code \(process.terminationStatus); run \(ShellWord.quoted(path)) by hand"
      )
    }
    return text
  }
}
