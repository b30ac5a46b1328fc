import CFFmpeg

/// What the numbers of a picture stand for, as far as turning it into RGB leaves it alone: handed on from the input to the
/// overlay.
package struct ColorTags: Sendable, Equatable {
  private(set) var primaries = AVCOL_PRI_BT709
  private(set) var transfer = AVCOL_TRC_BT709

  /// Of what does not say, and of what was tone-mapped.
  package static let bt709 = ColorTags()

  private init() {}

  init(of frame: UnsafePointer<AVFrame>) {
    let (primaries, transfer) = (frame.pointee.color_primaries, frame.pointee.color_trc)
    if ToneMapping(transfer) != nil, ToneMapping.isAvailable { return }
    // The numbers of ITU-T H.273 that libx264 takes: 0 and 3 are reserved, 2 says nothing.
    let meaningless: Set<UInt32> = [0, 2, 3]
    if primaries.rawValue <= 12, !meaningless.contains(primaries.rawValue) { self.primaries = primaries }
    if transfer.rawValue <= 18, !meaningless.contains(transfer.rawValue) { self.transfer = transfer }
  }
}
