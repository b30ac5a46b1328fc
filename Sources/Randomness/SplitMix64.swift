/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): a generator whose
/// whole state is one number. It gives the same numbers on every machine.
package struct SplitMix64: RandomNumberGenerator, Sendable, Equatable, Codable {
  /// What the state grows by: 2⁶⁴ over the golden ratio, made odd.
  package static let increment: UInt64 = 0x9e37_79b9_7f4a_7c15

  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mixed(state)
  }

  /// A number in which every bit depends on every bit of another: the same for the same one.
  package static func mixed(_ number: UInt64) -> UInt64 {
    var z = number
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
