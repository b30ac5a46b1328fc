import CFFmpeg
import Imaging

extension LumaThumbnail {
  /// The thumbnail of a frame's luma plane; nil if it has none in bytes or in 16-bit words of this machine.
  ///
  /// - Parameter isFullRange: whether black is 0 and white the largest value.
  init?(_ frame: UnsafePointer<AVFrame>, isFullRange: Bool) {
    let frame = frame.pointee
    guard let format = av_pix_fmt_desc_get(AVPixelFormat(frame.format))?.pointee, let data = frame.data.0,
      frame.width > 0, frame.height > 0
    else { return nil }
    let unsupported = AV_PIX_FMT_FLAG_RGB | AV_PIX_FMT_FLAG_PAL | AV_PIX_FMT_FLAG_BITSTREAM | AV_PIX_FMT_FLAG_HWACCEL
    let luma = format.comp.0
    guard format.flags & UInt64(unsupported) == 0, luma.plane == 0, (8...16).contains(luma.depth) else { return nil }
    let size = PictureSize(width: Int(frame.width), height: Int(frame.height))
    let (stride, step) = (Int(frame.linesize.0), Int(luma.step))
    let first = UnsafeRawPointer(data) + Int(luma.offset)
    let unit = UInt32(1) << (luma.depth - 8)
    let range = isFullRange ? 0...256 * unit - 1 : 16 * unit...235 * unit
    // SAFETY: until its release the frame owns `height` rows, `stride` apart, of `width` values that are `step` bytes apart.
    switch (luma.depth, step) {
    case (8, 1):
      self.init(reducing: size, range: range) { y, sums in
        let row = (first + y * stride).assumingMemoryBound(to: UInt8.self)
        for x in 0..<size.width { sums[x] &+= UInt32(row[x]) }
      }
    case (8, _):
      self.init(reducing: size, range: range) { y, sums in
        let row = (first + y * stride).assumingMemoryBound(to: UInt8.self)
        for x in 0..<size.width { sums[x] &+= UInt32(row[x &* step]) }
      }
    case (_, 2) where format.flags & UInt64(AV_PIX_FMT_FLAG_BE) == 0:
      let shift = UInt16(luma.shift)
      self.init(reducing: size, range: range) { y, sums in
        let row = (first + y * stride).assumingMemoryBound(to: UInt16.self)
        for x in 0..<size.width { sums[x] &+= UInt32(UInt16(littleEndian: row[x]) &>> shift) }
      }
    default: return nil
    }
  }
}
