import CFFmpeg
import Imaging

/// Converts decoded frames of any pixel format to upright RGB pictures, at full and at working size.
///
/// The conversion is a filter graph, rebuilt when the frames change size or format in mid-stream. Later frames of
/// another size are scaled to the first one's. Transparent pixels are put on gray.
final class FrameConverter {
  /// Everything the graph depends on.
  private struct Layout: Equatable {
    let width, height: Int32
    let format: Int32
    let color: ColorRule
    let primaries: AVColorPrimaries
    let orientation: Orientation
    /// Whether the frame has an alpha channel.
    var isTransparent: Bool {
      let flags = av_pix_fmt_desc_get(AVPixelFormat(format))?.pointee.flags ?? 0
      return flags & UInt64(AV_PIX_FMT_FLAG_ALPHA) != 0 && color.toneMapping == nil
    }
  }

  private let path: String
  /// The upright size of the first frame; all pictures have it.
  private let size: PictureSize
  private let working: PictureSize
  private let threads: Int
  private let maxPixels: Int
  private let codec: AVCodecID
  private var layout: Layout?
  private var toRGB: FilterGraph?
  private var shrinking: (graph: FilterGraph, isTransparent: Bool)?
  /// Stored rows of the first frame. They decide how untagged colors of the whole stream are read.
  private var storedHeight: Int?
  private let full: FrameBuffer
  private let small: FrameBuffer
  /// Conversions that the user may not expect.
  private(set) var notes: [String] = []

  init(
    _ file: InputFile, size: PictureSize, workingSize: WorkingSize, codec: AVCodecID, threads: Int
  ) throws(MediaError) {
    path = file.path
    maxPixels = file.options.maxPixels
    self.size = size
    self.codec = codec
    working = workingSize.size(for: size)
    guard working.width > 0, working.height > 0, working.width <= InputOptions.largestMaxPixels,
      working.height <= InputOptions.largestMaxPixels, working.count <= maxPixels
    else { throw .tooLarge(path: path, size: working, maxPixels: maxPixels) }
    self.threads = threads
    full = try FrameBuffer()
    small = try FrameBuffer()
  }

  /// The size of the frame after rotation.
  static func uprightSize(
    of frame: UnsafePointer<AVFrame>, orientation: Orientation
  ) -> PictureSize {
    orientation.apply(to: PictureSize(width: Int(frame.pointee.width), height: Int(frame.pointee.height)))
  }

  /// The thumbnail of the luma of a frame that is to be converted; nil if the format has none.
  func thumbnail(
    _ frame: UnsafeMutablePointer<AVFrame>, orientation: Orientation
  ) throws(MediaError) -> LumaThumbnail? {
    let layout = try layout(of: frame, orientation: orientation)
    guard layout.color.matrix != nil || layout.color.isGray, !layout.isTransparent else { return nil }
    return LumaThumbnail(frame, isFullRange: layout.color.isFullRange)
  }

  private func layout(
    of frame: UnsafeMutablePointer<AVFrame>, orientation: Orientation
  ) throws(MediaError) -> Layout {
    let upright = Self.uprightSize(of: frame, orientation: orientation)
    guard upright.width > 0, upright.height > 0, upright.count <= maxPixels else {
      throw .tooLarge(path: path, size: upright, maxPixels: maxPixels)
    }
    let height = storedHeight ?? Int(frame.pointee.height)
    storedHeight = height
    let color = ColorRule(
      format: AVPixelFormat(frame.pointee.format), matrix: frame.pointee.colorspace,
      range: frame.pointee.color_range, transfer: frame.pointee.color_trc, height: height, codec: codec)
    return Layout(
      width: frame.pointee.width, height: frame.pointee.height, format: frame.pointee.format, color: color,
      primaries: frame.pointee.color_primaries, orientation: orientation)
  }

  /// - Parameter frame: decoded; missing color tags are set by the rule for untagged frames.
  func convert(
    _ frame: UnsafeMutablePointer<AVFrame>, orientation: Orientation
  ) throws(MediaError) -> (picture: Picture, workingPicture: Picture) {
    let newLayout = try layout(of: frame, orientation: orientation)
    let color = newLayout.color
    frame.pointee.colorspace = AVColorSpace(color.spaceNumber)
    frame.pointee.color_range = color.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG

    let graph: FilterGraph
    if let current = toRGB, newLayout == layout {
      graph = current
    } else {
      toRGB = nil
      graph = try build(newLayout)
      toRGB = graph
      layout = newLayout
      if let toneMapping = color.toneMapping { note("\(toneMapping)") }
    }

    try check(graph.push(frame), failure)
    try check(graph.pull(full.pointer), failure)
    defer { full.clear() }
    if newLayout.isTransparent {
      try check(av_frame_make_writable(full.pointer), failure)
      if full.flatten() { note("transparent pixels were put on gray") }
    }
    let picture = try picture(full.pointer, size)
    guard working != size else { return (picture, picture) }
    try check(shrinkGraph(isTransparent: newLayout.isTransparent).push(full.pointer), failure)
    try check(shrinkGraph(isTransparent: newLayout.isTransparent).pull(small.pointer), failure)
    defer { small.clear() }
    return (picture, try self.picture(small.pointer, working))
  }

  private func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  private func failure(_ code: Int32) -> MediaError { .decodingFailed(path: path, reason: AVError.reason(code)) }

  /// To upright RGB, with alpha if there is any.
  private func build(_ layout: Layout) throws(MediaError) -> FilterGraph {
    var source = "buffer@in=width=\(layout.width):height=\(layout.height):pix_fmt=\(layout.format):time_base=1/1"
    if shim_buffer_source_has_color() != 0 {
      source += ":colorspace=\(layout.color.spaceNumber):range=\(layout.color.isFullRange ? "pc" : "tv")"
    }
    // Pixels become RGB before they are turned, so that subsampled chroma is interpolated only once.
    var scale = "scale=flags=bicubic+\(FilterGraph.exactScaling)"
    if let matrix = layout.color.matrix {
      scale += ":in_color_matrix=\(matrix):in_range=\(layout.color.isFullRange ? "full" : "limited")"
    }
    var chain = [source, scale]
    if layout.color.isOfZscale {
      chain = [source] + zscale(layout) + ["scale=flags=bicubic+\(FilterGraph.exactScaling)"]
    }
    if layout.color.isGray, !layout.color.isFullRange {
      // libswscale always treats gray as full range, so gray is passed as luma with neutral chroma.
      let format = layout.isTransparent ? "yuva444p16le" : "yuv444p16le"
      chain.insert(contentsOf: ["scale=in_range=full:out_range=full", "format=\(format)"], at: 1)
    }
    if let toneMapping = layout.color.toneMapping, ToneMapping.isAvailable {
      chain += ["format=gbrp16le"] + toneMapping.filters(primaries: layout.primaries)
    }
    let rgb = layout.isTransparent ? "rgba" : "rgb24"
    chain += ["format=\(rgb)"] + layout.orientation.filters
    let upright = layout.orientation.apply(to: PictureSize(width: Int(layout.width), height: Int(layout.height)))
    if upright != size { chain.append("scale=\(size.width):\(size.height):flags=bicubic+\(FilterGraph.exactScaling)") }
    chain += ["format=\(rgb)", "buffersink@out"]
    return try FilterGraph(chain.joined(separator: ","), threads: threads, failure: failure)
  }

  /// To RGB by a matrix that libswscale does not support. libswscale still converts to 4:4:4: zscale supports neither
  /// every format nor odd sides with subsampled chroma.
  private func zscale(_ layout: Layout) -> [String] {
    let range = layout.color.isFullRange ? "full" : "limited"
    // For a matrix that does not depend on the transfer, any transfer works if it stays the same.
    let transfer = layout.color.toneMapping?.transfer ?? "bt709"
    let alpha = layout.isTransparent ? "a" : ""
    return [
      "scale=flags=bicubic+\(FilterGraph.exactScaling):in_range=\(range):out_range=\(range)",
      "format=yuv\(alpha)444p16le",
      "zscale=min=\(layout.color.matrix ?? ""):rin=\(range):pin=bt2020:tin=\(transfer):m=gbr:r=full:p=bt2020:t=\(transfer)",
      "format=gbr\(alpha)p16le",
    ]
  }

  /// From the full to the working size.
  private func shrinkGraph(isTransparent: Bool) throws(MediaError) -> FilterGraph {
    if let shrinking, shrinking.isTransparent == isTransparent { return shrinking.graph }
    let graph = try FilterGraph.scaling(
      size, to: working, isTransparent: isTransparent, threads: threads, failure: failure)
    shrinking = (graph, isTransparent)
    return graph
  }

  private func picture(_ frame: UnsafePointer<AVFrame>, _ size: PictureSize) throws(MediaError) -> Picture {
    guard let picture = Picture(frame), picture.size == size else {
      throw .decodingFailed(path: path, reason: "the converted picture has the wrong size")
    }
    return picture
  }
}
