import Foundation
import Imaging

/// Matroska files put together by hand (RFC 9559), so that every tag and every sample is the test's own.
struct HandmadeVideo {
  var size: PictureSize
  /// FFmpeg's four bytes for a raw pixel format, for example `I420`.
  var fourCC: [UInt8] = Array("I420".utf8)
  var codec = "V_UNCOMPRESSED"
  /// Numbers of ITU-T H.273; nil leaves the tag out.
  var matrix: Int?
  var transfer: Int?
  var primaries: Int?
  var isFullRange: Bool?
  /// Top field first.
  var isInterlaced = false

  static let planar444 = Array("444P".utf8)
  static let planar10Bits = [UInt8]("Y3".utf8) + [11, 10]

  /// - Parameter frames: milliseconds, ≥ 0, and coded data.
  func bytes(_ frames: [(time: Int16, data: [UInt8])]) -> [UInt8] {
    var color: [UInt8] = []
    if let matrix { color += element(0x55B1, matrix) }
    if let isFullRange { color += element(0x55B9, isFullRange ? 2 : 1) }
    if let transfer { color += element(0x55BA, transfer) }
    if let primaries { color += element(0x55BB, primaries) }
    var video = element(0xB0, size.width) + element(0xBA, size.height)
    if codec == "V_UNCOMPRESSED" { video += element(0x2EB524, fourCC) }
    if isInterlaced { video += element(0x9A, 1) + element(0x9D, 1) }
    if !color.isEmpty { video += element(0x55B0, color) }
    let track =
      element(0xD7, 1) + element(0x73C5, 1) + element(0x83, 1) + element(0x86, Array(codec.utf8)) + element(0xE0, video)
    let blocks = frames.flatMap { frame in
      let time = UInt16(bitPattern: frame.time)
      return element(0xA3, [0x81, UInt8(time >> 8), UInt8(time & 255), 0x80] + frame.data)
    }
    let segment =
      element(0x1549_A966, element(0x2AD7B1, 1_000_000)) + element(0x1654_AE6B, element(0xAE, track))
      + element(0x1F43_B675, element(0xE7, 0) + blocks)
    let header = element(0x4282, Array("matroska".utf8)) + element(0x4287, 4) + element(0x4285, 2)
    return element(0x1A45_DFA3, header) + element(0x1853_8067, segment)
  }

  private func element(_ id: UInt32, _ value: Int) -> [UInt8] {
    element(id, [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) })
  }

  private func element(_ id: UInt32, _ payload: [UInt8]) -> [UInt8] {
    let name: [UInt8] = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: id >> $0) }
    // The length in eight bytes, of which the first bit set says that they are eight.
    let length: [UInt8] = [48, 40, 32, 24, 16, 8, 0].map { UInt8(truncatingIfNeeded: payload.count >> $0) }
    return name.drop { $0 == 0 } + [0x01] + length + payload
  }
}

/// Luma and chroma of a color by the definition (ITU-T H.273, 8.3), in levels of 8 or 10 bits.
struct YUVCode {
  /// Kr and Kb by the number of the matrix.
  static let weights: [Int: (red: Double, blue: Double)] = [
    1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114), 7: (0.212, 0.087), 9: (0.2627, 0.0593),
  ]
  let y, u, v: Int

  init(_ color: RGBColor, matrix: Int, isFullRange: Bool, bits: Int = 8) {
    let (kr, kb) = Self.weights[matrix] ?? (0, 0)
    let (r, g, b) = (Double(color.red) / 255, Double(color.green) / 255, Double(color.blue) / 255)
    var luma = kr * r + (1 - kr - kb) * g + kb * b
    var (cb, cr) = ((b - luma) / (2 * (1 - kb)), (r - luma) / (2 * (1 - kr)))
    // YCgCo is no weighted sum and differences, and calculated behind the scaling of R, G and B (equations 44 to 46).
    if matrix == 8 { (luma, cb, cr) = (g / 2 + (r + b) / 4, g / 2 - (r + b) / 4, (r - b) / 2) }
    let unit = Double(1 << (bits - 8))
    let top = Double(1 << bits) - 1
    func level(_ value: Double) -> Int { Int(min(max(value.rounded(), 0), top)) }
    y = level(isFullRange ? luma * top : (16 + 219 * luma) * unit)
    let span = isFullRange ? top : (matrix == 8 ? 219 : 224) * unit
    u = level(128 * unit + cb * span)
    v = level(128 * unit + cr * span)
  }
}

/// Vertical bars, each `width` wide, of black, white and the six mixtures at full and at three quarters.
let barColors: [RGBColor] = [255, 191].flatMap { level in
  (0..<8).map { n in
    RGBColor(red: n & 1 == 0 ? 0 : level, green: n & 2 == 0 ? 0 : level, blue: n & 4 == 0 ? 0 : level)
  }
}

/// Planes one after the other: 4:2:0 unless `is444`; more than 8 bits as little-endian words.
func planes(
  _ size: PictureSize, matrix: Int, isFullRange: Bool, bits: Int = 8, is444: Bool = false, color: (Int, Int) -> RGBColor
) -> [UInt8] {
  var bytes: [UInt8] = []
  func add(_ value: Int) {
    bytes.append(UInt8(value & 255))
    if bits > 8 { bytes.append(UInt8(value >> 8)) }
  }
  func code(_ x: Int, _ y: Int) -> YUVCode {
    YUVCode(color(x, y), matrix: matrix, isFullRange: isFullRange, bits: bits)
  }
  for y in 0..<size.height { for x in 0..<size.width { add(code(x, y).y) } }
  let step = is444 ? 1 : 2
  for y in stride(from: 0, to: size.height, by: step) {
    for x in stride(from: 0, to: size.width, by: step) { add(code(x, y).u) }
  }
  for y in stride(from: 0, to: size.height, by: step) {
    for x in stride(from: 0, to: size.width, by: step) { add(code(x, y).v) }
  }
  return bytes
}
