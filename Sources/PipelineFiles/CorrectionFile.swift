import Foundation
import Imaging
import Labels
import Media
import Yams

/// Reads and prints lists of corrections. docs/CORRECTIONS.md has the grammar.
package enum CorrectionFile {
  /// A list is about a page of text.
  private static let largestFile = 1 << 20
  /// Of a file, and of all that labels have.
  package static let maxCorrections = 10_000

  /// The corrections of a file, in the order in which they are applied.
  ///
  /// - Throws: ``CorrectionFileError`` with file and line.
  package static func load(_ path: String) throws(CorrectionFileError) -> [PlacedCorrection] {
    let text: String
    do {
      text = try YAMLText.read(path, maxBytes: largestFile)
    } catch let problem as YAMLText.Problem {
      throw CorrectionFileError(place: path, reason: problem.reason)
    } catch {
      throw .unreadable(path, error, limit: largestFile)
    }
    return try parse(text, file: path)
  }

  /// - Parameter file: the name in messages.
  package static func parse(_ text: String, file: String) throws(CorrectionFileError) -> [PlacedCorrection] {
    let root: Node?
    do {
      root = try YAMLText.root(of: text)
    } catch {
      throw CorrectionFileError(place: file, reason: "is not YAML: \(error.reason)")
    }
    guard let root else { return [] }
    var reader = CorrectionReader(file: file)
    switch root {
    case .sequence(let entries):
      for entry in entries {
        guard case .mapping(let mapping) = entry, mapping.count == 1 else {
          throw reader.error(entry, "an entry of the list is one word and its value, such as - merge: [3, 7]")
        }
        try reader.read(mapping)
      }
    case .mapping(let mapping): try reader.read(mapping)
    default: throw reader.error(root, "corrections are a list of entries such as - merge: [3, 7]")
    }
    guard reader.corrections.count <= maxCorrections else {
      throw CorrectionFileError(
        place: file, reason: "there are \(reader.corrections.count) corrections, at most \(maxCorrections) are read")
    }
    return reader.corrections
  }

  /// A list that is read as these corrections, one a line.
  package static func print(_ corrections: [Correction]) -> String {
    corrections.map { "- \($0.text)\n" }.joined()
  }
}

/// An error in a list of corrections, with its place.
package struct CorrectionFileError: Error, Equatable, CustomStringConvertible {
  /// `corrections.yaml:3`, or the file.
  package let place: String
  /// The cause and the remedy.
  package let reason: String

  package var description: String { "\(place): \(reason)" }

  static func unreadable(_ path: String, _ error: any Error, limit: Int) -> CorrectionFileError {
    let reason =
      switch error as? MediaError {
      case .noSuchFile?: "no such file"
      case .isAFolder?: "it is a folder; give a file of corrections"
      case .notReadable(_, let reason)?: "cannot be read: \(reason)"
      case .badLabelFile?: "has over \(limit) bytes, too many for a list of corrections"
      default: "it is not a regular file"
      }
    return CorrectionFileError(place: path, reason: reason)
  }
}

/// Reads the entries of a list.
private struct CorrectionReader {
  let file: String
  private(set) var corrections: [PlacedCorrection] = []

  init(file: String) { self.file = file }

  private static let words = ["merge", "split", "name", "color", "pin", "forget", "cut", "not-a-cut"]

  func error(_ node: Node, _ reason: String) -> CorrectionFileError {
    CorrectionFileError(place: YAMLText.place(of: node, in: file), reason: reason)
  }

  mutating func read(_ mapping: Node.Mapping) throws(CorrectionFileError) {
    for (key, value) in mapping {
      let word = key.scalar?.string ?? ""
      switch word {
      case "merge":
        for list in lists(value) { try add(.merge(regions(list)), at: list) }
      case "split":
        for entry in items(value) { try add(split(entry), at: entry) }
      case "name":
        for (region, name) in try table(value, "name: {4: road}") { try add(.name(region, self.name(name)), at: name) }
      case "color":
        for (region, color) in try table(value, "color: {4: \"#30a0ff\"}") {
          try add(.color(region, self.color(color)), at: color)
        }
      case "pin":
        for entry in items(value) { try add(pin(entry), at: entry) }
      case "forget":
        for entry in items(value) { try add(.forget(region(entry)), at: entry) }
      case "cut":
        for entry in items(value) { try add(.cut(seconds: time(entry)), at: entry) }
      case "not-a-cut":
        for entry in items(value) { try add(.notACut(seconds: time(entry)), at: entry) }
      default:
        let known = Self.words.first { PipelineFile.editDistance($0, word) <= 2 }
        throw error(
          key,
          "unknown correction \(word.prefix(80)); "
            + (known.map { "did you mean \($0)?" } ?? "use \(Self.words.joined(separator: ", "))"))
      }
    }
  }

  private mutating func add(_ correction: Correction, at node: Node) {
    corrections.append(PlacedCorrection(correction, place: YAMLText.place(of: node, in: file)))
  }

  /// One value, or each of a list.
  private func items(_ node: Node) -> [Node] {
    if case .sequence(let items) = node { Array(items) } else { [node] }
  }

  /// One list, or each of a list of lists.
  private func lists(_ node: Node) -> [Node] {
    guard case .sequence(let items) = node, case .sequence? = items.first else { return [node] }
    return Array(items)
  }

  private func region(_ node: Node) throws(CorrectionFileError) -> UInt16 {
    guard let text = node.scalar?.string, let region = UInt16(text), region > 0 else {
      let text = node.scalar.map { " \($0.string.prefix(80))" } ?? ""
      throw error(node, "a region is a number in 1…65535, not\(text.isEmpty ? " a list or a mapping" : text)")
    }
    return region
  }

  private func regions(_ node: Node) throws(CorrectionFileError) -> [UInt16] {
    guard case .sequence(let items) = node, items.count >= 2 else {
      throw error(node, "merge needs a list of at least two regions, such as merge: [3, 7]")
    }
    var regions: [UInt16] = []
    for item in items {
      let region = try region(item)
      guard !regions.contains(region) else { throw error(item, "merge has region \(region) twice; remove one") }
      regions.append(region)
    }
    return regions
  }

  private func time(_ node: Node, _ text: String? = nil) throws(CorrectionFileError) -> Double {
    let text = text ?? node.scalar?.string ?? ""
    guard let seconds = TimeText.seconds(text) else {
      throw error(
        node, "\(text.isEmpty ? "this" : String(text.prefix(80))) is not a time; write 12.4s, 800ms or 1:02.5")
    }
    return seconds
  }

  /// `5 at 12.4s`, `5 at 12.4s as 40`
  private func split(_ node: Node) throws(CorrectionFileError) -> Correction {
    let words = (node.scalar?.string ?? "").split(separator: " ").map(String.init)
    guard words.count == 3 || words.count == 5 && words[3] == "as", words[1] == "at" else {
      throw error(node, "split is a region and a time, such as split: 5 at 12.4s")
    }
    var new: UInt16?
    if words.count == 5 {
      guard let number = UInt16(words[4]), number > 0 else {
        throw error(node, "a region is a number in 1…65535, not \(words[4].prefix(80))")
      }
      new = number
    }
    guard let region = UInt16(words[0]), region > 0 else {
      throw error(node, "a region is a number in 1…65535, not \(words[0].prefix(80))")
    }
    return .split(region, seconds: try time(node, words[2]), new: new)
  }

  /// The entries of a mapping whose keys are regions.
  private func table(_ node: Node, _ example: String) throws(CorrectionFileError) -> [(UInt16, Node)] {
    guard case .mapping(let mapping) = node else { throw error(node, "write it as in \(example)") }
    var entries: [(UInt16, Node)] = []
    for (key, value) in mapping { entries.append((try region(key), value)) }
    return entries
  }

  private func name(_ node: Node) throws(CorrectionFileError) -> String? {
    guard let scalar = node.scalar else { throw error(node, "a name is one text, such as name: {4: road}") }
    if scalar.style == .plain || scalar.style == .any, YAMLText.nulls.contains(scalar.string) { return nil }
    let name = scalar.string.trimmingCharacters(in: .whitespaces)
    guard !name.isEmpty, name.count <= Correction.maxName, name.unicodeScalars.count <= 4 * Correction.maxName else {
      throw error(
        node, "a name has 1…\(Correction.maxName) characters; to remove one, write null")
    }
    guard name.unicodeScalars.allSatisfy({ !$0.isControlOrSeparator }) else {
      throw error(node, "a name is one line without control characters")
    }
    return name
  }

  private func color(_ node: Node) throws(CorrectionFileError) -> RGBColor {
    guard let color = node.scalar.flatMap({ RGBColor(hex: $0.string) }) else {
      throw error(node, "a color has six hexadecimal digits in quotation marks, such as \"#30a0ff\"")
    }
    return color
  }

  private func pin(_ node: Node) throws(CorrectionFileError) -> Correction {
    let example = "pin: {region: 9, at: 3.2s, box: [x, y, width, height]}"
    guard case .mapping(let mapping) = node else { throw error(node, "write it as in \(example)") }
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      guard let word = key.scalar?.string, ["region", "at", "box"].contains(word) else {
        throw error(key, "pin has region, at and box, as in \(example)")
      }
      values[word] = value
    }
    guard let region = values["region"], let at = values["at"], let box = values["box"] else {
      throw error(node, "pin needs region, at and box, as in \(example)")
    }
    let sides = box.sequence?.map { $0.scalar.flatMap { Int($0.string) } ?? -1 } ?? []
    guard sides.count == 4, sides.allSatisfy({ (0...Int(UInt16.max)).contains($0) }), sides[2] > 0, sides[3] > 0 else {
      throw error(box, "a box is [x, y, width, height] in whole pixels from the upper left corner")
    }
    return .pin(
      try self.region(region), seconds: try time(at),
      PixelBox(x: sides[0], y: sides[1], width: sides[2], height: sides[3]))
  }
}

extension Unicode.Scalar {
  /// Also the marks that turn the direction of a text: a name must not change what is printed beside it.
  fileprivate var isControlOrSeparator: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: true
    case .format: value != 0x200D && value != 0x200C
    default: false
    }
  }
}

extension Correction {
  /// As an entry of a list.
  fileprivate var text: String {
    switch self {
    case .merge(let regions): "merge: [\(regions.map(String.init).joined(separator: ", "))]"
    case .split(let region, let seconds, let new):
      "split: \(region) at \(seconds)s" + (new.map { " as \($0)" } ?? "")
    case .name(let region, let name): "name: {\(region): \(name.map(\.quoted) ?? "null")}"
    case .color(let region, let color): "color: {\(region): \"\(color.hex)\"}"
    case .pin(let region, let seconds, let box):
      "pin: {region: \(region), at: \(seconds)s, box: [\(box.x), \(box.y), \(box.width), \(box.height)]}"
    case .forget(let region): "forget: \(region)"
    case .cut(let seconds): "cut: \(seconds)s"
    case .notACut(let seconds): "not-a-cut: \(seconds)s"
    }
  }
}

extension String {
  /// In YAML's double quotation marks.
  fileprivate var quoted: String {
    "\"" + replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
