/// The progress of an experiment.
package struct ExperimentProgress: Sendable {
  /// Settings with all stills scored, and all settings.
  package private(set) var settingsDone = 0
  package let settings: Int
  /// Scored label maps, and all label maps: one for each setting and still.
  package private(set) var mapsDone = 0
  package let maps: Int
  /// Scored label maps computed in this run.
  package private(set) var made = 0
  /// Warnings, one line each.
  package internal(set) var warnings: [String] = []

  private let names: [String]
  private let costs: [Double]
  private let methodOfSetting: [Int]
  private var missing: [Int]
  /// For each method the remaining cost, and the seconds spent so far.
  private var costLeft: [Double]
  private var costDone: [Double]
  private var seconds: [Double]

  init(methods: [Method], jobs: [(method: Int, setting: Int, isStored: Bool)]) {
    let all = methods.flatMap(\.settings)
    settings = all.count
    maps = jobs.count
    names = all.map(\.name)
    costs = all.map(\.cost)
    methodOfSetting = methods.enumerated().flatMap { number, method in method.settings.map { _ in number } }
    missing = Array(repeating: 0, count: all.count)
    costLeft = Array(repeating: 0, count: methods.count)
    costDone = costLeft
    seconds = costLeft
    for job in jobs {
      missing[job.setting] += 1
      if !job.isStored { costLeft[job.method] += costs[job.setting] }
    }
  }

  /// Records a scored label map.
  /// - Parameter seconds: the time of computing and scoring; nil for a stored one.
  mutating func add(_ seconds: Double?, for setting: Int, warnings: [String]) {
    mapsDone += 1
    missing[setting] -= 1
    if missing[setting] == 0 { settingsDone += 1 }
    // A problem with a still occurs for every setting.
    self.warnings += warnings.filter { !self.warnings.contains($0) }
    guard let seconds else { return }
    made += 1
    let method = methodOfSetting[setting]
    costLeft[method] = max(0, costLeft[method] - costs[setting])
    costDone[method] += costs[setting]
    self.seconds[method] += seconds
  }

  /// The first unfinished setting.
  package var current: String? { missing.firstIndex { $0 > 0 }.map { names[$0] } }

  /// The approximate single-thread time for the rest, and whether it includes all methods: methods not begun have no
  /// estimate.
  package var secondsLeft: (seconds: Double, isAll: Bool) {
    var (sum, isAll) = (0.0, true)
    for method in costLeft.indices where costLeft[method] > 0 {
      if costDone[method] > 0 {
        sum += costLeft[method] / costDone[method] * seconds[method]
      } else {
        isAll = false
      }
    }
    return (sum, isAll)
  }
}
