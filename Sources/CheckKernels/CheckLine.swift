import KernelChecks
import VectorKernels

/// The result of one kernel at one width.
struct CheckLine: Encodable {
  enum Result: String, Encodable { case ok, failed, skipped }

  let kernel, width: String
  let result: Result
  /// Why it was skipped or failed.
  private(set) var reason: String?
  private(set) var error: Double?
  let allowedError: Double
  private(set) var seconds: Double?
  private(set) var throughput: Double?
  private(set) var unit: String?
  /// The time of the plain reference, divided by that of the kernel.
  private(set) var speedUp: Double?

  /// - Parameter timer: nil if the kernel is not timed.
  init(_ check: KernelCheck, _ level: Kernels.Level, _ timer: KernelTimer?) {
    kernel = check.name
    width = "\(level)"
    allowedError = check.allowedError
    if let obstacle = check.obstacle(at: level) {
      result = .skipped
      reason = obstacle
      return
    }
    let comparison = check.compare(at: level)
    error = comparison.error
    result = check.accepts(comparison) ? .ok : .failed
    if let overrun = comparison.overrun {
      reason = "writes outside its target: \(overrun)"
    } else if result == .failed {
      reason = comparison.place
    }
    guard let timing = timer?.time(level) else { return }
    seconds = timing.seconds
    throughput = timing.throughput
    unit = timing.unit
    speedUp = timing.speedUp
  }
}
