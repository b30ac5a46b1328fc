import CFFmpeg
import Imaging

/// Deinterlaces the decoder's frames; their number and times do not change.
///
/// libavfilter's bwdif uses the previous and the next frame, so frames are read one ahead. It starts at the first
/// interlaced frame; progressive videos are not filtered. Static areas keep all lines, so a single frame is
/// unchanged.
final class ProgressiveFrames {
  /// The frame from the last `next()`.
  let frame: FrameBuffer
  /// The presentation time of `frame`, in ticks of the stream's time base.
  private(set) var ticks: Int64 = 0
  /// The orientation of `frame`.
  private(set) var orientation = Orientation.upright
  /// The number of deinterlaced frames.
  private(set) var deinterlaced = 0

  let decoder: VideoDecoder
  private let mode: Deinterlacing
  private let threads: Int
  /// Whether the decoder holds a frame that was not returned yet.
  private var isPending: Bool
  private var graph: FilterGraph?
  private var layout: Layout?
  private var isFlushed = false
  private var pushed: Int64 = 0
  /// Properties of the frames inside the filter, in order.
  private var waiting: [(ticks: Int64, orientation: Orientation)] = []
  /// The decoder's error, thrown after the frames before it.
  private var failure: MediaError?

  private struct Layout: Equatable {
    let width, height, format: Int32
    let space: AVColorSpace
    let range: AVColorRange

    init(_ frame: UnsafePointer<AVFrame>) {
      let frame = frame.pointee
      (width, height, format) = (frame.width, frame.height, frame.format)
      (space, range) = (frame.colorspace, frame.color_range)
    }
  }

  /// - Parameter isPending: whether the decoder's present frame is the first one.
  init(_ decoder: VideoDecoder, mode: Deinterlacing, isPending: Bool, threads: Int) throws(MediaError) {
    self.decoder = decoder
    self.isPending = isPending
    self.threads = threads
    self.mode = mode
    frame = try FrameBuffer()
  }

  /// Reads the next frame into `frame`; false at the end.
  func next() throws(MediaError) -> Bool {
    frame.clear()
    while true {
      if let graph, try pull(graph) { return true }
      if !isPending {
        do throws(MediaError) {
          if failure == nil { isPending = try decoder.next() }
        } catch {
          failure = error
        }
      }
      if let graph {
        if isPending, !isFlushed, layout == Layout(decoder.frame.pointer) {
          try push(graph)
        } else {
          try flush(graph)
        }
      } else if isPending {
        guard isToBeFiltered else {
          isPending = false
          av_frame_move_ref(frame.pointer, decoder.frame.pointer)
          (ticks, orientation) = (decoder.ticks, decoder.orientation(of: frame.pointer))
          return true
        }
        graph = try build()
      } else if let failure {
        throw failure
      } else {
        return false
      }
    }
  }

  private var isToBeFiltered: Bool {
    let frame = decoder.frame.pointer
    // The filter rejects smaller pictures, whose chroma planes are smaller still.
    guard frame.pointee.width >= 8, frame.pointee.height >= 8 else { return false }
    switch mode {
    case .never: return false
    case .always: return true
    case .automatic: return shim_frame_is_interlaced(frame) != 0
    }
  }

  /// Whether the filter returned a frame. Releases the graph when it is drained.
  private func pull(_ graph: FilterGraph) throws(MediaError) -> Bool {
    switch graph.pull(frame.pointer) {
    case 0:
      guard let first = waiting.first else { return true }
      waiting.removeFirst()
      (ticks, orientation) = first
      return true
    case AVError.again where !isFlushed: return false
    case AVError.again, AVError.endOfFile:
      self.graph = nil
      waiting = []
      isFlushed = false
      return false
    case let code: throw error(code)
    }
  }

  private func push(_ graph: FilterGraph) throws(MediaError) {
    isPending = false
    if isToBeFiltered { deinterlaced += 1 }
    waiting.append((decoder.ticks, decoder.orientation(of: decoder.frame.pointer)))
    // The filter doubles times, which must not overflow; the actual times are stored in `waiting`.
    decoder.frame.pointer.pointee.pts = pushed
    pushed += 1
    try check(graph.push(decoder.frame.pointer), error)
  }

  private func flush(_ graph: FilterGraph) throws(MediaError) {
    guard !isFlushed else { return }
    isFlushed = true
    try check(graph.push(nil), error)
  }

  private func build() throws(MediaError) -> FilterGraph {
    let frame = decoder.frame.pointer.pointee
    layout = Layout(decoder.frame.pointer)
    var source = "buffer@in=width=\(frame.width):height=\(frame.height):pix_fmt=\(frame.format):time_base=1/1"
    if shim_buffer_source_has_color() != 0 {
      source += ":colorspace=\(frame.colorspace.rawValue):range=\(frame.color_range.rawValue)"
    }
    let bwdif = "bwdif=mode=send_frame:parity=auto:deint=\(mode == .always ? "all" : "interlaced")"
    return try FilterGraph("\(source),\(bwdif),buffersink@out", threads: threads, failure: error)
  }

  private func error(_ code: Int32) -> MediaError {
    .decodingFailed(path: decoder.file.path, reason: AVError.reason(code))
  }
}
