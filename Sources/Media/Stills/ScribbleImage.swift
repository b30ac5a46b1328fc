import CFFmpeg
import Imaging

/// Images on which a user drew: gray or indexed PNG files whose values are classes.
package enum ScribbleImage {
  /// The value of a pixel on which nothing was drawn.
  package static let nothing: UInt32 = 255

  /// Reads the classes. Transparent pixels have the value ``nothing``.
  ///
  /// - Throws: `notAPNG`, `notALabelImage` for colors, and as `RegionImage.read(path:)`.
  package static func read(path: String) throws(MediaError) -> RegionMap {
    let decoder = try ImageSequenceReader.decode(path, analyzed: false, options: InputOptions())
    guard decoder.codecID == AV_CODEC_ID_PNG else { throw .notAPNG(path: path) }
    var map = try RegionMap(decoder.frame, path: path)
    if let damage = decoder.damage.lines.first { throw .decodingFailed(path: path, reason: damage) }
    map.clearTransparent(decoder.frame)
    return map
  }

  /// The first pixel whose value is neither a class nor ``nothing``.
  package static func firstNonClass(of map: RegionMap) -> (value: UInt32, x: Int, y: Int)? {
    map.ids.firstIndex { $0 > nothing }.map { (map.ids[$0], $0 % map.size.width, $0 / map.size.width) }
  }
}

extension RegionMap {
  fileprivate mutating func clearTransparent(_ frame: borrowing FrameBuffer) {
    switch AVPixelFormat(frame.pointer.pointee.format) {
    case AV_PIX_FMT_PAL8:
      var isTransparent = [Bool](repeating: false, count: 256)
      // SAFETY: the second plane of a PAL8 frame is an aligned table of 256 32-bit words.
      frame.pointer.pointee.data.1?.withMemoryRebound(to: UInt32.self, capacity: 256) { table in
        for n in 0..<256 { isTransparent[n] = table[n] >> 24 == 0 }
      }
      for n in ids.indices where isTransparent[Int(ids[n] & 255)] { ids[n] = ScribbleImage.nothing }
    case AV_PIX_FMT_YA8: clearTransparent(frame, bytes: 2, alpha: 1..<2)
    case AV_PIX_FMT_YA16BE: clearTransparent(frame, bytes: 4, alpha: 2..<4)
    default: break
    }
  }

  /// - Parameters:
  ///   - bytes: of a pixel.
  ///   - alpha: the bytes of the pixel that are its opacity.
  private mutating func clearTransparent(_ frame: borrowing FrameBuffer, bytes: Int, alpha: Range<Int>) {
    for y in 0..<size.height {
      let row = frame.row(y, count: bytes * size.width)
      for x in 0..<size.width where alpha.allSatisfy({ row[bytes * x + $0] == 0 }) {
        ids[y * size.width + x] = ScribbleImage.nothing
      }
    }
  }
}
