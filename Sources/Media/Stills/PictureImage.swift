import CFFmpeg
import Imaging

/// Single pictures: read in any format that FFmpeg decodes, written as PNG.
package enum PictureImage {
  /// Reads an image upright; for a video, its first frame.
  package static func read(path: String) throws(MediaError) -> Picture {
    let decoder = try ImageSequenceReader.decode(path, analyzed: false, options: InputOptions())
    let orientation = decoder.orientation
    let size = FrameConverter.uprightSize(of: decoder.frame.pointer, orientation: orientation)
    let converter = try FrameConverter(
      decoder.file, size: size, workingSize: .exact(size), codec: decoder.codecID, threads: 1)
    return try converter.convert(decoder.frame.pointer, orientation: orientation).picture
  }

  /// The picture as a PNG of 8 bits per channel with an alpha channel.
  ///
  /// - Precondition: `alpha` has one value for each pixel; 255 is opaque.
  package static func png(_ picture: Picture, alpha: [UInt8]) throws(MediaError) -> [UInt8] {
    precondition(alpha.count == picture.size.count, "one alpha value for each pixel")
    return try PNG.encode(size: picture.size, format: AV_PIX_FMT_RGBA) { frame in
      frame.fill(with: picture, alpha: alpha)
    }
  }

  /// The picture as a PNG of 8 bits per channel.
  package static func png(_ picture: Picture) throws(MediaError) -> [UInt8] {
    try PNG.encode(size: picture.size, format: AV_PIX_FMT_RGB24) { frame in
      frame.fill(with: picture)
    }
  }
}

extension FrameBuffer {
  /// Copies a picture into an RGB24 frame; extra columns and rows of the frame repeat the last ones.
  func fill(with picture: Picture) {
    let width = min(picture.size.width, Int(pointer.pointee.width))
    let height = min(picture.size.height, Int(pointer.pointee.height))
    for y in 0..<Int(pointer.pointee.height) {
      let row = row(y, count: 3 * Int(pointer.pointee.width))
      let start = 3 * picture.size.width * min(y, height - 1)
      let rest = row.update(fromContentsOf: picture.bytes[start..<(start + 3 * width)])
      for n in rest..<row.count { row[n] = row[n - 3] }
    }
  }
}
