import Pipeline
import PipelineFiles
import Testing

/// Keys that had another name in the version before: they are read, with a note, and never written.
@Suite struct FormerKeyTests {
  static let keys = [
    (former: "superpixels.sweeps", key: "superpixels.iterations", value: "7"),
    (former: "superpixels.smallest", key: "superpixels.min-area", value: "0.5"),
    (former: "segment.patience", key: "segment.label-hysteresis", value: "2"),
    (former: "segment.still", key: "segment.static-frame-threshold", value: "0.5"),
    (former: "segment.smallest", key: "segment.min-area", value: "0.5"),
    (former: "segment.merging.colour", key: "segment.merging.color", value: "3"),
    (former: "remap.smallest", key: "remap.min-area", value: "0.5"),
  ]

  /// A pipeline file with some keys of one section.
  private func file(_ entries: [(key: String, value: String)]) -> String {
    let section = entries[0].key.split(separator: ".").dropLast()
    let lines = section.enumerated().map { String(repeating: "  ", count: $0) + $1 + ":" }
    let indent = String(repeating: "  ", count: section.count)
    return (lines + entries.map { indent + ($0.key.split(separator: ".").last ?? "") + ": " + $0.value })
      .joined(separator: "\n")
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no error"
    } catch {
      return "\(error)"
    }
  }

  @Test("A former key is read as the new one, with a one-line note", arguments: keys)
  func readAsNew(_ former: String, _ key: String, _ value: String) throws {
    var notes = ReadingNotes()
    let settings = try PipelineFile.parse(file([(former, value)]), file: "x.yaml", notes: &notes)
    #expect(try settings == PipelineFile.parse(file([(key, value)]), file: "x.yaml"))
    #expect(settings != PipelineSettings())
    #expect(notes.keys == [key])
    let line = former.split(separator: ".").count
    #expect(
      notes.deprecations == [
        "x.yaml:\(line): \(former) is now \(key); the next version will not accept the former name"
      ])
    #expect(try PipelineFile.parse(PipelineFile.print(settings), file: "printed") == settings)
  }

  @Test("A file with both names is an error that names file and line, in either order", arguments: keys)
  func bothInAFile(_ former: String, _ key: String, _ value: String) {
    let line = former.split(separator: ".").count + 1
    for entries in [[(former, value), (key, value)], [(key, value), (former, value)]] {
      #expect(
        message { _ = try PipelineFile.parse(file(entries), file: "x.yaml") }
          == "x.yaml:\(line): \(former) is the former name of \(key), which is also given; remove \(former)")
    }
  }

  @Test("--set accepts former keys and suffixes; both names at once are an error, overriding a file's is not")
  func assignments() throws {
    var notes = ReadingNotes()
    var settings = PipelineSettings()
    #expect(try PipelineFile.apply("patience=3", to: &settings, notes: &notes) == "segment.label-hysteresis")
    #expect(settings.segment.labelHysteresis == 3)
    #expect(notes.deprecations.count == 1 && notes.deprecations[0].hasPrefix("--set: segment.patience is now"))
    #expect(
      message { try PipelineFile.apply("segment.label-hysteresis=1", to: &settings, notes: &notes) }
        == "--set: segment.patience is the former name of segment.label-hysteresis, which is also given; remove "
        + "segment.patience")
    #expect(settings.segment.labelHysteresis == 3)
    #expect(
      message { try PipelineFile.apply("smallest=1", to: &settings) }.hasPrefix(
        "--set: smallest is ambiguous: superpixels.min-area or segment.min-area or remap.min-area"))

    var later = ReadingNotes()
    try PipelineFile.apply("label-hysteresis=1", to: &settings, notes: &later)
    #expect(settings.segment.labelHysteresis == 1 && later.deprecations.isEmpty)
  }

  @Test("A former value is read as the new one")
  func formerValue() throws {
    var notes = ReadingNotes()
    let settings = try PipelineFile.parse("labels:\n  format: grey16", file: "x.yaml", notes: &notes)
    #expect(settings.labels.format == .gray16)
    #expect(
      notes.deprecations == [
        "x.yaml:2: labels.format grey16 is now gray16; the next version will not accept the former name"
      ])
  }

  @Test("Printed, shipped and suggested keys are the new ones")
  func newKeysAlone() throws {
    let printed = PipelineFile.print(PipelineSettings())
    for (former, _, _) in Self.keys {
      let tail = former.split(separator: ".").last ?? ""
      #expect(!printed.contains(" \(tail): "))
      #expect(
        !message { _ = try PipelineFile.parse(file([(former + "x", "1")]), file: "x.yaml") }.contains("mean \(former)?")
      )
    }
    #expect(!printed.contains("grey16"))
    for name in PipelineFile.shipped.keys {
      var notes = ReadingNotes()
      _ = try PipelineFile.load(name, notes: &notes)
      #expect(notes.deprecations.isEmpty)
    }
  }
}
