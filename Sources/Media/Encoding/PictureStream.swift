import CFFmpeg
import Imaging

/// The format of an uncompressed picture stream.
public enum PictureStreamFormat: String, Sendable {
  /// YUV4MPEG2: 4:2:0, limited range, conventional matrix (the format has no tag for it): BT.709 from 720 rows, else
  /// BT.601.
  case y4m
  /// Rows of RGB, 8 bits per channel, without a header.
  case raw
}

/// Uncompressed pictures on standard output, without times and sound.
package final class PictureStream {
  private let format: PictureStreamFormat
  private let size: PictureSize
  private let output = Descriptor.standardOutput()
  private let conversion: YUVConversion
  /// Frames per second for the YUV4MPEG2 header; set it before the first picture.
  package var frameRate: Rational
  private let sampleAspectRatio: Rational
  /// The number of pictures written.
  package private(set) var count = 0

  /// - Parameters:
  ///   - frameRate: frames per second for the YUV4MPEG2 header; 25 if unknown.
  ///   - sampleAspectRatio: pixel width to height.
  package init(
    _ format: PictureStreamFormat, size: PictureSize, frameRate: Rational? = nil,
    sampleAspectRatio: Rational = Rational(1, 1),
    threads: Int = 2
  ) throws(MediaError) {
    self.format = format
    self.size = size
    self.frameRate = frameRate ?? Rational(25, 1)
    self.sampleAspectRatio = sampleAspectRatio
    let path = output.path
    conversion = try YUVConversion(size: size, matrix: size.height >= 720 ? "bt709" : "bt601", threads: threads) {
      .encodingFailed(path: path, reason: AVError.reason($0))
    }
  }

  private var header: String {
    let (rate, aspect) = (frameRate, sampleAspectRatio)
    return "YUV4MPEG2 W\(size.width) H\(size.height) F\(rate.numerator):\(rate.denominator) Ip "
      + "A\(aspect.numerator):\(aspect.denominator) C420jpeg XYSCSS=420JPEG XCOLORRANGE=LIMITED\n"
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

  /// Luma, then both chroma planes, without padding.
  private func planes(of picture: Picture) throws(MediaError) -> [UInt8] {
    let half = PictureSize(width: (size.width + 1) / 2, height: (size.height + 1) / 2)
    return try conversion.convert(picture) { frame throws(MediaError) in
      let frame = frame.pointee
      var bytes: [UInt8] = []
      bytes.reserveCapacity(size.count + 2 * half.count)
      for (data, stride, size) in [
        (frame.data.0, frame.linesize.0, size), (frame.data.1, frame.linesize.1, half),
        (frame.data.2, frame.linesize.2, half),
      ] {
        guard let data else { throw .outOfMemory }
        for y in 0..<size.height {
          // SAFETY: the conversion returns yuv420p of the picture's size: rows of at least `size.width` bytes,
          // `stride` apart.
          bytes.append(contentsOf: UnsafeBufferPointer(start: data + y * Int(stride), count: size.width))
        }
      }
      return bytes
    }
  }
}
