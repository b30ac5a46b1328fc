import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first asks the run to end behind the frame at hand, the second ends the program at once.
final class Interruption {
  private let requests = Requests()
  private let sources: [any DispatchSourceSignal]

  var isRequested: Bool { requests.count.load(ordering: .relaxed) > 0 }

  init() {
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

    func add() {
      guard count.wrappingAdd(1, ordering: .relaxed).oldValue > 0 else {
        printToStandardError("\ntessera: finishing this frame; press Ctrl-C again to stop at once\n")
        return
      }
      // Nothing is under its final name before it is whole: leaving without any clean-up is safe.
      _exit(Exit.interrupted.rawValue)
    }
  }
}
