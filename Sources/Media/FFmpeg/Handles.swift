import CFFmpeg

/// An `AVPacket`: coded data with its times, released with its owner.
struct Packet: ~Copyable {
  let pointer: UnsafeMutablePointer<AVPacket>

  init() throws(MediaError) { pointer = try allocated(av_packet_alloc()) }

  /// Releases the data; the packet can be reused.
  func clear() { av_packet_unref(pointer) }

  deinit {
    var pointer: UnsafeMutablePointer<AVPacket>? = pointer
    av_packet_free(&pointer)
  }
}

/// An `AVFrame`: decoded pixels or samples, released with its owner.
struct FrameBuffer: ~Copyable {
  let pointer: UnsafeMutablePointer<AVFrame>

  init() throws(MediaError) { pointer = try allocated(av_frame_alloc()) }

  /// Releases the data; the frame can be reused.
  func clear() { av_frame_unref(pointer) }

  deinit {
    var pointer: UnsafeMutablePointer<AVFrame>? = pointer
    av_frame_free(&pointer)
  }
}

/// An `AVCodecContext`: an open decoder or encoder, closed with its owner.
struct Codec: ~Copyable {
  let pointer: UnsafeMutablePointer<AVCodecContext>

  init(_ codec: UnsafePointer<AVCodec>?) throws(MediaError) { pointer = try allocated(avcodec_alloc_context3(codec)) }

  /// The parameter sets of an open encoder.
  var parameterSets: [UInt8] {
    // SAFETY: the encoder owns `extradata_size` bytes at `extradata`.
    Array(UnsafeBufferPointer(start: pointer.pointee.extradata, count: Int(pointer.pointee.extradata_size)))
  }

  deinit {
    var pointer: UnsafeMutablePointer<AVCodecContext>? = pointer
    avcodec_free_context(&pointer)
  }
}

/// An `AVDictionary`: options for FFmpeg by name.
struct Options: ~Copyable {
  var pointer: OpaquePointer?

  init(_ values: KeyValuePairs<String, String> = [:]) {
    for (name, value) in values { set(name, value) }
  }

  mutating func set(_ name: String, _ value: String) { av_dict_set(&pointer, name, value, 0) }

  deinit {
    var pointer = pointer
    av_dict_free(&pointer)
  }
}
