import CMalloc
import Foundation

/// What the C library's allocator keeps of freed memory.
///
/// glibc gives each thread an arena of its own, up to eight for each processor, and keeps what is freed there. Maps and
/// pictures of megabytes, allocated by one stage and freed by another, then leave holes: about a seventh of the memory of a run
/// (docs/dev/data/decisions.md, 186). As a library, Tessera leaves the allocator alone.
enum Allocator {
  /// Sets what the environment leaves open.
  static func keepLittle() {
    #if canImport(Glibc)
      guard getenv("GLIBC_TUNABLES") == nil else { return }
      for (variable, parameter, value) in [
        ("MALLOC_ARENA_MAX", M_ARENA_MAX, 2), ("MALLOC_MMAP_THRESHOLD_", M_MMAP_THRESHOLD, mappedSize),
        ("MALLOC_TRIM_THRESHOLD_", M_TRIM_THRESHOLD, mappedSize),
      ] where getenv(variable) == nil {
        _ = mallopt(parameter, Int32(value))
      }
    #endif
  }

  /// Larger blocks, in bytes, go back to the system when they are freed.
  private static let mappedSize = 1 << 18
}
