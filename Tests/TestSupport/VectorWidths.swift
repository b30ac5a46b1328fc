import VectorKernels

/// The vector widths that this processor has, from the narrowest. Says on standard output which ones tests leave out.
package let availableVectorWidths: [Kernels.Level] = {
  let all = Kernels.Level.allCases
  let available = all.filter { Kernels(level: $0).level == $0 }
  for level in all where !available.contains(level) { print("Skipped: kernels for \(level), not of this processor") }
  return available
}()
