import CFFmpeg
import Imaging

/// File formats for a single picture.
package enum StillFormat: String, CaseIterable, Sendable {
  case png, jpeg, webp

  /// By the file extension; nil for others.
  package init?(path: String) {
    switch path.fileExtension.lowercased() {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    case "webp": self = .webp
    default: return nil
    }
  }

  package enum Quality: Sendable {
    /// Hardly distinguishable from the picture.
    case high
    /// A fifth of the size, for small pictures on a page.
    case preview
  }

  /// Whether FFmpeg has an encoder for it.
  package var isAvailable: Bool { self != .webp || avcodec_find_encoder_by_name("libwebp") != nil }

  /// Encodes the picture: PNG without loss, JPEG and WebP by the quality.
  package func encode(_ picture: Picture, quality: Quality = .high) throws(MediaError) -> [UInt8] {
    switch self {
    case .png: return try PictureImage.png(picture)
    case .jpeg:
      return try encode(
        picture, as: "mjpeg", quality == .high ? AV_PIX_FMT_YUVJ444P : AV_PIX_FMT_YUVJ420P, range: "full"
      ) {
        $0.pointee.flags |= AV_CODEC_FLAG_QSCALE
        $0.pointee.global_quality = (quality == .high ? 2 : 6) * FF_QP2LAMBDA
      }
    case .webp:
      return try encode(picture, as: "libwebp", AV_PIX_FMT_YUV420P, range: "limited") {
        $0.pointee.global_quality = (quality == .high ? 92 : 62) * FF_QP2LAMBDA
        $0.pointee.flags |= AV_CODEC_FLAG_QSCALE
      }
    }
  }

  /// - Parameters:
  ///   - name: FFmpeg's name of the encoder.
  ///   - range: of the samples, as in the `scale` filter; the matrix is BT.601, as in both formats.
  private func encode(
    _ picture: Picture, as name: String, _ format: AVPixelFormat, range: String,
    _ configure: (UnsafeMutablePointer<AVCodecContext>) -> Void
  ) throws(MediaError) -> [UInt8] {
    FFmpegLog.forgetLastError()
    let failure: (Int32) -> MediaError = { .encodingFailed(path: name, reason: AVError.reason($0)) }
    guard let encoder = avcodec_find_encoder_by_name(name) else { throw .encoderMissing(name: name) }
    let size = picture.size
    let rgb = try FrameBuffer.allocate(size, AV_PIX_FMT_RGB24)
    rgb.fill(with: picture)
    rgb.pointer.pointee.pts = 0
    var source = "buffer@in=width=\(size.width):height=\(size.height):pix_fmt=rgb24:time_base=1/1"
    if shim_buffer_source_has_color() != 0 { source += ":colorspace=\(AVCOL_SPC_RGB.rawValue):range=pc" }
    let scale = "scale=flags=bicubic+accurate_rnd:out_color_matrix=bt601:out_range=\(range)"
    let pixels = av_get_pix_fmt_name(format).map { String(cString: $0) } ?? ""
    let graph = try FilterGraph("\(source),\(scale),format=\(pixels),buffersink@out", threads: 1, failure: failure)
    try check(graph.push(rgb.pointer), failure)
    let frame = try FrameBuffer()
    try check(graph.pull(frame.pointer), failure)

    let codec = try Codec(encoder)
    codec.pointer.pointee.width = Int32(clamping: size.width)
    codec.pointer.pointee.height = Int32(clamping: size.height)
    codec.pointer.pointee.pix_fmt = format
    codec.pointer.pointee.color_range = self == .jpeg ? AVCOL_RANGE_JPEG : AVCOL_RANGE_MPEG
    codec.pointer.pointee.time_base = AVRational(num: 1, den: 1)
    codec.pointer.pointee.thread_count = 1
    configure(codec.pointer)
    try check(avcodec_open2(codec.pointer, encoder, nil), failure)
    frame.pointer.pointee.quality = codec.pointer.pointee.global_quality
    let packet = try Packet()
    try check(avcodec_send_frame(codec.pointer, frame.pointer), failure)
    try check(avcodec_send_frame(codec.pointer, nil), failure)
    try check(avcodec_receive_packet(codec.pointer, packet.pointer), failure)
    // SAFETY: the packet owns `size` bytes at `data` until it is released at the end of this function.
    return Array(UnsafeBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size)))
  }
}
