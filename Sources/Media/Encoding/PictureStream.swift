import CFFmpeg
import Imaging

/// How bare pictures follow one another.
public enum PictureStreamFormat: String, Sendable {
  /// YUV4MPEG2: 4:2:0, limited range, and the matrix that such a stream is read with: BT.709 from 720 rows, else BT.601.
  case y4m
  /// Rows of RGB, 8 bits a channel, without a header.
  case raw
}

/// Bare pictures on standard output, for programs that read nothing else. Neither times nor sound go along.
package final class PictureStream {
  private let format: PictureStreamFormat
  private let size: Size
  private let output = Descriptor.standardOutput()
  private let graph: FilterGraph
  private let rgb: FrameBuffer
  private let yuv: FrameBuffer
  private let header: String
  /// How many pictures were written.
  package private(set) var count = 0

  /// - Parameters:
  ///   - frameRate: frames a second, which YUV4MPEG2 says in its header; 25 where nobody knows.
  ///   - sampleAspectRatio: width by height of a pixel.
  package init(
    _ format: PictureStreamFormat, size: Size, frameRate: Rational? = nil, sampleAspectRatio: Rational = Rational(1, 1),
    threads: Int = 2
  ) throws(MediaError) {
    self.format = format
    self.size = size
    let (rate, aspect) = (frameRate ?? Rational(25, 1), sampleAspectRatio)
    header =
      "YUV4MPEG2 W\(size.width) H\(size.height) F\(rate.numerator):\(rate.denominator) Ip "
      + "A\(aspect.numerator):\(aspect.denominator) C420mpeg2 XYSCSS=420MPEG2 XCOLORRANGE=LIMITED\n"
    rgb = try FrameBuffer.allocate(size, AV_PIX_FMT_RGB24)
    yuv = try FrameBuffer()
    let path = output.path
    graph = try FilterGraph(
      fromRGB: size, toMatrix: size.height >= 720 ? "bt709" : "bt601", threads: threads
    ) { .encodingFailed(path: path, reason: AVError.reason($0)) }
  }

  package func write(_ picture: Picture) throws(MediaError) {
    guard picture.size == size else {
      throw .pictureSizeChanged(path: output.path, expected: size, actual: picture.size)
    }
    switch format {
    case .raw: try output.write(picture.bytes)
    case .y4m:
      if count == 0 { try output.write(Array(header.utf8)) }
      try output.write(Array("FRAME\n".utf8) + planes(of: picture))
    }
    count += 1
  }

  /// Luma, then both of chroma, without padding.
  private func planes(of picture: Picture) throws(MediaError) -> [UInt8] {
    func failure(_ code: Int32) -> MediaError { .encodingFailed(path: output.path, reason: AVError.reason(code)) }
    try check(av_frame_make_writable(rgb.pointer), failure)
    rgb.fill(with: picture)
    rgb.pointer.pointee.color_range = AVCOL_RANGE_JPEG
    rgb.pointer.pointee.colorspace = AVCOL_SPC_RGB
    try check(graph.push(rgb.pointer), failure)
    try check(graph.pull(yuv.pointer), failure)
    defer { yuv.clear() }
    let frame = yuv.pointer.pointee
    let half = Size(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(size.count + 2 * half.count)
    for (data, stride, size) in [
      (frame.data.0, frame.linesize.0, size), (frame.data.1, frame.linesize.1, half),
      (frame.data.2, frame.linesize.2, half),
    ] {
      guard let data else { throw failure(AVError.invalidData) }
      for y in 0..<size.height {
        // SAFETY: the graph gives yuv420p of the picture's size: rows of at least `size.width` bytes, `stride` apart.
        bytes.append(contentsOf: UnsafeBufferPointer(start: data + y * Int(stride), count: size.width))
      }
    }
    return bytes
  }
}
