import COpenBLAS
import Synchronization

/// The number of threads of OpenBLAS. It belongs to the whole process, so to the program that uses this library.
///
/// Products of this library run on the calling thread. While at least one is running, the number is 1; then it is what it
/// was. Meanwhile, products of the program run on one thread too. If the program sets another number meanwhile, that is
/// kept. Debian 12 has no `openblas_set_num_threads_local`, which is newer.
enum LibraryThreads {
  private struct State {
    var products = 0
    var numberBefore: Int32 = 1
  }

  private static let state = Mutex(State())

  /// Runs a product with OpenBLAS restricted to the calling thread.
  static func runAlone(_ product: () -> Void) {
    state.withLock { state in
      if state.products == 0 {
        state.numberBefore = openblas_get_num_threads()
        openblas_set_num_threads(1)
      }
      state.products += 1
    }
    product()
    state.withLock { state in
      state.products -= 1
      if state.products == 0, openblas_get_num_threads() == 1 { openblas_set_num_threads(state.numberBefore) }
    }
  }
}
