import CFFmpeg
import Imaging

/// Label maps as lossless PNG files.
package enum LabelImage {
  /// A palette PNG: the label is the index. All 256 palette entries are written, unused ones in black.
  /// - Parameters:
  ///   - map: labels of at most 255.
  ///   - palette: the color of label 0, 1, 2 …; at most 256 are used.
  package static func indexedPNG(_ map: LabelMap, palette: [RGBColor]) throws(MediaError) -> [UInt8] {
    if let label = map.labels.max(), label > 255 { throw .labelTooLarge(label: label, limit: 255) }
    return try PNG.encode(size: map.size, format: AV_PIX_FMT_PAL8) { frame in
      for y in 0..<map.size.height {
        let row = frame.row(y, count: map.size.width)
        for x in row.indices { row[x] = UInt8(truncatingIfNeeded: map.labels[y * map.size.width + x]) }
      }
      // SAFETY: the second plane of a PAL8 frame is an aligned table of 256 32-bit words.
      frame.pointer.pointee.data.1?.withMemoryRebound(to: UInt32.self, capacity: 256) { table in
        for n in 0..<256 {
          let color = n < palette.count ? palette[n] : RGBColor(red: 0, green: 0, blue: 0)
          // Opaque: any other alpha makes the encoder add a transparency chunk.
          table[n] = 0xff00_0000 | UInt32(color.red) << 16 | UInt32(color.green) << 8 | UInt32(color.blue)
        }
      }
    }
  }

  /// A 16-bit grayscale PNG: the gray value is the label.
  package static func gray16PNG(_ map: LabelRaster<some Any>) throws(MediaError) -> [UInt8] {
    try PNG.encode(size: map.size, format: AV_PIX_FMT_GRAY16BE) { frame in
      for y in 0..<map.size.height {
        let row = frame.row(y, count: 2 * map.size.width)
        for x in 0..<map.size.width {
          let label = map.labels[y * map.size.width + x]
          row[2 * x] = UInt8(label >> 8)
          row[2 * x + 1] = UInt8(label & 255)
        }
      }
    }
  }

  /// Reads the indices of a palette image or the values of a grayscale image of at most 16 bits.
  package static func read(path: String) throws(MediaError) -> LabelMap {
    let map = try RegionImage.read(path: path, allowing: PixelLayout.init(palettedOrGray:))
    return LabelMap(size: map.size, labels: map.ids.map(UInt16.init(truncatingIfNeeded:)))
  }
}
