import Foundation

/// A figure for people: its name in JSON, its value, and what it says.
typealias Figure = (name: String, value: String, meaning: String)

/// A line for each figure, values under each other.
func figureLines(_ figures: [Figure], nameWidth: Int) -> String {
  let lines = figures.map { name, value, meaning in
    name.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
      + String(repeating: " ", count: max(0, 9 - value.count)) + value + (meaning.isEmpty ? "" : "  " + meaning)
  }
  return lines.joined(separator: "\n") + "\n"
}

func fourDecimals(_ value: Double) -> String { String(format: "%.4f", value) }
