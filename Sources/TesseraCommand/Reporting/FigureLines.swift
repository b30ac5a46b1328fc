import Foundation

/// A figure for text output: its name in JSON, its value, and its meaning.
typealias Figure = (name: String, value: String, meaning: String)

/// One line per figure, with aligned values.
func figureLines(_ figures: [Figure], nameWidth: Int) -> String {
  let lines = figures.map { name, value, meaning in
    name.padding(toLength: nameWidth, withPad: " ", startingAt: 0)
      + String(repeating: " ", count: max(0, 9 - value.count)) + value + (meaning.isEmpty ? "" : "  " + meaning)
  }
  return lines.joined(separator: "\n") + "\n"
}

func fourDecimals(_ value: Double) -> String { String(format: "%.4f", value) }
