import CFFmpeg
import Imaging

extension FilterGraph {
  /// Flags of libswscale: no shortcuts.
  static let exactScaling = "accurate_rnd+full_chroma_int+full_chroma_inp"

  /// From RGB pictures of one size, with or without an alpha channel, to RGB24 of another.
  static func scaling(
    _ size: PictureSize, to other: PictureSize, isTransparent: Bool, threads: Int, failure: (Int32) -> MediaError
  ) throws(MediaError) -> FilterGraph {
    var source =
      "buffer@in=width=\(size.width):height=\(size.height):pix_fmt=\(isTransparent ? "rgba" : "rgb24"):time_base=1/1"
    if shim_buffer_source_has_color() != 0 { source += ":colorspace=\(AVCOL_SPC_RGB.rawValue):range=pc" }
    let kernel = other.count < size.count ? "area" : "bicubic"
    let scale = "scale=\(other.width):\(other.height):flags=\(kernel)+\(exactScaling)"
    return try FilterGraph("\(source),\(scale),format=rgb24,buffersink@out", threads: threads, failure: failure)
  }
}
