/// A row of a patch: eight values in two vectors of four. Vectors of eight are wider than those of baseline x86-64 and of NEON; the
/// compiler then computes part of them value by value.
struct PatchRow {
  var left, right: SIMD4<Float>

  static let zero = PatchRow(left: .zero, right: .zero)

  /// Eight values from `place` on, which need not be aligned.
  @inline(__always)
  init(loading place: UnsafePointer<Float>) {
    let raw = UnsafeRawPointer(place)
    left = raw.loadUnaligned(as: SIMD4<Float>.self)
    right = raw.loadUnaligned(fromByteOffset: MemoryLayout<SIMD4<Float>>.size, as: SIMD4<Float>.self)
  }

  @inline(__always)
  init(left: SIMD4<Float>, right: SIMD4<Float>) { (self.left, self.right) = (left, right) }

  /// Adds them to the eight values from `place` on.
  @inline(__always)
  func add(to place: UnsafeMutablePointer<Float>) {
    let sum = PatchRow(loading: place) + self
    let raw = UnsafeMutableRawPointer(place)
    raw.storeBytes(of: sum.left, as: SIMD4<Float>.self)
    raw.storeBytes(of: sum.right, toByteOffset: MemoryLayout<SIMD4<Float>>.size, as: SIMD4<Float>.self)
  }

  /// The sum of the eight values, added from the first to the last. In another order the flow differs by rounding errors, and with it
  /// the labels from those of earlier versions.
  ///
  /// Not inlined: the compiler would then also compute the values that are added one by one, at half the speed.
  @inline(never)
  var sum: Float { left.sum() + right.x + right.y + right.z + right.w }

  /// 1 / max(1, |value|) of each.
  @inline(__always)
  var inverseOfMagnitude: PatchRow {
    func inverse(_ values: SIMD4<Float>) -> SIMD4<Float> {
      let size = values.replacing(with: -values, where: values .< 0)
      return 1 / size.replacing(with: 1, where: size .< 1)
    }
    return PatchRow(left: inverse(left), right: inverse(right))
  }

  @inline(__always)
  static func + (a: PatchRow, b: PatchRow) -> PatchRow { PatchRow(left: a.left + b.left, right: a.right + b.right) }

  @inline(__always)
  static func - (a: PatchRow, b: PatchRow) -> PatchRow { PatchRow(left: a.left - b.left, right: a.right - b.right) }

  @inline(__always)
  static func * (a: PatchRow, b: PatchRow) -> PatchRow { PatchRow(left: a.left * b.left, right: a.right * b.right) }

  @inline(__always)
  static func * (a: PatchRow, b: Float) -> PatchRow { PatchRow(left: a.left * b, right: a.right * b) }

  @inline(__always)
  static func += (a: inout PatchRow, b: PatchRow) { a = a + b }
}
