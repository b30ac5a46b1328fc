import TesseraCommand
import Testing

@Suite struct ProgressLineTests {
  private let line = ProgressLine(
    frames: 1234, total: 21_766, elapsed: 3725, left: 61_111, rate: 0.331, labels: 13, loss: 2.4917)

  @Test("It fits every terminal, with the most important parts first", arguments: [1, 10, 20, 30, 50, 80, 120, 400])
  func fits(_ columns: Int) {
    for total in [21_766, nil, 3] {
      var line = line
      line.total = total
      let bar = line.bar(columns: columns)
      #expect(bar.count < max(2, columns))
    }
    if columns >= 50 {
      let bar = line.bar(columns: columns)
      #expect(bar.contains("5 % frame 1234/21766, 1:02:05, 16:58:31 left"))
    }
    if columns >= 120 {
      #expect(line.bar(columns: columns).contains("█") && line.bar(columns: columns).contains("loss 2.492"))
    }
  }

  @Test("A total that turns out wrong is not shown")
  func wrongTotal() {
    var line = line
    line.total = 3
    #expect(!line.bar(columns: 80).contains("%") && !line.plain.contains("/3"))
    #expect(line.plain.hasPrefix("frame 1234, 0.331 frames/s, 1:02:05 elapsed"))
  }
}
