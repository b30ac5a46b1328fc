import CFFmpeg
import Imaging

/// Turns decoded frames of any pixel format into upright RGB pictures, at full and at working size.
///
/// The conversion is a filter graph, built again whenever the frames change their size or format in mid-stream. Later
/// frames of another size are scaled to the first one's. An alpha channel is dropped, not composited: the colours stay
/// as stored.
final class FrameConverter {
  /// Everything that the graph depends on.
  private struct Layout: Equatable {
    let width, height: Int32
    let format: Int32
    let color: ColorRule
    let orientation: Orientation
  }

  private let path: String
  /// The upright size of the first frame, which every picture has.
  private let size: Size
  private let working: Size
  private let threads: Int
  private var layout: Layout?
  private var graph: FilterGraph?
  private let output: FrameBuffer
  /// How many frames had another size than the first.
  private(set) var scaledFrames = 0

  init(path: String, size: Size, workingSize: WorkingSize, threads: Int) throws(MediaError) {
    self.path = path
    self.size = size
    working = workingSize.size(for: size)
    guard working.width > 0, working.height > 0, working.width <= InputFile.maxPixels,
      working.height <= InputFile.maxPixels, working.count <= InputFile.maxPixels
    else { throw .tooLarge(path: path, size: working, maxPixels: InputFile.maxPixels) }
    self.threads = threads
    output = try FrameBuffer()
  }

  /// The frame's size when it stands upright.
  static func uprightSize(
    of frame: UnsafePointer<AVFrame>, orientation: Orientation
  ) -> Size {
    orientation.apply(to: Size(width: Int(frame.pointee.width), height: Int(frame.pointee.height)))
  }

  /// - Parameter frame: decoded; its colour tags are completed by the rule for untagged frames.
  func convert(
    _ frame: UnsafeMutablePointer<AVFrame>, orientation: Orientation
  ) throws(MediaError) -> (picture: Picture, workingPicture: Picture) {
    let upright = Self.uprightSize(of: frame, orientation: orientation)
    guard upright.width > 0, upright.height > 0, upright.count <= InputFile.maxPixels else {
      throw .tooLarge(path: path, size: upright, maxPixels: InputFile.maxPixels)
    }
    if upright != size { scaledFrames += 1 }

    let color = ColorRule(
      format: AVPixelFormat(frame.pointee.format), matrix: frame.pointee.colorspace,
      range: frame.pointee.color_range, height: Int(frame.pointee.height))
    let newLayout = Layout(
      width: frame.pointee.width, height: frame.pointee.height, format: frame.pointee.format, color: color,
      orientation: orientation)
    frame.pointee.colorspace = AVColorSpace(color.spaceNumber)
    frame.pointee.color_range = color.isFullRange ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG

    let graph: FilterGraph
    if let current = self.graph, newLayout == layout {
      graph = current
    } else {
      self.graph = nil
      graph = try build(newLayout)
      self.graph = graph
      layout = newLayout
    }

    try check(graph.push(frame), failure)
    let picture = try pull("buffersink@full", of: graph, size)
    guard working != size else { return (picture, picture) }
    return (picture, try pull("buffersink@working", of: graph, working))
  }

  private func failure(_ code: Int32) -> MediaError { .decodingFailed(path: path, reason: AVError.reason(code)) }

  private func build(_ layout: Layout) throws(MediaError) -> FilterGraph {
    var source = "buffer@in=width=\(layout.width):height=\(layout.height):pix_fmt=\(layout.format):time_base=1/1"
    if shim_buffer_source_has_color() != 0 {
      source += ":colorspace=\(layout.color.spaceNumber):range=\(layout.color.isFullRange ? "pc" : "tv")"
    }
    // Pixels become RGB before they are turned, so that subsampled chroma is interpolated only once.
    var toRGB = "scale=flags=bicubic+\(Self.exact)"
    if let matrix = layout.color.matrix {
      toRGB += ":in_color_matrix=\(matrix):in_range=\(layout.color.isFullRange ? "full" : "limited")"
    }
    var chain = [source, toRGB, "format=rgb24"] + layout.orientation.filters
    let upright = layout.orientation.apply(to: Size(width: Int(layout.width), height: Int(layout.height)))
    if upright != size { chain.append("scale=\(size.width):\(size.height):flags=bicubic+\(Self.exact)") }
    var description = chain.joined(separator: ",")
    if working == size {
      description += ",buffersink@full"
    } else {
      let kernel = working.count < size.count ? "area" : "bicubic"
      let shrink = "scale=\(working.width):\(working.height):flags=\(kernel)+\(Self.exact)"
      description += ",split[full][source];[full]buffersink@full;[source]\(shrink),format=rgb24,buffersink@working"
    }
    return try FilterGraph(description, threads: threads, failure: failure)
  }

  private static let exact = "accurate_rnd+full_chroma_int+full_chroma_inp"

  private func pull(_ sink: String, of graph: FilterGraph, _ size: Size) throws(MediaError) -> Picture {
    try check(graph.pull(output.pointer, from: sink), failure)
    defer { output.clear() }
    guard let picture = Picture(rgb24: output.pointer), picture.size == size else {
      throw .decodingFailed(path: path, reason: "the converted picture has the wrong size")
    }
    return picture
  }
}

extension Picture {
  /// Copies the rows of an RGB24 frame, whose rows may be padded; nil for another format.
  init?(rgb24 frame: UnsafePointer<AVFrame>) {
    let frame = frame.pointee
    guard frame.format == AV_PIX_FMT_RGB24.rawValue, let data = frame.data.0, frame.width > 0, frame.height > 0 else {
      return nil
    }
    let size = Size(width: Int(frame.width), height: Int(frame.height))
    let rowBytes = 3 * size.width
    let stride = Int(frame.linesize.0)
    // SAFETY: the frame owns `height` rows of at least `3 × width` bytes, `stride` apart, while it is not released.
    let bytes = [UInt8](unsafeUninitializedCapacity: rowBytes * size.height) { buffer, initialized in
      for y in 0..<size.height {
        let row = UnsafeBufferPointer(start: data + y * stride, count: rowBytes)
        let target = UnsafeMutableBufferPointer(rebasing: buffer[(y * rowBytes)..<((y + 1) * rowBytes)])
        _ = target.initialize(fromContentsOf: row)
      }
      initialized = rowBytes * size.height
    }
    self.init(size: size, bytes: bytes)
  }
}
