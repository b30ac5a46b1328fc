import VectorKernels

/// A kernel at its usual size, ready to be timed.
struct Workload {
  /// What throughput is measured in.
  enum Unit: String {
    case operations = "GFLOP/s"
    case bytes = "GB/s"
  }

  /// Operations or bytes of one run.
  let amount: Double
  let unit: Unit
  let run: (Kernels) -> Void
  /// The reference in single precision.
  let runReference: () -> Void
}

/// The time of a kernel at its usual size.
package struct KernelTiming: Sendable {
  /// The median.
  package let seconds: Double
  /// In `unit`.
  package let throughput: Double
  package let unit: String
  /// The time of the plain reference, divided by that of the kernel.
  package let speedUp: Double
}

/// Times one kernel at several widths. The reference is timed once.
package struct KernelTimer {
  private let workload: Workload
  private let referenceSeconds: Double

  init(_ workload: Workload) {
    self.workload = workload
    referenceSeconds = Self.median(of: 3, workload.runReference)
  }

  package func time(_ level: Kernels.Level) -> KernelTiming {
    let kernels = Kernels(level: level)
    let seconds = Self.median(of: 9) { workload.run(kernels) }
    return KernelTiming(
      seconds: seconds, throughput: workload.amount / seconds / 1e9, unit: workload.unit.rawValue,
      speedUp: referenceSeconds / seconds)
  }

  /// The first run, which gets memory from the system, is not counted.
  private static func median(of repetitions: Int, _ body: () -> Void) -> Double {
    let times = (0...repetitions).map { _ in
      let (whole, attoseconds) = ContinuousClock().measure(body).components
      return Double(whole) + Double(attoseconds) * 1e-18
    }
    return times.dropFirst().sorted()[repetitions / 2]
  }
}
