import Foundation

/// The maximum length of a message in characters; names in it may be of any length.
private let maxInALine = 4000

/// Prints one line on standard error.
func printError(_ message: String) {
  let line = String(message.prefix(maxInALine).map { $0.isNewline ? " " : $0 })
  printToStandardError("tessera: error: \(line)\(message.count > maxInALine ? " …" : "")\n")
}

/// For text: terminal control characters are escaped.
func printToStandardError(_ text: String) { writeToStandardError(printable(text)) }

/// For text and data: terminal control characters are escaped. A closed pipe (`tessera …
///  head`) ends the output, not the program.
func printToStandardOutput(_ text: String) { writeToStandardOutput(printable(text)) }

/// Without escaping.
func writeToStandardOutput(_ text: String) {
  let bytes = Array(text.utf8)
  var place = 0
  while place < bytes.count {
    let count = bytes[place...].withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    if count < 0, errno == EINTR { continue }
    guard count > 0 else {
      let code = errno
      guard code != EPIPE else { return }
      printError("standard output: cannot be written: \(String(cString: strerror(code)))")
      exit(Exit.output.rawValue)
    }
    place += count
  }
}

/// Without escaping.
func writeToStandardError(_ text: String) { try? FileHandle.standardError.write(contentsOf: Data(text.utf8)) }

/// Escapes control characters (C0 except line ends and tabs, DEL, C1) and bidirectional controls as `\u{1B}`: names
/// and metadata of files are untrusted.
func printable(_ text: String) -> String {
  guard text.unicodeScalars.contains(where: isControl) else { return text }
  var result = ""
  for scalar in text.unicodeScalars {
    if isControl(scalar) {
      result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
    } else {
      result.unicodeScalars.append(scalar)
    }
  }
  return result
}

/// Escapes the same characters in JSON as `\u009B`. They occur only in strings, so the JSON stays valid.
func printableJSON(_ json: Data) -> String {
  var result = String.UnicodeScalarView()
  for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
    if isControl(scalar) {
      result.append(contentsOf: String(format: "\\u%04X", scalar.value).unicodeScalars)
    } else {
      result.append(scalar)
    }
  }
  return String(result)
}

private func isControl(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x0A: false
  case 0x00..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069: true
  default: false
  }
}
