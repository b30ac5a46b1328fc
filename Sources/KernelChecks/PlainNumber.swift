import Foundation

/// The numbers of a plain reference: `Float` when it is timed, ``Exact`` when a kernel is compared with it.
protocol PlainNumber {
  init(_ value: Float)
  static func + (a: Self, b: Self) -> Self
  static func - (a: Self, b: Self) -> Self
  static func * (a: Self, b: Self) -> Self
  static func / (a: Self, b: Self) -> Self
  static func < (a: Self, b: Self) -> Bool
  var exponential: Self { get }
  var logarithm: Self { get }
  /// The value of memory that a kernel must not write.
  static var untouched: Self { get }
}

extension PlainNumber {
  static func += (a: inout Self, b: Self) { a = a + b }
  static func -= (a: inout Self, b: Self) { a = a - b }
  /// max(0, x)
  var positive: Self { Self(0) < self ? self : Self(0) }
}

extension Float: PlainNumber {
  var exponential: Float { exp(self) }
  var logarithm: Float { log(self) }
  static var untouched: Float { .nan }
}

/// A number in double precision, and the size of the terms that it consists of.
///
/// The rounding error of a computation in single precision is proportional to that size, not to the value: terms may
/// cancel. For a sum of products the size is the sum of the absolute products.
struct Exact: PlainNumber {
  let value, size: Double

  init(value: Double, size: Double) {
    self.value = value
    self.size = size
  }

  init(_ value: Float) { self.init(value: Double(value), size: abs(Double(value))) }

  static func + (a: Exact, b: Exact) -> Exact { Exact(value: a.value + b.value, size: a.size + b.size) }
  static func - (a: Exact, b: Exact) -> Exact { Exact(value: a.value - b.value, size: a.size + b.size) }
  static func * (a: Exact, b: Exact) -> Exact { Exact(value: a.value * b.value, size: a.size * b.size) }

  static func / (a: Exact, b: Exact) -> Exact {
    Exact(value: a.value / b.value, size: (a.size + abs(a.value) * b.size / abs(b.value)) / abs(b.value))
  }

  static func < (a: Exact, b: Exact) -> Bool { a.value < b.value }

  /// The relative error is the absolute error of the argument.
  var exponential: Exact { Exact(value: exp(value), size: exp(value) * (1 + size)) }

  /// The absolute error is the relative error of the argument.
  var logarithm: Exact { Exact(value: log(value), size: abs(log(value)) + size / abs(value)) }

  static let untouched = Exact(value: .nan, size: 0)
  var isUntouched: Bool { value.isNaN }
}
