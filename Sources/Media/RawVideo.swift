import CFFmpeg
import Imaging

/// Frames without a header: their size and their pixel format.
public struct RawVideo: Sendable, Equatable {
  /// The size of every frame.
  public let size: PictureSize
  /// FFmpeg's name of the pixel format, for example `yuv420p`.
  public let pixelFormat: String

  /// Creates a description; nil for an invalid size, or a pixel format that FFmpeg does not have in memory.
  public init?(size: PictureSize, pixelFormat: String) {
    guard size.width > 0, size.height > 0, max(size.width, size.height) <= Int(Int32.max),
      let descriptor = av_pix_fmt_desc_get(av_get_pix_fmt(pixelFormat)),
      descriptor.pointee.flags & UInt64(AV_PIX_FMT_FLAG_HWACCEL) == 0
    else { return nil }
    (self.size, self.pixelFormat) = (size, pixelFormat)
  }

  /// Parses `640x480:yuv420p`; nil for an invalid size or pixel format.
  package init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let sides = parts[0].split(separator: "x", omittingEmptySubsequences: false).map { Int32($0) }
    guard sides.count == 2, let width = sides[0], let height = sides[1] else { return nil }
    self.init(size: PictureSize(width: Int(width), height: Int(height)), pixelFormat: String(parts[1]))
  }
}
