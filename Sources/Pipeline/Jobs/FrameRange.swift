/// Consecutive frames of one shot, and what they are for.
package struct FrameRange: Sendable, Equatable, Codable {
  /// As in `FrameCorrespondence.shot`.
  package let shot: Int
  /// The index of the first frame, among the selected ones.
  package let first: Int
  /// ≥ 1.
  package let count: Int
  package let use: FrameUse

  package init(shot: Int, frames: Range<Int>, use: FrameUse) {
    self.shot = shot
    first = frames.lowerBound
    count = frames.count
    self.use = use
  }

  package var frames: Range<Int> { first..<(first + count) }

  /// Whether the labels of its frames are output, or follow when they are merged.
  package var isOutput: Bool { use == .labels || use == .description }

  /// Whether the first frame follows the last one of another range within a shot.
  package func continues(_ other: FrameRange) -> Bool { other.shot == shot && other.frames.upperBound == first }
}
