/// Recognizes the header of a QuickTime file that is compressed (`cmov`) while the bytes go by, and spoils it: FFmpeg makes
/// room for as much as such a header says, uncompresses it without another bound, and again what is in it. Nobody has written
/// such files for twenty years.
struct CompressedHeader {
  /// `cmov`, the length of the box in it, `dcom`: without them FFmpeg takes it for none. By chance they are in no file.
  private static let (outer, inner) = (Array("cmov".utf8), Array("dcom".utf8))
  private static let span = 12

  /// The last bytes that went by.
  private var tail: [UInt8] = []
  /// Whether there was one.
  private(set) var isFound = false

  /// The next bytes come from another place.
  mutating func jump() { tail = [] }

  /// Looks at the next bytes, and changes one where a compressed header is complete.
  mutating func pass(_ bytes: UnsafeMutableBufferPointer<UInt8>) {
    let (last, before) = (UInt8(ascii: "m"), UInt8(ascii: "o"))
    for place in bytes.indices where bytes[place] == last && (place == 0 || bytes[place - 1] == before) {
      let needed = Self.span - 1
      var window = Array(bytes[max(0, place - needed)..<place])
      if window.count < needed { window = Array((tail + window).suffix(needed)) }
      guard window.count == needed, window.starts(with: Self.outer),
        window.suffix(3).elementsEqual(Self.inner.dropLast())
      else { continue }
      bytes[place] = UInt8(ascii: "x")
      isFound = true
    }
    tail = Array((tail + bytes.suffix(Self.span)).suffix(Self.span))
  }
}
