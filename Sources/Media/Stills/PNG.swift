import CFFmpeg
import Imaging

/// Encodes one picture with libavcodec's PNG encoder.
enum PNG {
  /// - Parameter fill: writes the pixels into the frame's planes, whose rows may be padded.
  static func encode(
    size: PictureSize, format: AVPixelFormat, fill: (borrowing FrameBuffer) -> Void
  ) throws(MediaError) -> [UInt8] {
    FFmpegLog.forgetLastError()
    guard let encoder = avcodec_find_encoder(AV_CODEC_ID_PNG) else { throw .encoderMissing(name: "png") }
    let codec = try Codec(encoder)
    codec.pointer.pointee.width = Int32(clamping: size.width)
    codec.pointer.pointee.height = Int32(clamping: size.height)
    codec.pointer.pointee.pix_fmt = format
    codec.pointer.pointee.time_base = AVRational(num: 1, den: 1)
    codec.pointer.pointee.thread_count = 1
    try check(avcodec_open2(codec.pointer, encoder, nil), failure)

    let frame = try FrameBuffer.allocate(size, format)
    fill(frame)
    frame.pointer.pointee.pts = 0
    let packet = try Packet()
    try check(avcodec_send_frame(codec.pointer, frame.pointer), failure)
    try check(avcodec_send_frame(codec.pointer, nil), failure)
    try check(avcodec_receive_packet(codec.pointer, packet.pointer), failure)
    // SAFETY: the packet owns `size` bytes at `data` until it is released at the end of this function.
    return Array(UnsafeBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size)))
  }

  private static func failure(_ code: Int32) -> MediaError {
    .encodingFailed(path: "PNG", reason: AVError.reason(code))
  }
}

extension FrameBuffer {
  /// A frame with its own pixel memory.
  static func allocate(_ size: PictureSize, _ format: AVPixelFormat) throws(MediaError) -> FrameBuffer {
    let frame = try FrameBuffer()
    frame.pointer.pointee.width = Int32(clamping: size.width)
    frame.pointer.pointee.height = Int32(clamping: size.height)
    frame.pointer.pointee.format = format.rawValue
    try check(av_frame_get_buffer(frame.pointer, 0)) { _ in .outOfMemory }
    return frame
  }

  /// Row `y` of the first plane, of which the caller may write at least `count` bytes.
  func row(_ y: Int, count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    // SAFETY: callers stay within the size and format with which the frame was allocated.
    UnsafeMutableBufferPointer(
      start: pointer.pointee.data.0.map { $0 + y * Int(pointer.pointee.linesize.0) }, count: count)
  }
}
