import Identities
import Imaging
import Motion

func row(_ labels: [UInt16]) -> LabelMap {
  LabelMap(size: Size(width: labels.count, height: 1), labels: labels)
}

extension IdentityTracker {
  /// The identities of the next frame of shot 0, one row of pixels that stay where they are unless told otherwise.
  mutating func follow(
    _ clusters: [UInt16], generation: Int, source: [Int32]? = nil
  ) throws(IdentityError) -> [UInt16] {
    try follow(row(clusters), generation: generation, source: source).labels
  }

  /// The identities of the next frame of shot 0, whose pixels stay where they are unless told otherwise.
  mutating func follow(
    _ clusters: LabelMap, generation: Int = 0, source: [Int32]? = nil
  ) throws(IdentityError) -> LabelMap {
    let source = source ?? Array(0..<Int32(clusters.size.count))
    let continuation = Continuation(
      shot: 0, source: members.isEmpty ? nil : source, seconds: 0.04, change: members.isEmpty ? 1 : 0)
    return try identify(clusters, generation: generation, continuation: continuation)
  }
}
