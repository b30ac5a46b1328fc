import Synchronization

private let created = Atomic<UInt16>(0)

/// Memory between guard values, which reveal a write outside.
///
/// The guards are NaN as `Float`, so that values which a kernel reads outside do not go unnoticed if they count. The
/// memory begins at an odd multiple of the element size: kernels may expect no more alignment than that.
final class Guarded<Element: BitwiseCopyable> {
  private static var guards: Int { 33 }

  let values: UnsafeMutableBufferPointer<Element>
  private let memory: UnsafeMutableRawBufferPointer
  /// As `Float`, a pair of these is a quiet NaN. Neighbors in time have different ones: a NaN that was read behind one
  /// memory and is written behind another must not pass for the guard.
  private let pattern = 0xFFC1 + created.wrappingAdd(1, ordering: .relaxed).oldValue % 60

  /// Memory that is filled with the value of the guards.
  init(count: Int) {
    let stride = MemoryLayout<Element>.stride
    // SAFETY: allocated for whole elements, and initialized below; `values` lives as long as this object.
    memory = .allocate(byteCount: (count + 2 * Self.guards) * stride, alignment: 64)
    let (low, high) = (UInt8(truncatingIfNeeded: pattern), UInt8(pattern >> 8))
    for place in memory.indices { memory[place] = place % 2 == 0 ? low : high }
    values = UnsafeMutableBufferPointer(
      rebasing: memory.bindMemory(to: Element.self)[Self.guards..<(Self.guards + count)])
  }

  convenience init(_ elements: [Element]) {
    self.init(count: elements.count)
    _ = values.update(fromContentsOf: elements)
  }

  deinit { memory.deallocate() }

  /// Calls `body` with the elements, for kernels that only read. The memory lives until `body` returns.
  func read<Result>(_ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    withExtendedLifetime(self) { body(UnsafeBufferPointer(values)) }
  }

  /// Calls `body` with some of the elements.
  func read<Result>(_ part: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    read { body(UnsafeBufferPointer(rebasing: $0[part])) }
  }

  /// Calls `body` with some of the elements, to change them.
  func change<Result>(_ part: Range<Int>, _ body: (UnsafeMutableBufferPointer<Element>) -> Result) -> Result {
    withExtendedLifetime(self) { body(UnsafeMutableBufferPointer(rebasing: values[part])) }
  }

  /// Whether all guards have their value.
  var isIntact: Bool {
    let length = Self.guards * MemoryLayout<Element>.stride
    return memory.indices.prefix(length).allSatisfy(hasPattern) && memory.indices.suffix(length).allSatisfy(hasPattern)
  }

  /// Whether the element still has the value of the guards.
  func isUntouched(_ index: Int) -> Bool {
    let stride = MemoryLayout<Element>.stride
    let first = (Self.guards + index) * stride
    return (first..<(first + stride)).allSatisfy(hasPattern)
  }

  private func hasPattern(_ place: Int) -> Bool {
    memory[place] == (place % 2 == 0 ? UInt8(truncatingIfNeeded: pattern) : UInt8(pattern >> 8))
  }
}
