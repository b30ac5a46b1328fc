import Compression
import Foundation

/// An element of a MATLAB 5 file: a type and its bytes.
struct MATLABElement {
  let type: Kind
  let bytes: Data

  enum Kind: Equatable {
    /// Integers of the given size.
    case integers(bytes: Int, isSigned: Bool)
    case matrix
    case other
  }

  /// Why a file can not be read.
  struct Damage: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
  }

  /// Its integers, little-endian; empty for other types.
  var numbers: [Int] {
    guard case .integers(let width, let isSigned) = type else { return [] }
    let count = bytes.count / width
    return (0..<count).map { place in
      let start = bytes.startIndex + place * width
      var value = 0
      for byte in 0..<width { value |= Int(bytes[start + byte]) << (8 * byte) }
      let sign = 1 << (8 * width - 1)
      return isSigned && value & sign != 0 ? value - 2 * sign : value
    }
  }

  /// Reads elements sequentially.
  struct Reader {
    private var rest: Data

    init(_ bytes: Data) { rest = bytes }

    /// The next element, or nil at the end. Compressed elements are expanded.
    ///
    /// - Parameter maxBytes: the maximum expanded size; 0: compressed elements are rejected.
    mutating func next(maxBytes: Int = 0) throws(Damage) -> MATLABElement? {
      guard rest.count >= 8 else { return nil }
      let tag = MATLABElement(type: .integers(bytes: 4, isSigned: false), bytes: rest.prefix(8)).numbers
      // Up to four bytes are stored in the tag, whose upper half is then the count.
      let isSmall = tag[0] >> 16 != 0
      let code = tag[0] & 0xffff
      let count = isSmall ? tag[0] >> 16 : tag[1]
      let body = rest.dropFirst(isSmall ? 4 : 8)
      guard count <= (isSmall ? 4 : body.count) else { throw .init("an array is truncated") }
      let isCompressed = code == 15
      let padded = isSmall ? 4 : isCompressed ? count : (count + 7) / 8 * 8
      rest = body.dropFirst(min(padded, body.count))
      let bytes = body.prefix(count)
      if isCompressed {
        var inner = Reader(try Self.expanded(bytes, maxBytes: maxBytes))
        return try inner.next()
      }
      return MATLABElement(type: Self.kind(code), bytes: bytes)
    }

    private static func kind(_ code: Int) -> Kind {
      switch code {
      case 1, 2: .integers(bytes: 1, isSigned: code == 1)
      case 3, 4: .integers(bytes: 2, isSigned: code == 3)
      case 5, 6: .integers(bytes: 4, isSigned: code == 5)
      case 14: .matrix
      default: .other
      }
    }

    /// Expands zlib data.
    private static func expanded(_ bytes: Data, maxBytes: Int) throws(Damage) -> Data {
      guard maxBytes > 0 else { throw .init("it is compressed twice") }
      do {
        return Data(try Zlib.expanded([UInt8](bytes), maxBytes: maxBytes))
      } catch {
        throw .init("its data are damaged, or expand to more than \(maxBytes >> 20) MiB")
      }
    }
  }
}
