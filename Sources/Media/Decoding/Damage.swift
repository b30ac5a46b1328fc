import Imaging

/// Damage in an input that did not stop decoding: for each kind the count and the first occurrence.
struct Damage {
  private struct Count {
    let first: String
    var number = 1
  }

  enum Kind: CaseIterable {
    case start, packet, frame, size, timeRepeated, timeBackwards, end
  }

  private var counts: [Kind: Count] = [:]
  /// The total count.
  private(set) var total = 0

  /// - Parameters:
  ///   - time: the presentation time, if known.
  ///   - detail: what was found there.
  mutating func add(_ kind: Kind, at time: MediaTime?, _ detail: String = "") {
    total += 1
    if counts[kind] != nil {
      counts[kind]?.number += 1
    } else {
      counts[kind] = Count(first: (time.map { " at \($0)" } ?? "") + (detail.isEmpty ? "" : ": \(detail)"))
    }
  }

  /// One line for each kind of damage.
  var lines: [String] {
    Kind.allCases.compactMap { kind in
      counts[kind].map { count in
        switch kind {
        case .start: "the video does not begin with a key frame\(count.first): frames before one are lost"
        case .end: "the file ends early\(count.first)"
        default: "\(kind.subject(count.number)), the first\(count.first)"
        }
      }
    }
  }
}

extension Damage.Kind {
  fileprivate func subject(_ count: Int) -> String {
    let frames = count == 1 ? "1 frame" : "\(count) frames"
    let (was, has, comes) = count == 1 ? ("was", "has", "comes") : ("were", "have", "come")
    return switch self {
    case .packet: "\(count == 1 ? "1 damaged packet" : "\(count) damaged packets") \(was) skipped"
    case .frame: "\(frames) \(was) decoded with errors"
    case .size: "\(frames) of another size \(was) scaled"
    case .timeRepeated: "\(frames) \(has) the time stamp of the previous one, which was kept"
    case .timeBackwards: "\(frames) \(comes) before the previous one in time, which was kept"
    case .start, .end: ""
    }
  }
}
