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

  static func name(ofChunk number: Int) -> String { String(format: "%06d.chunk", number) }
  static func failureName(ofChunk number: Int) -> String { String(format: "%06d.failed", number) }
  /// The progress of one worker.
  static func progressName(ofChunk number: Int) -> String {
    String(format: "%06d.", number) + SharedFile.process + progressSuffix
  }
  static let progressSuffix = ".progress"

  /// Whether a name in the folder of the chunks is one that a job writes.
  static func isOfChunk(_ name: String) -> Bool {
    var name = Substring(name)
    // A file that is being written: `.000012.chunk.….part`.
    if name.hasPrefix("."), name.hasSuffix(".part") { name = name.dropFirst().dropLast(5) }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count >= 2, parts[0].count >= 6, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }) else {
      return false
    }
    return ["chunk", "failed"].contains(parts[1]) || parts.contains("progress")
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
