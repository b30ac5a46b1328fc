/// The file formats of measurements.
package enum MeasurementFormat: String, Sendable, CaseIterable {
  /// Comma-separated values with a header (RFC 4180).
  case csv
  /// A JSON object on each line.
  case jsonl

  /// By the extension of a file: `.jsonl`, `.ndjson` or `.json`; otherwise CSV.
  package init(path: String) {
    let name = path.lowercased()
    self = [".jsonl", ".ndjson", ".json"].contains(where: name.hasSuffix) ? .jsonl : .csv
  }
}

/// A value of a table, in both formats.
enum Field {
  case integer(Int)
  /// At most six decimals.
  case number(Double)
  /// The neighbors of a region and the lengths of the borders: `3:120 7:44`, in JSON `{"3":120,"7":44}`.
  case neighbors([RegionProperties.Neighbor])
  case text(String)
  case missing

  init(_ value: Double?) { self = value.map { .number($0) } ?? .missing }
  init(_ value: String?) { self = value.map { .text($0) } ?? .missing }
  init(_ value: Int?) { self = value.map { .integer($0) } ?? .missing }

  var csv: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): Self.text(value)
    case .neighbors(let list): list.map { "\($0.trackID):\($0.length)" }.joined(separator: " ")
    case .text(let text): text.withoutFormula.quotedForCSV
    case .missing: ""
    }
  }

  var json: String {
    switch self {
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? Self.text(value) : "null"
    case .neighbors(let list): "{" + list.map { "\"\($0.trackID)\":\($0.length)" }.joined(separator: ",") + "}"
    case .text(let text): text.quotedForJSON
    case .missing: "null"
    }
  }

  private static func text(_ value: Double) -> String {
    let rounded = (value * 1_000_000).rounded() / 1_000_000
    // Large values have no decimals to round.
    return "\(rounded.isFinite ? rounded : value)"
  }
}

/// A column: its name, with the unit, and its value.
struct Column<Row>: Sendable {
  let name: String
  let value: @Sendable (Row) -> Field

  init(_ name: String, _ value: @escaping @Sendable (Row) -> Field) {
    self.name = name
    self.value = value
  }
}

extension Array {
  /// The header of a CSV file, with its line end.
  func header<Row>() -> String where Element == Column<Row> { map(\.name).joined(separator: ",") + "\n" }

  /// A line with its end.
  func line<Row>(of row: Row, as format: MeasurementFormat) -> String where Element == Column<Row> {
    switch format {
    case .csv: map { $0.value(row).csv }.joined(separator: ",") + "\n"
    case .jsonl: "{" + map { "\"\($0.name)\":\($0.value(row).json)" }.joined(separator: ",") + "}\n"
    }
  }
}

extension String {
  /// With an apostrophe before a first character by which a spreadsheet takes a text for a formula.
  fileprivate var withoutFormula: String { first.map { "=+-@".contains($0) } ?? false ? "'" + self : self }

  /// In RFC 4180 quoting, where it is needed. Line ends are replaced for readers that work line by line.
  fileprivate var quotedForCSV: String {
    let line = String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 32 ? " " : $0 }))
    let isQuoted = unicodeScalars.contains { $0 == "," || $0 == "\"" }
    return isQuoted ? "\"" + line.replacing("\"", with: "\"\"") + "\"" : line
  }

  fileprivate var quotedForJSON: String {
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "\"" || scalar == "\\" { text.append("\\") }
      text.append(scalar.value < 32 ? " " : scalar)
    }
    return "\"" + String(text) + "\""
  }
}
