import Foundation

/// A table in Markdown that is also aligned in a terminal.
enum CheckTable {
  private static let columns: [(title: String, length: Int)] = [
    ("kernel", 27), ("width", 8), ("result", 6), ("error", 7), ("allowed", 7), ("ms", 7), ("throughput", 13),
    ("reference", 9),
  ]

  static func printHeader() {
    row(columns.map(\.title))
    row(columns.map { String(repeating: "-", count: $0.length) })
  }

  static func print(_ line: CheckLine) {
    if line.result == .skipped {
      row([line.kernel, line.width, "skipped: \(line.reason ?? "")"])
      return
    }
    row([
      line.kernel, line.width, line.result == .ok ? "ok" : "FAILED", format(line.error, "%.1e"),
      format(line.allowedError, "%.0e"), format(line.seconds.map { $0 * 1e3 }, "%.3f"),
      format(line.throughput, "%.1f") + (line.unit.map { " \($0)" } ?? ""), format(line.speedUp, "%.1f ×"),
    ])
    if line.result == .failed { Swift.print("  \(line.reason ?? "")") }
  }

  /// Prints the cells; those that are missing are empty.
  private static func row(_ cells: [String]) {
    let padded = columns.enumerated().map { index, column in
      let text = index < cells.count ? cells[index] : ""
      return text + String(repeating: " ", count: max(0, column.length - text.count))
    }
    Swift.print("| " + padded.joined(separator: " | ") + " |")
    // The next kernel may take seconds.
    fflush(nil)
  }

  private static func format(_ value: Double?, _ format: String) -> String {
    guard let value else { return "" }
    return value == 0 ? "0" : String(format: format, value)
  }
}
