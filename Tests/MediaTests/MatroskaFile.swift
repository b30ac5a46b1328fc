import Foundation

/// A Matroska file with all that can go along with a picture, written element by element (RFC 9559): two seconds of sound,
/// three kinds of subtitles, chapters, tags and an attachment.
enum MatroskaFile {
  /// - Parameter soundDuration: in milliseconds, what one packet of the sound says that it lasts.
  static func bytes(soundDuration: UInt64? = nil) -> [UInt8] {
    element(0x1A45_DFA3, uint(0x4287, 4) + uint(0x4285, 2) + text(0x4282, "matroska"))
      + element(0x1853_8067, info + tracks + attachments + chapters + tags + clusters(soundDuration))
  }

  private static let info = element(
    0x1549_A966,
    uint(0x2AD7B1, 1_000_000) + text(0x7BA9, "A test") + element(0x4489, bigEndian(Double(2000).bitPattern)))

  private static let tracks = element(
    0x1654_AE6B,
    track(
      1, type: 2, "A_PCM/INT/LIT", language: "deu", name: "Ton", isDefault: true,
      element(0xE1, element(0xB5, bigEndian(Double(8000).bitPattern)) + uint(0x9F, 1) + uint(0x6264, 16)))
      + track(2, type: 17, "S_TEXT/UTF8", language: "eng", name: "Words", isForced: true)
      + track(3, type: 17, "S_TEXT/ASS", language: "spa", text(0x63A2, assHeader))
      + track(4, type: 17, "S_HDMV/PGS", language: "fra"))

  private static func track(
    _ number: UInt64, type: UInt64, _ codec: String, language: String, name: String? = nil, isDefault: Bool = false,
    isForced: Bool = false, _ more: [UInt8] = []
  ) -> [UInt8] {
    element(
      0xAE,
      uint(0xD7, number) + uint(0x73C5, number) + uint(0x83, type) + uint(0x88, isDefault ? 1 : 0)
        + uint(0x55AA, isForced ? 1 : 0) + text(0x86, codec) + text(0x22B59C, language)
        + (name.map { text(0x536E, $0) } ?? []) + more)
  }

  private static let assHeader = """
    [Script Info]
    ScriptType: v4.00+

    [V4+ Styles]
    Format: Name, Fontname, Fontsize, PrimaryColor
    Style: Default,Arial,16,&Hffffff

    [Events]
    Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text

    """

  private static let attachments = element(
    0x1941_A469,
    element(
      0x61A7,
      text(0x466E, "letters.ttf") + text(0x4660, "font/ttf") + element(0x465C, Array("no real font".utf8))
        + uint(0x46AE, 9)))

  private static let chapters = element(
    0x1043_A770, element(0x45B9, chapter(1, 0, 1_000_000_000, "One") + chapter(2, 1_000_000_000, 2_000_000_000, "Two")))

  private static func chapter(_ number: UInt64, _ start: UInt64, _ end: UInt64, _ title: String) -> [UInt8] {
    element(
      0xB6,
      uint(0x73C4, number) + uint(0x91, start) + uint(0x92, end)
        + element(0x80, text(0x85, title) + text(0x437C, "eng")))
  }

  private static let tags = element(
    0x1254_C367,
    element(0x7373, element(0x63C0, []) + tag("ARTIST", "Somebody") + tag("WEATHER", "rain")))

  private static func tag(_ name: String, _ value: String) -> [UInt8] {
    element(0x67C8, text(0x45A3, name) + text(0x4487, value))
  }

  /// A cluster every half second; one of the two subtitles that overlap begins before the other ends.
  private static func clusters(_ soundDuration: UInt64?) -> [UInt8] {
    (0..<4).flatMap { cluster -> [UInt8] in
      var blocks: [UInt8] = uint(0xE7, UInt64(500 * cluster))
      for n in 0..<5 {
        let samples = (0..<800).flatMap { sample -> [UInt8] in
          let value = UInt16(bitPattern: Int16(6000 * sin(Double(sample) * 0.3)))
          return [UInt8(value & 255), UInt8(value >> 8)]
        }
        if let soundDuration, (cluster, n) == (1, 2) {
          blocks += group(1, at: 100 * n, duration: soundDuration, samples)
        } else {
          blocks += element(0xA3, block(1, at: 100 * n, flags: 0x80, samples))
        }
      }
      switch cluster {
      case 0:
        blocks += group(2, at: 200, duration: 700, Array("<i>Hello</i> there".utf8))
        blocks += group(3, at: 250, duration: 500, Array("0,0,Default,,0,0,0,,{\\b1}Hola{\\b0}".utf8))
      case 1: blocks += group(2, at: 300, duration: 600, Array("Überlappung".utf8))
      case 2: blocks += group(4, at: 100, duration: 100, [0x80, 0, 0])
      default: break
      }
      return element(0x1F43_B675, blocks)
    }
  }

  private static func group(_ track: UInt8, at time: Int, duration: UInt64, _ data: [UInt8]) -> [UInt8] {
    element(0xA0, element(0xA1, block(track, at: time, flags: 0, data)) + uint(0x9B, duration))
  }

  private static func block(_ track: UInt8, at time: Int, flags: UInt8, _ data: [UInt8]) -> [UInt8] {
    [0x80 | track, UInt8(time >> 8), UInt8(time & 255), flags] + data
  }

  // MARK: EBML

  private static func element(_ id: UInt32, _ payload: [UInt8]) -> [UInt8] {
    Array(bigEndian(UInt64(id)).drop { $0 == 0 }) + [0x01] + bigEndian(UInt64(payload.count)).dropFirst() + payload
  }

  private static func uint(_ id: UInt32, _ value: UInt64) -> [UInt8] { element(id, bigEndian(value)) }

  private static func text(_ id: UInt32, _ value: String) -> [UInt8] { element(id, Array(value.utf8)) }

  private static func bigEndian(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.bigEndian) { Array($0) } }
}
