import CKernels

/// Kernels over feature maps and pictures, at one of the compiled vector widths.
package struct Kernels: Sendable {
  /// Vector widths from the narrowest; a processor supports all levels up to its own.
  package enum Level: Int32, Sendable, CaseIterable {
    case baseline, avx2, avx512
  }

  package let level: Level

  /// The widest level.
  package static let best = Kernels(level: .avx512)

  /// - Parameter level: lowered to what the processor supports.
  package init(level: Level) {
    let highest = Level(rawValue: tessera_highest_level()) ?? .baseline
    self.level = level.rawValue < highest.rawValue ? level : highest
  }

  /// SAFETY: the table is constant and never freed. Its functions access memory only as documented in kernels.h;
  /// callers own the memory and keep parts disjoint.
  package var table: tessera_kernels { tessera_kernels_at(level.rawValue).pointee }
}
