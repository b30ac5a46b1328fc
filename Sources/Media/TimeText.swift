/// A time as users write it: `12.5`, `12.5s`, `1:02.5`, `1:02:03`, `800ms`, `2m`, `1h`.
package enum TimeText {
  /// - Returns: ≥ 0; nil for other texts.
  package static func seconds(_ text: some StringProtocol) -> Double? {
    // `Double` also reads hexadecimal digits and words such as `inf`.
    guard text.utf8.allSatisfy({ (48...58).contains($0) || "+-.eEmsh".utf8.contains($0) }) else { return nil }
    let seconds: Double?
    if text.hasSuffix("ms") {
      seconds = Double(text.dropLast(2)).map { $0 / 1000 }
    } else if let unit = ["s": 1.0, "m": 60, "h": 3600][String(text.suffix(1))] {
      seconds = Double(text.dropLast()).map { $0 * unit }
    } else {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
      guard parts.count <= 3 else { return nil }
      seconds = parts.reduce(0) { total, part in
        guard let total, let part else { return nil }
        return total * 60 + part
      }
    }
    guard let seconds, seconds.isFinite, seconds >= 0 else { return nil }
    return seconds
  }
}
