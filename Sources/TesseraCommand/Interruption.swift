import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM. The first ends the run, usually after the current frame; the second exits immediately.
final class Interruption {
  private let requests: Requests
  private let sources: [any DispatchSourceSignal]

  var isRequested: Bool { requests.isRequested }
  /// The request state for other tasks.
  var isRequestedNow: @Sendable () -> Bool { { [requests] in requests.isRequested } }

  /// - Parameter message: printed at the first interruption.
  init(_ message: String = "finishing this frame") {
    requests = Requests(message: message)
    ignoreSignalsOfWrites()
    // A separate queue has its own thread: those of the global queues may all be busy with training for minutes.
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    let numbers = [SIGINT, SIGTERM]
    sources = numbers.map { DispatchSource.makeSignalSource(signal: $0, queue: queue) }
    for (number, source) in zip(numbers, sources) {
      let isRegistered = DispatchSemaphore(value: 0)
      source.setEventHandler { [requests] in requests.add() }
      source.setRegistrationHandler { isRegistered.signal() }
      source.resume()
      // Until then a signal has its default action. If it were ignored, it would be lost.
      isRegistered.wait()
      #if !os(Linux)
        // On Linux, registration replaces the action.
        signal(number, SIG_IGN)
      #endif
    }
  }

  /// Sets an additional action for the first interruption; runs it at once if that has already come.
  func onRequest(_ action: @escaping @Sendable () -> Void) {
    requests.action.withLock { $0 = action }
    if isRequested { action() }
  }

  private final class Requests: Sendable {
    let count = Atomic<Int>(0)
    let action = Mutex<@Sendable () -> Void>({})
    private let message: String
    var isRequested: Bool { count.load(ordering: .relaxed) > 0 }

    init(message: String) { self.message = message }

    func add() {
      guard count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 else {
        // A hanging run is ended as well.
        signal(SIGALRM) { _ in _exit(130) }
        alarm(60)
        printToStandardError("\ntessera: \(message); press Ctrl-C again to stop at once\n")
        action.withLock(\.self)()
        return
      }
      // Files get their final names only when complete, so exiting without clean-up is safe.
      _exit(Exit.interrupted.rawValue)
    }
  }
}
