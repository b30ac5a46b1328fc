import CKernels

/// The kernels that walk feature maps and pictures, at one of the vector widths they are compiled for.
package struct Kernels: Sendable {
  /// Vector widths from the narrowest; a processor has all up to some level.
  package enum Level: Int32, Sendable, CaseIterable {
    case baseline, avx2, avx512
  }

  package let level: Level

  /// The widest there is.
  package static let best = Kernels(level: .avx512)

  /// - Parameter level: lowered to what the processor has.
  package init(level: Level) {
    let highest = Level(rawValue: tessera_highest_level()) ?? .baseline
    self.level = level.rawValue < highest.rawValue ? level : highest
  }

  /// SAFETY: the table is constant and lives as long as the program. Its functions read and write only what their
  /// contracts in kernels.h say; callers own the memory and keep parts apart.
  package var table: tessera_kernels { tessera_kernels_at(level.rawValue).pointee }
}
