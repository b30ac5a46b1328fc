import Media

/// Reads XML element by element, so that a file of any size needs little memory.
///
/// It knows what annotation files have: elements, attributes, text, and the five predefined entities. A document type
/// definition, with which entities could grow without bound or name other files, is refused.
package final class XMLScanner {
  package enum Token: Equatable {
    case begin(name: String, attributes: [String: String])
    case text(String)
    case end(name: String)
    case endOfFile
  }

  private static let (maxDepth, maxName, maxAttributes) = (64, 256, 64)

  private let bytes: ByteStream
  private var stack: [String] = []
  /// The name of an element without content, which still has to end.
  private var emptyElement: String?
  private var hasRoot = false

  package init(path: String) throws(MediaError) { bytes = try ByteStream(path: path) }

  var path: String { bytes.path }
  /// From 1.
  var line: Int { bytes.line }

  /// The next token. White space between elements is left out.
  ///
  /// - Throws: ``ExchangeError``, `MediaError`.
  package func next() throws -> Token {
    if let name = emptyElement {
      emptyElement = nil
      stack.removeLast()
      return .end(name: name)
    }
    while let byte = try bytes.peek() {
      guard byte == UInt8(ascii: "<") else {
        let text = try text(upTo: UInt8(ascii: "<"))
        guard text.contains(where: { !$0.isWhitespace }) else { continue }
        guard !stack.isEmpty || text == "\u{feff}" else { throw bad("there is text outside of the elements") }
        if stack.isEmpty { continue }
        return .text(text)
      }
      _ = try bytes.next()
      switch try bytes.peek() {
      case UInt8(ascii: "?"): try skip(to: "?>")
      case UInt8(ascii: "!"): try skipComment()
      case UInt8(ascii: "/"):
        _ = try bytes.next()
        let name = try name()
        try skipSpace()
        guard try bytes.next() == UInt8(ascii: ">"), stack.popLast() == name else {
          throw bad("the element \(name) is closed, but not open")
        }
        return .end(name: name)
      default: return try element()
      }
    }
    guard stack.isEmpty, hasRoot else { throw bad("it ends too early") }
    return .endOfFile
  }

  func bad(_ reason: String) -> ExchangeError {
    .badFile(path: path, place: "line \(bytes.line)", reason: "\(reason) (XML)")
  }

  private func element() throws -> Token {
    guard stack.count < Self.maxDepth else { throw bad("it is nested too deeply") }
    guard !hasRoot || !stack.isEmpty else { throw bad("there is more than one root element") }
    hasRoot = true
    let name = try name()
    var attributes: [String: String] = [:]
    while true {
      try skipSpace()
      switch try bytes.peek() {
      case UInt8(ascii: ">"):
        _ = try bytes.next()
        stack.append(name)
        return .begin(name: name, attributes: attributes)
      case UInt8(ascii: "/"):
        _ = try bytes.next()
        guard try bytes.next() == UInt8(ascii: ">") else { throw bad("the element \(name) is not closed") }
        stack.append(name)
        emptyElement = name
        return .begin(name: name, attributes: attributes)
      default:
        let key = try self.name()
        try skipSpace()
        guard try bytes.next() == UInt8(ascii: "=") else { throw bad("the attribute \(key) has no value") }
        try skipSpace()
        guard let quote = try bytes.next(), quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
          throw bad("the value of \(key) is not quoted")
        }
        let value = try text(upTo: quote)
        guard try bytes.next() == quote else { throw bad("the value of \(key) does not end") }
        guard attributes.updateValue(value, forKey: key) == nil else {
          throw bad("the attribute \(key) is there twice")
        }
        guard attributes.count <= Self.maxAttributes else { throw bad("the element \(name) has too many attributes") }
      }
    }
  }

  private func name() throws -> String {
    var name: [UInt8] = []
    while let byte = try bytes.peek(), byte > 32, !"<>/=\"'&".utf8.contains(byte) {
      name.append(byte)
      _ = try bytes.next()
      guard name.count <= Self.maxName else { throw bad("a name is too long") }
    }
    guard !name.isEmpty else { throw bad("a name is missing") }
    return String(decoding: name, as: UTF8.self)
  }

  private func skipSpace() throws { while let byte = try bytes.peek(), byte <= 32 { _ = try bytes.next() } }

  /// The text before a byte, which stays the next one.
  private func text(upTo end: UInt8) throws -> String {
    var text: [UInt8] = []
    while let byte = try bytes.peek(), byte != end {
      _ = try bytes.next()
      if byte == UInt8(ascii: "&") { text += try entity() } else { text.append(byte) }
      guard text.count <= ByteStream.maxText else { throw bad("a text is too long") }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func entity() throws -> [UInt8] {
    var name: [UInt8] = []
    while let byte = try bytes.next(), byte != UInt8(ascii: ";") {
      name.append(byte)
      guard name.count <= 10 else { throw bad("an entity is unknown") }
    }
    switch String(decoding: name, as: UTF8.self) {
    case "amp": return Array("&".utf8)
    case "lt": return Array("<".utf8)
    case "gt": return Array(">".utf8)
    case "quot": return Array("\"".utf8)
    case "apos": return Array("'".utf8)
    case let text where text.hasPrefix("#"):
      let isHexadecimal = text.hasPrefix("#x")
      guard let number = UInt32(text.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10),
        let scalar = Unicode.Scalar(number)
      else { throw bad("a character reference is invalid") }
      return Array(String(scalar).utf8)
    default: throw bad("an entity is unknown")
    }
  }

  private func skip(to end: String) throws {
    let end = Array(end.utf8)
    var last: [UInt8] = []
    while last != end {
      guard let byte = try bytes.next() else { throw bad("it ends too early") }
      last.append(byte)
      if last.count > end.count { last.removeFirst() }
    }
  }

  private func skipComment() throws {
    for byte in "!--".utf8 where try bytes.next() != byte {
      throw bad("it has a document type definition or a marked section, which is not read")
    }
    try skip(to: "-->")
  }
}
