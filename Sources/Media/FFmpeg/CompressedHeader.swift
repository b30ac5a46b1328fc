/// Detects and invalidates a compressed QuickTime header (`cmov`) in a byte stream. FFmpeg allocates whatever size
/// such a header declares and uncompresses it, also recursively, without a limit. Such files have not been written
/// for twenty years.
struct CompressedHeader {
  /// `cmov`, the length of the inner box, `dcom`: FFmpeg requires this sequence. It does not occur by chance.
  private static let (outer, inner) = (Array("cmov".utf8), Array("dcom".utf8))
  private static let span = 12

  /// The last bytes of the previous block.
  private var tail: [UInt8] = []
  /// Whether a compressed header was found.
  private(set) var isFound = false

  /// Call after a seek.
  mutating func jump() { tail = [] }

  /// Scans the next bytes and changes one of them if a compressed header is complete.
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
