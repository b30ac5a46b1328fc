import CFFmpeg

/// An `AVFilterGraph` described as text, with sources and sinks found by name: `buffer@in`, `buffersink@out`.
final class FilterGraph {
  private let graph: UnsafeMutablePointer<AVFilterGraph>

  /// Parses and configures the graph.
  init(_ description: String, threads: Int, failure: (Int32) -> MediaError) throws(MediaError) {
    graph = try allocated(avfilter_graph_alloc())
    graph.pointee.nb_threads = Int32(clamping: threads)
    var inputs: UnsafeMutablePointer<AVFilterInOut>?
    var outputs: UnsafeMutablePointer<AVFilterInOut>?
    let parsed = avfilter_graph_parse2(graph, description, &inputs, &outputs)
    avfilter_inout_free(&inputs)
    avfilter_inout_free(&outputs)
    try check(parsed, failure)
    try check(avfilter_graph_config(graph, nil), failure)
  }

  /// The filter with this name, such as `buffersink@out`.
  func filter(_ name: String) -> UnsafeMutablePointer<AVFilterContext>? { avfilter_graph_get_filter(graph, name) }

  /// Sends the graph a reference to the frame or, with nil, the end of the stream.
  func push(_ frame: UnsafeMutablePointer<AVFrame>?, to source: String = "buffer@in") -> Int32 {
    av_buffersrc_add_frame_flags(filter(source), frame, Int32(AV_BUFFERSRC_FLAG_KEEP_REF))
  }

  /// Receives the next frame: 0, "again", the end, or an error.
  func pull(_ frame: UnsafeMutablePointer<AVFrame>, from sink: String = "buffersink@out") -> Int32 {
    av_buffersink_get_frame(filter(sink), frame)
  }

  deinit {
    var graph: UnsafeMutablePointer<AVFilterGraph>? = graph
    avfilter_graph_free(&graph)
  }
}
