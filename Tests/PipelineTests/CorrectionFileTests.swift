import Imaging
import Labels
import PipelineFiles
import TestSupport
import Testing

/// Lists of corrections: what they say, and what someone meant ill.
@Suite struct CorrectionFileTests {
  private func parse(_ text: String) throws -> [Correction] {
    try CorrectionFile.parse(text, file: "x.yaml").map(\.correction)
  }

  private static let all: [Correction] = [
    .merge([3, 7]), .split(5, seconds: 12.4, new: nil), .split(5, seconds: 1e-5, new: 40), .name(4, "road"),
    .name(9, "a \"b\" \\ c: #d"), .name(9, nil), .color(4, RGBColor(red: 0x30, green: 0xa0, blue: 0xff)),
    .pin(9, seconds: 3.2, PixelBox(x: 1, y: 2, width: 30, height: 40)), .forget(12), .cut(seconds: 62.5),
    .notACut(seconds: 3600),
  ]

  @Test("Every kind, as a list and as a mapping, with times in all spellings")
  func grammar() throws {
    let list = """
      - merge: [3, 7]
      - split: 5 at 12.4s
      - name: {4: road, 9: null}
      - color: {4: "#30a0ff"}
      - pin: {region: 9, at: 3200ms, box: [1, 2, 30, 40]}
      - forget: [12, 13]
      - cut: 00:01:02.5
      - not-a-cut: 1h
      - merge: [[1, 2], [3, 4]]
      """
    let expected: [Correction] = [
      .merge([3, 7]), .split(5, seconds: 12.4, new: nil), .name(4, "road"), .name(9, nil),
      .color(4, RGBColor(red: 0x30, green: 0xa0, blue: 0xff)),
      .pin(9, seconds: 3.2, PixelBox(x: 1, y: 2, width: 30, height: 40)), .forget(12), .forget(13), .cut(seconds: 62.5),
      .notACut(seconds: 3600), .merge([1, 2]), .merge([3, 4]),
    ]
    #expect(try parse(list) == expected)
    #expect(try parse("merge: [3, 7]\nsplit: [5 at 1:02, 6 at 3]\n").count == 3)
    #expect(try parse("") == [] && parse("# nothing\n") == [] && parse("[]") == [])
    let placed = try CorrectionFile.parse(list, file: "x.yaml")
    #expect(placed.map(\.place).prefix(4) == ["x.yaml:1", "x.yaml:2", "x.yaml:3", "x.yaml:3"])
  }

  @Test("What is printed is read again")
  func print() throws { #expect(try parse(CorrectionFile.print(Self.all)) == Self.all) }

  @Test(
    "Wrong entries are errors with file and line",
    arguments: [
      "merge: [3]", "merge: [3, 3]", "merge: [0, 1]", "merge: [3, 70000]", "merge: {3: 7}", "split: 5", "split: 5 at",
      "split: 5 at noon", "split: -1 at 3s", "split: 5 at 3s as 0", "name: road", "name: {4: [a]}", "name: {4: \"\"}",
      "name: {4: \"a\\nb\"}", "name: {4: \"\\u202e\"}", "name: {x: y}", "color: {4: blue}", "color: {4: \"#12345\"}",
      "color: {4: \"#+12345\"}", "pin: 9", "pin: {region: 9, at: 3s}", "pin: {region: 9, at: 3s, box: [1, 2, 3]}",
      "pin: {region: 9, at: 3s, box: [1, 2, 0, 4]}", "pin: {region: 9, at: 3s, box: [-1, 2, 3, 4]}",
      "pin: {region: 9, at: 3s, box: [1, 2, 3, 99999999999999999999]}", "forget: all", "cut: -3s", "cut: nan",
      "cut: 1e999", "cut: 1:2:3:4", "nonsense: 1", "\"\": 1", "[1]: 2",
    ])
  func wrong(_ entry: String) {
    for text in ["- \(entry)\n", "\(entry)\n"] {
      do throws(CorrectionFileError) {
        _ = try CorrectionFile.parse(text, file: "x.yaml")
        Issue.record("\(entry) was read")
      } catch {
        #expect(error.place.hasPrefix("x.yaml"), "\(error)")
        #expect(!error.reason.isEmpty && !error.description.contains("\n"))
      }
    }
  }

  private func endsInAnAnswer(_ text: String) {
    do throws(CorrectionFileError) {
      _ = try CorrectionFile.parse(text, file: "x.yaml")
    } catch {
      #expect(error.description.hasPrefix("x.yaml"))
    }
  }

  @Test("Mutants, deep nesting, aliases and odd texts end in an answer")
  func hostile() {
    let whole = Array(CorrectionFile.print(Self.all).utf8)
    for seed in 0..<400 {
      var mutation = Mutation(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...seed % 3 { bytes = mutation.ofText(bytes) }
      endsInAnAnswer(String(decoding: bytes, as: UTF8.self))
    }
    for depth in [100, 999, 1001, 1 << 17] {
      for (open, close) in [("[", "]"), ("[", ""), ("{a: ", "}"), ("- ", ""), ("? [", "]")] {
        endsInAnAnswer(String(repeating: open, count: depth) + String(repeating: close, count: depth))
      }
    }
    endsInAnAnswer("- name: &a {1: x}\n- name: *a\n")
    endsInAnAnswer(String(repeating: "- forget: 1\n", count: 20_000))
    endsInAnAnswer("- name: {1: \"" + String(repeating: "e\u{301}", count: 100_000) + "\"}\n")
    for text in [
      "\0", "%YAML 9.9\n---\n", "- !!binary ====\n", "---\n---\n", "- \"\\ud800\": 1\n", "\u{feff}- forget: 1\n",
    ] {
      endsInAnAnswer(text)
    }
  }
}
