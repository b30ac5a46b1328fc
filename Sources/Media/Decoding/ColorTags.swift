import CFFmpeg

/// The color tags that the conversion to RGB leaves valid; they are copied from the input to the overlay.
package struct ColorTags: Sendable, Equatable {
  private(set) var primaries = AVCOL_PRI_BT709
  private(set) var transfer = AVCOL_TRC_BT709

  /// The default for untagged and for tone-mapped input.
  package static let bt709 = ColorTags()

  private init() {}

  init(of frame: UnsafePointer<AVFrame>) {
    let (primaries, transfer) = (frame.pointee.color_primaries, frame.pointee.color_trc)
    if ToneMapping(transfer) != nil, ToneMapping.isAvailable { return }
    // H.273 numbers that libx264 does not accept or that carry no information: 0 and 3 are reserved, 2 is
    // unspecified.
    let meaningless: Set<UInt32> = [0, 2, 3]
    if primaries.rawValue <= 12, !meaningless.contains(primaries.rawValue) { self.primaries = primaries }
    if transfer.rawValue <= 18, !meaningless.contains(transfer.rawValue) { self.transfer = transfer }
  }
}
