import Dispatch
import Synchronization

/// Runs the independent parts of a computation on several threads.
///
/// The result of a part must not depend on the thread or on the number of threads. Callers divide the work by the
/// size of the data only and combine partial results in the order of the parts. Labels are therefore identical for
/// any number of threads.
package struct Workers: Sendable {
  /// The number of threads, ≥ 1, including the calling thread.
  package let count: Int

  package init(count: Int) {
    precondition(count >= 1, "at least one thread is needed")
    self.count = count
  }

  /// Calls `body` once for each part `0..<parts`, in no fixed order, and returns when all calls have returned.
  ///
  /// - Parameter body: gets the part and its lane, `0..<count`. Calls in one lane never overlap, so a lane can own a
  ///   scratch buffer.
  package func forEach(_ parts: Int, _ body: (_ part: Int, _ lane: Int) -> Void) {
    let lanes = min(count, parts)
    guard lanes > 1 else {
      for part in 0..<parts { body(part, 0) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // SAFETY: `concurrentPerform` returns after all calls, so the closure does not outlive this scope. The caller
      // must ensure that different parts write to different memory; kernels write through pointers that the compiler
      // can not check.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        while true {
          let part = next.wrappingAdd(1, ordering: .relaxed).oldValue
          guard part < parts else { return }
          body(part, lane)
        }
      }
    }
  }
}
