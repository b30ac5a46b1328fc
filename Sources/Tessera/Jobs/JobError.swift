/// Errors of a job: a video that is segmented in parts.
public enum JobError: Error, Equatable, CustomStringConvertible {
  /// A video of this kind, or with these settings, can not be segmented in parts.
  case notDivisible(reason: String)
  /// The folder has another plan, or other files.
  case folderInUse(path: String)
  /// The folder has no plan.
  case noPlan(path: String)
  /// The plan is not one that this program can read.
  case badPlan(path: String, reason: String)
  /// The plan was made by another version of the program.
  case otherProgram(path: String, version: String)
  /// There is no chunk of this number.
  case noSuchChunk(chunk: Int, count: Int)
  /// The film is not the one that was planned.
  case filmDiffers(path: String, reason: String)
  /// Chunks are missing.
  case chunksMissing(folder: String, chunks: [Int])
  /// A chunk can not be used.
  case badChunk(path: String, folder: String, chunk: Int, reason: String)
  /// A chunk was made by other kernels or libraries, and equal bytes are required.
  case otherArithmetic(path: String, folder: String, chunk: Int, theirs: String, planned: String)
  /// A divided shot would be tracked with other kernels or libraries, and equal bytes are required.
  case otherArithmeticOfMerge(theirs: String, planned: String)
  /// Slurm, or another program that is needed, failed.
  case submissionFailed(program: String, reason: String)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .notDivisible(let reason): "the video can not be segmented in parts: \(reason)"
    case .folderInUse(let path):
      "\(path): has another plan or other files; name another folder with --out, or replace the plan with --overwrite"
    case .noPlan(let path): "\(path): has no plan; make one with: tessera plan FILM --out \(Self.quoted(path))"
    case .badPlan(let path, let reason): "\(path): is not a valid plan (\(reason)); make it again with tessera plan"
    case .otherProgram(let path, let version):
      "\(path): was made by tessera \(version), this is \(TesseraVersion.current); use one version for all steps"
    case .noSuchChunk(let chunk, let count): "there is no chunk \(chunk): the plan has the chunks 0…\(count - 1)"
    case .filmDiffers(let path, let reason):
      "\(path): is not the film that was planned (\(reason)); plan it again with tessera plan"
    case .chunksMissing(let folder, let chunks):
      "\(folder): \(chunks.count == 1 ? "chunk" : "chunks") \(Self.list(chunks)) "
        + "\(chunks.count == 1 ? "is" : "are") missing; run: \(Self.command(folder, chunks.first ?? 0))"
    case .badChunk(let path, let folder, let chunk, let reason):
      "\(path): is not a valid chunk (\(reason)); remove it and run: \(Self.command(folder, chunk))"
    case .otherArithmetic(let path, let folder, let chunk, let theirs, let planned):
      "\(path): was made by other kernels or libraries, which round differently (\(theirs), planned \(planned)); "
        + "without --same-bytes it is accepted, or remove it and run on a machine of the planned kind: "
        + Self.command(folder, chunk)
    case .otherArithmeticOfMerge(let theirs, let planned):
      "divided shots are tracked by the merge, and this machine's kernels or libraries round differently (\(theirs), planned "
        + "\(planned)); merge without --same-bytes, or on a machine of the planned kind"
    case .submissionFailed(let program, let reason): "\(program): \(reason)"
    }
  }

  private static func command(_ folder: String, _ chunk: Int) -> String {
    "tessera segment --job \(quoted(folder)) --chunk \(chunk)"
  }

  private static func quoted(_ text: String) -> String { ShellWord.quoted(text) }

  /// The first ten, and how many more.
  private static func list(_ chunks: [Int]) -> String {
    let shown = chunks.prefix(10).map(String.init).joined(separator: ", ")
    return chunks.count > 10 ? "\(shown) and \(chunks.count - 10) more" : shown
  }
}
