import CFFmpeg
import Imaging

extension RawVideo {
  /// Parses `640x480:yuv420p`; nil for an invalid size or pixel format.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let sides = parts[0].split(separator: "x", omittingEmptySubsequences: false).map { Int32($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1], width > 0, height > 0 else { return nil }
    let format = av_get_pix_fmt(String(parts[1]))
    guard let descriptor = av_pix_fmt_desc_get(format),
      descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_HWACCEL) == 0
    else { return nil }
    self.init(size: PictureSize(width: Int(width), height: Int(height)), pixelFormat: String(parts[1]))
  }
}
