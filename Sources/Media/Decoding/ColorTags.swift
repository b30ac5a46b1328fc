import CFFmpeg

/// What the numbers of a picture stand for, as far as turning it into RGB leaves it alone: handed on from the input to the
/// overlay.
package struct ColorTags: Sendable, Equatable {
  let primaries: AVColorPrimaries
  let transfer: AVColorTransferCharacteristic

  /// Of what does not say, and of what was tone-mapped.
  package static let bt709 = ColorTags(primaries: AVCOL_PRI_BT709, transfer: AVCOL_TRC_BT709)

  private init(primaries: AVColorPrimaries, transfer: AVColorTransferCharacteristic) {
    self.primaries = primaries
    self.transfer = transfer
  }

  init(of frame: UnsafePointer<AVFrame>) {
    self = .bt709
    let (primaries, transfer) = (frame.pointee.color_primaries, frame.pointee.color_trc)
    guard ToneMapping(transfer) == nil else { return }
    let isKnown = primaries != AVCOL_PRI_UNSPECIFIED && av_color_primaries_name(primaries) != nil
    let isTransferKnown = transfer != AVCOL_TRC_UNSPECIFIED && av_color_transfer_name(transfer) != nil
    self.init(
      primaries: isKnown ? primaries : self.primaries, transfer: isTransferKnown ? transfer : self.transfer)
  }
}
