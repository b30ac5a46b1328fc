import CKernels
import Foundation

/// The kernels that walk feature maps and pictures, at one of the vector widths they are compiled for.
///
/// Each is a method here that takes buffers, checks their sizes and calls the C function; no other module imports
/// CKernels. SAFETY of all of them: a kernel reads and writes only within the sizes that are checked, but for the
/// padding that a contract names, and keeps no pointer. Callers keep parts apart that are written at the same time.
/// Buffers, not arrays, because they are parts of maps that several threads write. Arrays are handed on without a copy.
package struct Kernels: Sendable {
  /// Vector widths from the narrowest; a processor supports all levels up to its own.
  package enum Level: Int32, Sendable, CaseIterable {
    case baseline, avx2, avx512

    /// The level of that name; nil if there is none.
    package init?(name: String) {
      guard let level = Self.allCases.first(where: { "\($0)" == name }) else { return nil }
      self = level
    }
  }

  package let level: Level

  /// The environment variable that lowers ``best``: the name of a level.
  package static let variable = "TESSERA_KERNELS"

  /// The widest level of the processor, or the one that ``variable`` names if that is narrower.
  package static let best = Kernels(
    level: ProcessInfo.processInfo.environment[variable].flatMap { Level(name: $0) } ?? .avx512)

  /// - Parameter level: lowered to what the processor supports.
  package init(level: Level) {
    let highest = Level(rawValue: tessera_highest_level()) ?? .baseline
    self.level = level.rawValue < highest.rawValue ? level : highest
  }

  /// The functions of the table, each of which has a check.
  package static let functionCount = MemoryLayout<tessera_kernels>.stride / MemoryLayout<UnsafeRawPointer>.stride

  /// SAFETY: the table is constant and lives as long as the program.
  var table: UnsafePointer<tessera_kernels> { tessera_kernels_at(level.rawValue) }
}
