import KernelChecks
import Testing
import VectorKernels

/// The checks of `tessera-checkasm`, without timing.
@Suite struct KernelCheckTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let check: KernelCheck
    let level: Kernels.Level

    var testDescription: String { "\(check) at \(level)" }
  }

  /// Every kernel at every width; prints those that can not run here.
  static let cases = KernelCheck.all.flatMap { check in
    Kernels.Level.allCases.compactMap { level -> Case? in
      guard let obstacle = check.obstacle(at: level) else { return Case(check: check, level: level) }
      print("skipped: \(check) at \(level): \(obstacle)")
      return nil
    }
  }

  @Test("A kernel agrees with plain loops, and writes nothing outside", arguments: cases)
  func agreement(_ tested: Case) {
    let comparison = tested.check.compare(at: tested.level)
    #expect(comparison.error <= tested.check.allowedError, "\(comparison.place)")
    #expect(comparison.overrun == nil)
  }

  @Test("Every function of the table of kernels has a check")
  func completeness() {
    #expect(Set(KernelCheck.all.map(\.function)).count == Kernels.functionCount)
  }
}
