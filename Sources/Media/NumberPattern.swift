import Foundation

/// A file name with one printf-style number: `frame_%04d.png`. `%%` stands for a percent sign.
struct NumberPattern {
  private let folder: String
  private let prefix: String
  private let suffix: String
  private let width: Int
  private let isZeroPadded: Bool

  /// Nil unless the last component holds exactly one `%d`.
  init?(_ word: String) {
    let slash = word.lastIndex(of: "/")
    folder = slash.map { String(word[...$0]) } ?? ""
    let parts = Array(slash.map { word[word.index(after: $0)...] } ?? word[...])

    var texts = [""]
    var format = ""
    var n = 0
    while n < parts.count {
      defer { n += 1 }
      guard parts[n] == "%" else {
        texts[texts.count - 1].append(parts[n])
        continue
      }
      if n + 1 < parts.count, parts[n + 1] == "%" {
        texts[texts.count - 1].append("%")
        n += 1
        continue
      }
      let digits = parts[(n + 1)...].prefix { $0.isASCII && $0.isNumber }
      n += digits.count + 1
      guard n < parts.count, parts[n] == "d", texts.count == 1, digits.count <= 3 else { return nil }
      format = String(digits)
      texts.append("")
    }
    guard texts.count == 2 else { return nil }
    prefix = texts[0]
    suffix = texts[1]
    isZeroPadded = format.hasPrefix("0")
    width = Int(format) ?? 0
  }

  /// The existing files, from the lowest number to the first gap.
  func matches() throws(MediaError) -> [String] {
    let directory = folder.isEmpty ? "." : folder
    guard FileManager.default.fileExists(atPath: directory) else { return [] }
    let numbers = Set(try MediaInput.names(inFolder: directory).compactMap(number))
    guard var next = numbers.min() else { return [] }
    var paths: [String] = []
    while numbers.contains(next) {
      paths.append(folder + fileName(next))
      next += 1
    }
    return paths
  }

  /// The number in a file's name, if the pattern produces exactly that name.
  private func number(_ name: String) -> Int? {
    guard name.hasPrefix(prefix), name.hasSuffix(suffix), name.count > prefix.count + suffix.count,
      let number = Int(name.dropFirst(prefix.count).dropLast(suffix.count).drop { $0 == " " }),
      number >= 0, number < Int.max, fileName(number) == name
    else { return nil }
    return number
  }

  private func fileName(_ number: Int) -> String {
    let digits = String(number)
    let padding = String(repeating: isZeroPadded ? "0" : " ", count: max(0, width - digits.count))
    return prefix + padding + digits + suffix
  }
}
