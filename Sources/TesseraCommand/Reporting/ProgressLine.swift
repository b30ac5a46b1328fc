import Foundation

/// A run's progress as one line.
package struct ProgressLine {
  /// Frames written, including those of earlier runs.
  package var frames: Int
  /// Nil if unknown.
  package var total: Int?
  /// In seconds.
  package var elapsed: Double
  /// In seconds; nil if unknown.
  package var left: Double?
  /// Frames per second.
  package var rate: Double
  package var labels: Int
  package var loss: Float?

  package init(
    frames: Int, total: Int?, elapsed: Double, left: Double?, rate: Double, labels: Int, loss: Float?
  ) {
    (self.frames, self.total, self.elapsed, self.left) = (frames, total, elapsed, left)
    (self.rate, self.labels, self.loss) = (rate, labels, loss)
  }

  /// A total that has proved wrong is ignored.
  private var knownTotal: Int? { total.flatMap { $0 > 0 && $0 >= frames ? $0 : nil } }

  private var percent: Int? { knownTotal.map { 100 * frames / $0 } }

  private var count: String { "frame \(frames)" + (knownTotal.map { "/\($0)" } ?? "") }
  private var speed: String { "\(fixed(rate, rate < 1 ? 3 : 1)) frames/s" }

  /// For logs.
  package var plain: String {
    var parts = [count + (percent.map { " (\($0) %)" } ?? ""), speed, "\(clock(elapsed)) elapsed"]
    if let left { parts.append("\(clock(left)) left") }
    parts.append("\(labels) labels")
    if let loss { parts.append("loss \(fixed(Double(loss), 3))") }
    return parts.joined(separator: ", ")
  }

  /// For a terminal: as much as fits, the most important parts first.
  package func bar(columns: Int) -> String {
    let time = clock(elapsed) + (left.map { ", \(clock($0)) left" } ?? "")
    var line = (percent.map { "\($0) % " } ?? "") + count
    let details = [time, speed, "\(labels) labels"] + (loss.map { ["loss \(fixed(Double($0), 3))"] } ?? [])
    for part in details {
      guard line.count + 2 + part.count < columns else { break }
      line += ", " + part
    }
    let room = min(24, columns - line.count - 4)
    if let total = knownTotal, room >= 6 {
      let done = min(room, room * frames / total)
      line = "[" + String(repeating: "█", count: done) + String(repeating: "░", count: room - done) + "] " + line
    }
    return String(line.prefix(max(1, columns - 1)))
  }
}

func fixed(_ value: Double, _ digits: Int) -> String { String(format: "%.\(digits)f", value) }

func clock(_ seconds: Double) -> String {
  guard seconds.isFinite, seconds < 1e7 else { return "long" }
  let whole = Int(seconds.rounded(.up))
  return whole >= 3600
    ? String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
    : String(format: "%d:%02d", whole / 60, whole % 60)
}

/// The width of the terminal on standard error; read for every line, since windows are resized.
func terminalColumns() -> Int {
  var size = winsize()
  guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
  return Int(size.ws_col)
}
