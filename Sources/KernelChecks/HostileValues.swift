import Randomness

/// The kinds of numbers that kernels are tested with.
enum HostileValues: String, CaseIterable, Sendable {
  case random, zeros
  case negativeZeros = "negative zeros"
  case denormals, huge, ties, equal, mixed

  /// - Parameter seed: of the random numbers.
  func callAsFunction(_ count: Int, seed: UInt64) -> [Float] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in value(&random, seed: seed) }
  }

  private func value(_ random: inout SplitMix64, seed: UInt64) -> Float {
    switch self {
    case .random: Float.random(in: -2...2, using: &random)
    case .zeros: 0
    case .negativeZeros: -0.0
    case .denormals: Float.random(in: -1...1, using: &random) * 0x1p-130
    // Products of three do not overflow.
    case .huge: Float.random(in: 0.5...1, using: &random) * (Bool.random(using: &random) ? 1e12 : -1e12)
    case .ties: Float(Int.random(in: -2...2, using: &random))
    case .equal: 0.75 + Float(seed % 3)
    case .mixed:
      [Self.random, .random, .zeros, .negativeZeros, .denormals, .ties].randomElement(using: &random)?
        .value(&random, seed: seed) ?? 0
    }
  }
}

/// Numbers of channels: one, around every vector width, the usual 100, and the maximum.
let hostileChannels = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 100, 256]
