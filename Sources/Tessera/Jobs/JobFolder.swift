import Foundation
import Media

/// The folder of a job: the plan, the index of the frames, and the chunks. All that workers share.
struct JobFolder: Sendable {
  let path: String

  static let planName = "plan.json"
  static let indexName = "frames.csv"
  static let chunksName = "chunks"
  /// The maximum sizes in bytes of what is read at once.
  private static let maxPlanBytes: Int64 = 1 << 28
  private static let maxIndexBytes: Int64 = 1 << 31

  var plan: String { path.appending(component: Self.planName) }
  var index: String { path.appending(component: Self.indexName) }
  var chunks: String { path.appending(component: Self.chunksName) }

  /// The task of merging, besides those of the chunks.
  static let merge = "merge"
  static func task(ofChunk number: Int) -> String { String(format: "%06d", number) }
  static func name(ofChunk number: Int) -> String { task(ofChunk: number) + ".chunk" }
  /// The error of the last worker that failed.
  static func failureName(of task: String) -> String { task + ".failed" }
  /// Says that the merge is done.
  static let mergedName = merge + ".done"
  /// The progress of this worker.
  static func progressName(of task: String) -> String { task + "." + SharedFile.process + progressSuffix }
  private static let progressSuffix = ".progress"

  /// The names of the files with the progress of workers, and their processes.
  static func progressNotes(of task: String, among names: some Sequence<String>) -> [(name: String, process: String)] {
    names.filter { $0.hasPrefix(task + ".") && $0.hasSuffix(progressSuffix) }.sorted()
      .map { ($0, String($0.dropFirst(task.count + 1).dropLast(progressSuffix.count))) }
  }

  /// Whether a name in the folder of the chunks is one that a job writes.
  static func isOfChunk(_ name: String) -> Bool {
    var name = Substring(name)
    // A file that is being written: `.000012.chunk.….part`.
    if name.hasPrefix("."), name.hasSuffix(".part") { name = name.dropFirst().dropLast(5) }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2,
      parts[0] == merge || parts[0].count >= 6 && parts[0].allSatisfy({ $0.isASCII && $0.isNumber })
    else { return false }
    return ["chunk", "failed", "done"].contains(parts[1]) || parts.contains("progress")
  }

  func chunk(_ number: Int) -> String { chunks.appending(component: Self.name(ofChunk: number)) }

  func outputFolder() throws(MediaError) -> OutputFolder {
    try OutputFiles.makeFolder(chunks)
    return try OutputFolder(path: chunks)
  }

  /// - Throws: `JobError`, `MediaError`.
  func readPlan() throws -> JobPlan {
    guard OutputFiles.exists(plan) else { throw JobError.noPlan(path: path) }
    return try JobPlan(text: InputText.read(path: plan, maxBytes: Self.maxPlanBytes), path: plan)
  }

  /// The index of the planned film.
  ///
  /// - Throws: `JobError`, `MediaError`.
  func readIndex(_ plan: JobPlan) throws -> FilmIndex {
    let text = Array(try InputText.read(path: index, maxBytes: Self.maxIndexBytes))
    guard md5(text) == plan.film.index else {
      throw JobError.badPlan(path: index, reason: "it is not the index of plan.json")
    }
    guard let index = FilmIndex(text: text), index.count == plan.film.frames else {
      throw JobError.badPlan(path: index, reason: "its lines are damaged")
    }
    return index
  }
}
