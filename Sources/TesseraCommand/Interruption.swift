import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to end, as a rule behind the frame at hand, the second ends the program at
/// once.
final class Interruption {
  private let requests: Requests
  private let sources: [any DispatchSourceSignal]

  var isRequested: Bool { requests.count.load(ordering: .relaxed) > 0 }

  /// - Parameters:
  ///   - message: what the first says it does.
  ///   - onRequest: is called with the first.
  init(_ message: String = "finishing this frame", onRequest: @escaping @Sendable () -> Void = {}) {
    requests = Requests(message: message, onRequest: onRequest)
    // A closed pipe is reported by the write that meets it.
    signal(SIGPIPE, SIG_IGN)
    sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      return DispatchSource.makeSignalSource(signal: number, queue: .global())
    }
    for source in sources {
      source.setEventHandler { [requests] in requests.add() }
      source.resume()
    }
  }

  private final class Requests: Sendable {
    let count = Atomic<Int>(0)
    private let message: String
    private let onRequest: @Sendable () -> Void

    init(message: String, onRequest: @escaping @Sendable () -> Void) {
      self.message = message
      self.onRequest = onRequest
    }

    func add() {
      guard count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 else {
        printToStandardError("\ntessera: \(message); press Ctrl-C again to stop at once\n")
        onRequest()
        return
      }
      // Nothing is under its final name before it is whole: leaving without any clean-up is safe.
      _exit(Exit.interrupted.rawValue)
    }
  }
}
