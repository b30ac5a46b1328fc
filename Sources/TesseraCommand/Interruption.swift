import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to end, as a rule behind the frame at hand, the second ends the program at
/// once.
final class Interruption {
  private let requests: Requests
  private let sources: [any DispatchSourceSignal]

  var isRequested: Bool { requests.isRequested }
  /// The same for other tasks.
  var isRequestedNow: @Sendable () -> Bool { { [requests] in requests.isRequested } }

  /// - Parameter message: what the first says it does.
  init(_ message: String = "finishing this frame") {
    requests = Requests(message: message)
    ignoreSignalsOfWrites()
    // A queue of its own has a thread of its own: those of the global queues may all be busy with training for minutes.
    let queue = DispatchQueue(label: "interruption", qos: .userInteractive)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: queue)
    }
    for source in sources {
      source.setEventHandler { [requests] in requests.add() }
      source.resume()
    }
  }

  /// Sets what the first does besides; at once if it came already.
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
        // However the run hangs, it ends.
        signal(SIGALRM) { _ in _exit(130) }
        alarm(60)
        printToStandardError("\ntessera: \(message); press Ctrl-C again to stop at once\n")
        action.withLock(\.self)()
        return
      }
      // Nothing is under its final name before it is whole: leaving without any clean-up is safe.
      _exit(Exit.interrupted.rawValue)
    }
  }
}
