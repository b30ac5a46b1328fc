import Synchronization

/// The busy time of each stage, for benchmarks; waiting is excluded.
package final class StageTimes: Sendable {
  private let busy = Mutex<[String: Duration]>([:])

  package init() {}

  package func add(_ duration: Duration, to stage: String) {
    busy.withLock { $0[stage, default: .zero] += duration }
  }

  /// Seconds by stage.
  package var seconds: [String: Double] {
    busy.withLock { $0.mapValues { Double($0.components.seconds) + Double($0.components.attoseconds) * 1e-18 } }
  }
}
