import Foundation
import Pipeline
import PipelineFiles
import TestSupport
import Testing

/// Pipeline files that someone meant ill: settings, or a `PipelineFileError`; never a trap or a search without end.
@Suite struct HostilePipelineFileTests {
  private func endsInAnAnswer(_ text: String) {
    do throws(PipelineFileError) {
      _ = try PipelineFile.parse(text, file: "x.yaml")
    } catch {
      #expect(error.description.hasPrefix("x.yaml"))
    }
  }

  @Test("Six hundred mutants of what is shipped", arguments: ["default", "graph", "kmeans"])
  func mutants(_ name: String) throws {
    let whole = Array(PipelineFile.print(try PipelineFile.load(name)).utf8)
    for seed in 0..<200 {
      var mutation = Mutation(seed: UInt64(seed))
      var bytes = whole
      for _ in 0...seed % 3 { bytes = mutation.ofText(bytes) }
      endsInAnAnswer(String(decoding: bytes, as: UTF8.self))
    }
  }

  @Test("Deep nesting, closed and unclosed, up to a MiB", arguments: [100, 990, 999, 1001, 1 << 18])
  func depth(_ depth: Int) {
    for (open, close) in [("[", "]"), ("[", ""), ("{", ""), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("? [", "]")] {
      endsInAnAnswer(String(repeating: open, count: depth) + String(repeating: close, count: depth))
    }
    endsInAnAnswer("? " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n: 1\n")
  }

  @Test("Nested aliases are rejected before expansion, in values and in keys")
  func aliases() {
    var text = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
    for n in 1..<30 {
      text += "a\(n): &a\(n) [" + Array(repeating: "*a\(n - 1)", count: 8).joined(separator: ", ") + "]\n"
    }
    for end in ["", "? *a29\n: 1\n", "{*a29 : 1}\n"] {
      #expect(
        throws: PipelineFileError.notYAML(
          place: "x.yaml", reason: "aliases are not supported; write out *a0")
      ) { try PipelineFile.parse(text + end, file: "x.yaml") }
    }
    endsInAnAnswer("a: &a [*a]\n")
    // What only looks like one is none.
    #expect(throws: Never.self) { try PipelineFile.parse("# so *much* & more\nsegment:\n  seed: 1\n", file: "x.yaml") }
  }

  @Test("Keys twice, long keys, odd characters, several documents")
  func oddities() {
    for text in [
      "segment:\n  seed: 1\n  seed: 2\n", "segment: {}\nsegment: {}\n", String(repeating: "a: 1\n", count: 20_000),
      String(repeating: "k", count: 1 << 19) + ": 1\n", "? " + String(repeating: "k", count: 1 << 19) + "\n: 1\n",
      "\"\\ud800\": 1\n", "\"\\u0000\": 1\n", "\u{feff}segment:\n", "\0", "a: 1\0", "---\n...\n---\n",
      "%YAML 9.9\n---\n",
      "%TAG ! tag:x\n--- !x y\n", "!!binary ====\n", "<<: {segment: 1}\n", "[]: 1\n", "{}: 1\n", "? \n: \n", "\t",
      "|\n",
      "> \n x", "'", "\"", "&a", "*a", "!", "@", "`",
    ] {
      endsInAnAnswer(text)
    }
  }
}
