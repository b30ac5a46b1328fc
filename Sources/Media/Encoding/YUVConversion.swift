import CFFmpeg
import Imaging

/// Converts RGB pictures to limited-range yuv420p with centered chroma.
final class YUVConversion {
  private let graph: FilterGraph
  private let rgb: FrameBuffer
  private let yuv: FrameBuffer
  private let failure: (Int32) -> MediaError

  /// - Parameters:
  ///   - size: of the frames; a smaller picture is padded by repeating its last column and row.
  ///   - matrix: the name in the `scale` filter.
  init(
    size: PictureSize, matrix: String, threads: Int, failure: @escaping (Int32) -> MediaError
  ) throws(MediaError) {
    rgb = try FrameBuffer.allocate(size, AV_PIX_FMT_RGB24)
    yuv = try FrameBuffer()
    self.failure = failure
    var source = "buffer@in=width=\(size.width):height=\(size.height):pix_fmt=rgb24:time_base=1/1"
    if shim_buffer_source_has_color() != 0 { source += ":colorspace=\(AVCOL_SPC_RGB.rawValue):range=pc" }
    let scale = "scale=flags=bicubic+accurate_rnd+full_chroma_inp:out_color_matrix=\(matrix):out_range=limited"
    graph = try FilterGraph("\(source),\(scale),format=yuv420p,buffersink@out", threads: threads, failure: failure)
  }

  /// Calls `body` with the converted frame, which is valid only during the call.
  func convert<R>(
    _ picture: Picture, _ body: (UnsafeMutablePointer<AVFrame>) throws(MediaError) -> R
  ) throws(MediaError) -> R {
    try check(av_frame_make_writable(rgb.pointer), failure)
    rgb.fill(with: picture)
    rgb.pointer.pointee.color_range = AVCOL_RANGE_JPEG
    rgb.pointer.pointee.colorspace = AVCOL_SPC_RGB
    try check(graph.push(rgb.pointer), failure)
    try check(graph.pull(yuv.pointer), failure)
    defer { yuv.clear() }
    return try body(yuv.pointer)
  }
}
