/// The difference between what a kernel computed and its reference.
package struct Comparison: Sendable {
  /// The largest error so far, relative to the size of the terms; infinite if a number is not finite.
  package private(set) var error = 0.0
  /// The sizes and values of the largest error.
  package private(set) var place = ""
  /// The case in which the kernel wrote where it must not; nil if there is none.
  package private(set) var overrun: String?

  /// Errors of smaller terms are those of denormal numbers: absolute, not relative.
  private static let smallest = 32 * Double(Float.leastNormalMagnitude)

  /// Compares each value. What the reference does not write must be untouched.
  /// - Parameter scale: the smallest size of terms to which errors are relative.
  mutating func compare(
    _ found: Guarded<Float>, _ expected: [Exact], scale: Double = 0, _ place: @autoclosure () -> String
  ) {
    precondition(found.values.count == expected.count)
    for (n, exact) in expected.enumerated() {
      if exact.isUntouched {
        if !found.isUntouched(n) { noteOverrun(place()) }
      } else {
        compare(found.values[n], exact, scale: scale, place())
      }
    }
    checkGuards(found, place())
  }

  mutating func compare(_ found: Float, _ exact: Exact, scale: Double = 0, _ place: @autoclosure () -> String) {
    guard found.isFinite else { return note(.infinity, place()) }
    note(abs(Double(found) - exact.value) / max(exact.size, scale, Self.smallest), place())
  }

  /// Values that must be equal, such as indices and what is the same at every width.
  mutating func expectEqual<T: Equatable>(_ found: T, _ expected: T, _ place: @autoclosure () -> String) {
    if found != expected { note(1, place()) }
  }

  mutating func checkGuards<T>(_ memory: Guarded<T>, _ place: @autoclosure () -> String) {
    if !memory.isIntact { noteOverrun(place()) }
  }

  mutating func note(_ error: Double, _ place: @autoclosure () -> String) {
    guard error > self.error else { return }
    self.error = error
    self.place = place()
  }

  private mutating func noteOverrun(_ place: String) { overrun = overrun ?? place }
}
