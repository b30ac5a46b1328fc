import CFFmpeg
import Imaging

/// Images whose pixels are region numbers: labels, objects, classes.
package enum RegionImage {
  /// Reads the indices of a palette image, the values of a grayscale image of 1 to 16 bits, or the colors of an RGB
  /// image as 0xRRGGBB (the upper 8 bits of 16-bit channels). Transparency is ignored.
  ///
  /// - Throws: `notALabelImage` for other pixels, such as those of a JPEG, and for images that decode only in part.
  package static func read(path: String) throws(MediaError) -> RegionMap {
    try read(path: path, allowing: PixelLayout.init(_:))
  }

  /// Reads labels: palette indices or gray values only, so that a photograph is rejected.
  ///
  /// - Throws: as `read(path:)`, and `notALabelImage` for colors.
  package static func readLabels(path: String) throws(MediaError) -> RegionMap {
    try read(path: path, allowing: PixelLayout.init(palettedOrGray:))
  }

  /// - Parameter layout: how the pixels of a format are stored; nil for rejected formats.
  static func read(path: String, allowing layout: (AVPixelFormat) -> PixelLayout?) throws(MediaError) -> RegionMap {
    let decoder = try ImageSequenceReader.decode(path, analyzed: false, options: InputOptions())
    let map = try RegionMap(decoder.frame, path: path, allowing: layout)
    if let damage = decoder.damage.lines.first { throw .decodingFailed(path: path, reason: damage) }
    return map
  }
}

extension RegionMap {
  /// The numbers in a decoded frame.
  /// - Parameter layout: how the pixels of a format are stored; nil for rejected formats.
  init(
    _ frame: borrowing FrameBuffer, path: String,
    allowing layout: (AVPixelFormat) -> PixelLayout? = PixelLayout.init(palettedOrGray:)
  ) throws(MediaError) {
    let fields = frame.pointer.pointee
    let size = PictureSize(width: Int(fields.width), height: Int(fields.height))
    guard let layout = layout(AVPixelFormat(fields.format)) else {
      let format = av_get_pix_fmt_name(AVPixelFormat(fields.format)).map { String(cString: $0) } ?? "unknown"
      throw .notALabelImage(path: path, pixelFormat: format)
    }
    guard size.width > 0, size.height > 0 else { throw .nothingDecoded(path: path, reason: "it holds no picture") }
    var ids = [UInt32](repeating: 0, count: size.count)
    for y in 0..<size.height {
      let row = UnsafeBufferPointer(frame.row(y, count: layout.bytes(inRowOf: size.width)))
      for x in 0..<size.width { ids[y * size.width + x] = layout.id(x, row) }
    }
    self.init(size: size, ids: ids)
  }
}

/// Where a pixel's number is in a row of one plane.
enum PixelLayout {
  /// One bit per pixel, most significant bit first.
  case bit
  /// One byte, in steps of `step` bytes.
  case byte(step: Int)
  /// Two bytes, the upper one at `high`, in steps of `step` bytes.
  case word(step: Int, high: Int)
  /// R, G, B at 0, `channel` and 2 · `channel`, in steps of `step` bytes.
  case color(step: Int, channel: Int)

  /// The layout of palette, gray and RGB formats, the only ones that FFmpeg decodes from PNG files.
  init?(_ format: AVPixelFormat) {
    switch format {
    case AV_PIX_FMT_RGB24: self = .color(step: 3, channel: 1)
    case AV_PIX_FMT_RGBA: self = .color(step: 4, channel: 1)
    case AV_PIX_FMT_RGB48BE: self = .color(step: 6, channel: 2)
    case AV_PIX_FMT_RGBA64BE: self = .color(step: 8, channel: 2)
    default:
      guard let layout = Self(palettedOrGray: format) else { return nil }
      self = layout
    }
  }

  /// The layout of palette and gray formats only.
  init?(palettedOrGray format: AVPixelFormat) {
    switch format {
    case AV_PIX_FMT_MONOBLACK: self = .bit
    case AV_PIX_FMT_PAL8, AV_PIX_FMT_GRAY8: self = .byte(step: 1)
    case AV_PIX_FMT_YA8: self = .byte(step: 2)
    case AV_PIX_FMT_GRAY16BE: self = .word(step: 2, high: 0)
    case AV_PIX_FMT_GRAY16LE: self = .word(step: 2, high: 1)
    case AV_PIX_FMT_YA16BE: self = .word(step: 4, high: 0)
    default: return nil
    }
  }

  func bytes(inRowOf width: Int) -> Int {
    switch self {
    case .bit: (width + 7) / 8
    case .byte(let step), .word(let step, _), .color(let step, _): step * width
    }
  }

  /// The number of pixel `x`.
  func id(_ x: Int, _ row: UnsafeBufferPointer<UInt8>) -> UInt32 {
    switch self {
    case .bit: UInt32(row[x / 8] >> (7 - x % 8) & 1)
    case .byte(let step): UInt32(row[step * x])
    case .word(let step, let high): UInt32(row[step * x + high]) << 8 | UInt32(row[step * x + 1 - high])
    case .color(let step, let channel):
      UInt32(row[step * x]) << 16 | UInt32(row[step * x + channel]) << 8 | UInt32(row[step * x + 2 * channel])
    }
  }
}
