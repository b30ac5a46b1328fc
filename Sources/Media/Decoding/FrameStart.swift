/// A selected frame at which reading starts, without those before it.
package struct FrameStart: Sendable, Equatable {
  /// Among the selected frames, from 0.
  package let index: Int
  /// Its presentation time, in ticks of the source.
  package let ticks: Int64
  /// Whether to seek to a key frame before it; otherwise everything is decoded from the beginning.
  package let seeks: Bool

  package init(index: Int, ticks: Int64, seeks: Bool) {
    self.index = index
    self.ticks = ticks
    self.seeks = seeks
  }
}
