import Dispatch
import Synchronization

/// Runs the independent parts of one computation on several threads.
///
/// What a part computes must not depend on which thread runs it, nor on how many there are: callers cut the work into
/// parts by the size of the data alone, and combine partial results in the order of the parts. That is what makes the
/// label bytes the same for any number of threads.
package struct Workers: Sendable {
  /// The number of threads, ≥ 1, the calling one included.
  package let count: Int

  package init(count: Int) {
    precondition(count >= 1, "at least one thread is needed")
    self.count = count
  }

  /// Calls `body` once for each part `0..<parts`, in no fixed order, and returns when all are done.
  ///
  /// - Parameter body: gets the part and the lane it runs in, `0..<count`. No two calls run in one lane at the same
  ///   time, so a lane can own a scratch buffer.
  package func forEach(_ parts: Int, _ body: (_ part: Int, _ lane: Int) -> Void) {
    let lanes = min(count, parts)
    guard lanes > 1 else {
      for part in 0..<parts { body(part, 0) }
      return
    }
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(body) { body in
      // SAFETY: `concurrentPerform` returns only when all calls have, so the closure does not outlive this scope; that
      // calls for different parts write to different memory is asked of the caller, whose kernels write through pointers
      // that the compiler can not check.
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
