import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Pipeline
import Tessera

/// The experiment of section 3: every setting on every still, evaluated against human annotations.
///
/// A job is one still with one setting on one thread: the label map is computed, unless it is stored, and scored.
/// Jobs run in the order of the settings. A setting's scores are pooled and released after its last still, so memory
/// does not grow with the number of settings.
package struct Experiment: Sendable {
  package let methods: [Method]
  package let data: DataSet
  /// The stills of the run, on which all settings are compared.
  package let stills: [DataSet.Still]
  /// The folder of label maps and results.
  package let folder: String
  /// Whether the folder may already contain label maps.
  package var resumes = false
  /// The number of stills processed in parallel, ≥ 1; results do not depend on it.
  package var threads = 1

  private let store: LabelStore

  /// - Parameter count: the number of stills, evenly spaced; nil: all.
  package init(_ methods: [Method], on data: DataSet, count: Int? = nil, folder: String) {
    self.methods = methods
    self.data = data
    stills = count.map { data.stills.spread($0) } ?? data.stills
    self.folder = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    store = LabelStore(folder: self.folder)
  }

  private var settings: [Setting] { methods.flatMap(\.settings) }

  /// Runs missing jobs. Obstacles to writing the results are checked first.
  ///
  /// - Parameter report: called with the progress after each scored label map; calls do not overlap.
  /// - Throws: `ReproductionError`, `MediaError`, `EvaluationError`, or `CancellationError`. Stored label maps are
  ///   kept.
  package func run(report: @escaping @Sendable (ExperimentProgress) -> Void) async throws -> Comparison {
    try store.check(settings, of: stills, results: Report.files, resumes: resumes)
    let jobs = jobs()
    let sizes = try await sizes(of: Set(jobs.map(\.still)))
    let foreign = try store.open(settings)
    let isForeign = settings.map { setting in foreign.contains { $0.name == setting.name } }
    for job in jobs where isForeign[job.setting] && !job.isStored {
      throw ReproductionError.foreignMapMissing(path: store.path(of: data.stills[job.still], settings[job.setting]))
    }
    var progress = ExperimentProgress(methods: methods, jobs: jobs.map { ($0.method, $0.setting, $0.isStored) })
    progress.warnings = foreign.map {
      "\(store.folder(of: $0)): has no pipeline.yaml, so the settings of its label maps are not checked"
    }
    report(progress)
    var scores: [[StillScore?]] = settings.map { _ in Array(repeating: nil, count: data.stills.count) }
    var missing = settings.indices.map { setting in jobs.count { $0.setting == setting } }
    var outcomes: [Outcome?] = settings.map { _ in nil }
    let work = { @Sendable (job: Job) in
      try await result(of: job, size: sizes[job.still], isForeign: isForeign[job.setting])
    }
    try await forEach(jobs, doing: work) { job, result in
      scores[job.setting][job.still] = result.score
      missing[job.setting] -= 1
      if missing[job.setting] == 0 {
        outcomes[job.setting] = outcome(of: settings[job.setting], scores[job.setting])
        scores[job.setting] = []
      }
      progress.add(result.seconds, for: job.setting, warnings: result.warnings)
      report(progress)
    }
    var rest = outcomes.compactMap(\.self)[...]
    let judged = methods.map { method in
      defer { rest = rest.dropFirst(method.settings.count) }
      return JudgedMethod(method: method, outcomes: Array(rest.prefix(method.settings.count)))
    }
    return Comparison(methods: judged, stills: stills.map(\.name), truth: data.truth, warnings: progress.warnings)
  }
}

// MARK: - Jobs

extension Experiment {
  private struct Job: Sendable {
    /// Indices in `methods`, `settings` and `data.stills`.
    let method, setting, still: Int
    /// Whether the label map exists.
    let isStored: Bool
    /// Whether the run includes it; otherwise it is evaluated because it exists.
    let isWanted: Bool
  }

  private struct Result: Sendable {
    var score: StillScore?
    /// The time of the label map and its score, wall clock; nil for a stored one.
    var seconds: Double?
    var warnings: [String] = []
  }

  private func jobs() -> [Job] {
    let wanted = Set(stills.map(\.name))
    var jobs: [Job] = []
    var place = 0
    for (number, method) in methods.enumerated() {
      for setting in method.settings {
        for (still, image) in data.stills.enumerated() {
          let isStored = store.holds(image, setting)
          let isWanted = wanted.contains(image.name)
          guard isStored || isWanted else { continue }
          jobs.append(Job(method: number, setting: place, still: still, isStored: isStored, isWanted: isWanted))
        }
        place += 1
      }
    }
    return jobs
  }

  /// The sizes of the stills. This checks that stills and ground truth are readable.
  private func sizes(of places: Set<Int>) async throws -> [PictureSize] {
    var sizes = data.stills.map { _ in PictureSize(width: 1, height: 1) }
    let work = { @Sendable (place: Int) in
      let still = data.stills[place]
      let size = try Video(opening: still.path).size
      _ = try data.annotations(of: still, size: size)
      return size
    }
    try await forEach(places.sorted(), doing: work) { sizes[$0] = $1 }
    return sizes
  }

  private func result(of job: Job, size: PictureSize, isForeign: Bool) async throws -> Result {
    let (still, setting) = (data.stills[job.still], settings[job.setting])
    var result = Result()
    var partition: Partition?
    if job.isStored {
      do {
        partition = try store.read(still, setting, size: size)
      } catch {
        // Files made by another program are not replaced.
        if isForeign, job.isWanted { throw error }
        result.warnings.append("\(error); \(job.isWanted ? "it is made again" : "it is left out")")
      }
    }
    let start = ContinuousClock.now
    let isMade = partition == nil && job.isWanted
    if isMade {
      let map: LabelMap
      do {
        let (made, warnings) = try await segment(still, by: setting, size: size)
        result.warnings += warnings
        map = made
      } catch let error where !(error is CancellationError) {
        throw ReproductionError.failed(setting: setting.name, still: still.path, cause: error)
      }
      try store.write(map, of: still, setting)
      partition = try store.read(still, setting, size: size)
    }
    // Connected components are segments, as in the paper; graph-based regions are already connected.
    if let partition {
      result.score = StillScore(partition.components, truth: try data.annotations(of: still, size: size))
    }
    if isMade { result.seconds = start.duration(to: .now) / .seconds(1) }
    return result
  }

  /// The labels of `tessera segment STILL` at the still's own size.
  private func segment(
    _ still: DataSet.Still, by setting: Setting, size: PictureSize
  ) async throws -> (LabelMap, warnings: [String]) {
    var settings = setting.pipeline
    settings.decode.size = .exact(size)
    let frames = try Pipeline(settings: settings, threads: 1).segment(Video(opening: still.path))
    for try await frame in frames { return (frame.labels, await frames.warnings) }
    throw CancellationError()
  }

  private func outcome(of setting: Setting, _ scores: [StillScore?]) -> Outcome? {
    let wanted = Set(stills.map(\.name))
    let shared = zip(data.stills, scores).compactMap { wanted.contains($0.name) ? $1 : nil }
    let own = scores.compactMap(\.self)
    guard !shared.isEmpty else { return nil }
    return Outcome(setting, shared: shared, own: own.count == shared.count ? nil : own)
  }

  /// Runs `work` for each element in parallel and passes on the results one by one as they arrive.
  private func forEach<Element: Sendable, RunOutput: Sendable>(
    _ elements: [Element], doing work: @escaping @Sendable (Element) async throws -> RunOutput,
    then: (Element, RunOutput) -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: (Element, RunOutput).self) { group in
      var rest = elements[...]
      for _ in 0..<max(1, threads) {
        guard let element = rest.popFirst() else { break }
        group.addTask { (element, try await work(element)) }
      }
      while let (element, output) = try await group.next() {
        then(element, output)
        try Task.checkCancellation()
        if let next = rest.popFirst() { group.addTask { (next, try await work(next)) } }
      }
    }
    try Task.checkCancellation()
  }
}
