import Media
import Testing

@Suite struct TimeTextTests {
  @Test(
    "Times are decimal numbers with a unit or colons",
    arguments: [
      ("12.5", 12.5), ("12.5s", 12.5), ("800ms", 0.8), ("2m", 120), ("1h", 3600), ("1:02.5", 62.5), ("1:02:03", 3723),
      ("1e1", 10),
    ])
  func times(_ text: String, _ seconds: Double) { #expect(TimeText.seconds(text) == seconds) }

  @Test("Other texts are no times", arguments: ["", "0x1", "0x1s", "0x1p4", "inf", "nan", "-1", "1:2:3:4", "1 s", "s"])
  func others(_ text: String) { #expect(TimeText.seconds(text) == nil) }
}
