import Foundation
import Pipeline
import PipelineFiles
import TestSupport
import Testing

private func message(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    return "\(error)"
  }
}

@Suite struct PipelineFileTests {
  @Test("A file sets its keys and keeps the other defaults")
  func reads() throws {
    let settings = try PipelineFile.parse(
      """
      # comment
      decode:
        size: 320x180
      segment:
        components: 3
        iterations:
          first: 12
        learning-rate: 0.05
        vote: false
        seed: 18446744073709551615
      overlay:
        outline-width: auto
        opacity: 1
      """, file: "x.yaml")
    var expected = PipelineSettings()
    expected.decode.size = .exact(.init(width: 320, height: 180))
    expected.segment.components = 3
    expected.segment.iterations.first = 12
    expected.segment.learningRate = 0.05
    expected.segment.votes = false
    expected.segment.seed = .max
    expected.overlay.opacity = 1
    #expect(settings == expected)
  }

  @Test(
    "Empty files and empty sections are the defaults",
    arguments: ["", "\n", "# nothing\n", "segment:\n", "superpixels: ~\n", "segment:\n  iterations: null\n"])
  func empty(_ text: String) throws {
    #expect(try PipelineFile.parse(text, file: "x.yaml") == PipelineSettings())
  }

  @Test(
    "Every mistake is named with file, line and key",
    arguments: [
      ("segment:\n  componets: 3", "x.yaml:2: unknown key segment.componets; did you mean segment.components?"),
      ("segmnet:\n  components: 3", "x.yaml:1: unknown key segmnet"),
      ("segment:\n  components: many", "x.yaml:2: segment.components is many; it must be a whole number, 1…16"),
      ("segment:\n\n  channels: 1000", "x.yaml:3: segment.channels is 1000; it must be a whole number, 1…256"),
      ("segment:\n  channels: 12.5", "x.yaml:2: segment.channels is 12.5"),
      ("segment:\n  channels: [1, 2]", "x.yaml:2: segment.channels must be a whole number"),
      ("segment:\n  learning-rate: .nan", "x.yaml:2: segment.learning-rate is .nan"),
      ("segment:\n  vote: maybe", "x.yaml:2: segment.vote is maybe; it must be true or false"),
      ("segment:\n  start: cold", "x.yaml:2: segment.start is cold; it must be warm or scratch"),
      ("segment:\n  iterations: 5", "x.yaml:2: segment.iterations is a section"),
      ("segment:\n  seed: -1", "x.yaml:2: segment.seed is -1"),
      ("segment:\n  method: magic", "x.yaml:2: segment.method is magic; it must be cnn, kmeans or graph"),
      (
        "segment:\n  kmeans:\n    window: 4",
        "x.yaml:3: segment.kmeans.window is 4; it must be an odd number, 1…31"
      ),
      (
        "segment:\n  kmeans:\n    clusters: 1",
        "x.yaml:3: segment.kmeans.clusters is 1; it must be a whole number, 2…256"
      ),
      ("segment:\n  graph:\n    sigma: -1", "x.yaml:3: segment.graph.sigma is -1; it must be a number, 0…100"),
      ("segment: 3", "x.yaml:1: segment is a section"),
      ("- a\n- b", "x.yaml:1: a pipeline file contains keys and values"),
      ("just words", "x.yaml:1: a pipeline file contains keys and values"),
      ("segment: {components: 1", "x.yaml: is not YAML"),
      ("segment:\n\tcomponents: 1", "x.yaml: is not YAML"),
      ("segment:\n  vote: true\n  vote: true", "x.yaml: is not YAML: vote set twice in line"),
      (
        "segment.channels: 16\nsegment:\n  channels: 32",
        "x.yaml:3: segment.channels is already given at x.yaml:1; remove one of them"
      ),
      (
        "segment:\n  iterations.first: 3\n  iterations:\n    first: 3",
        "x.yaml:4: segment.iterations.first is already given at x.yaml:2; remove one of them"
      ),
      ("segment:\n  seed:", "x.yaml:2: segment.seed has no value; it must be a whole number"),
      ("segment:\n  seed: ~", "x.yaml:2: segment.seed is ~; it must be a whole number"),
      (
        "segment:\n  pateince: 1",
        "x.yaml:2: unknown key segment.pateince; did you mean segment.label-hysteresis (formerly segment.patience)?"
      ),
      (
        String(repeating: "[", count: 2000) + String(repeating: "]", count: 2000),
        "x.yaml: is not YAML: it is nested more than 1000 levels deep in line 1"
      ),
      ("? [a, b]\n: 1", "x.yaml:1: unknown key"),
      ("decode:\n  size: 0", "x.yaml:2: decode.size is 0"),
      ("decode:\n  size: 10x", "x.yaml:2: decode.size is 10x"),
    ])
  func mistakes(_ text: String, _ expected: String) {
    let actual = message { _ = try PipelineFile.parse(text, file: "x.yaml") }
    #expect(actual.hasPrefix(expected))
    #expect(!actual.contains("\n"))
  }

  @Test("--set overrides a key, by its full path or an unambiguous suffix")
  func assignments() throws {
    var settings = PipelineSettings()
    try PipelineFile.apply("segment.channels=17", to: &settings)
    try PipelineFile.apply("iterations.first=9", to: &settings)
    try PipelineFile.apply("opacity=0.25", to: &settings)
    #expect(settings.segment.channels == 17)
    #expect(settings.segment.iterations.first == 9)
    #expect(settings.overlay.opacity == 0.25)
  }

  @Test(
    "A mistake in --set is named",
    arguments: [
      ("channels", "--set channels: write key=value"), ("=3", "--set =3: write key=value"),
      ("size=3", "--set: size is ambiguous: decode.size or superpixels.size; give the full key"),
      ("chanels=3", "--set: unknown key chanels; did you mean segment.channels?"),
      ("segment.channels=x", "--set: segment.channels is x; it must be a whole number, 1…256"),
      ("segment.channels=", "--set: segment.channels has no value; it must be"),
    ])
  func badAssignments(_ text: String, _ expected: String) {
    var settings = PipelineSettings()
    #expect(message { try PipelineFile.apply(text, to: &settings) }.hasPrefix(expected))
    #expect(settings == PipelineSettings())
  }

  @Test(
    "Every shipped pipeline is valid, has a summary, and round-trips", arguments: PipelineFile.shipped.keys)
  func shipped(_ name: String) throws {
    let settings = try PipelineFile.load(name)
    let printed = PipelineFile.print(settings)
    #expect(try PipelineFile.parse(printed, file: "printed") == settings)
    #expect(PipelineFile.summary(ofShipped: name).count > 20)
    for parameter in Parameter.all {
      let name = parameter.key.split(separator: ".").last ?? ""
      #expect(printed.contains("\(name): "))
    }
  }

  @Test("The default pipeline equals an empty file")
  func defaults() throws {
    #expect(try PipelineFile.load("default") == PipelineSettings())
  }

  @Test("Unknown names and unreadable files are errors")
  func unknown() throws {
    #expect(
      message { _ = try PipelineFile.load("nothing") }.hasPrefix(
        "nothing: no such pipeline; use clusters, default"))
    #expect(message { _ = try PipelineFile.load("no/such.yaml") }.hasPrefix("no/such.yaml: cannot be read"))
    let folder = try TemporaryFolder()
    try Data(repeating: 65, count: 2 << 20).write(to: URL(fileURLWithPath: folder("large.yaml")))
    #expect(message { _ = try PipelineFile.load(folder("large.yaml")) }.contains("too many for a pipeline file"))
    try Data([0xff, 0xfe, 0x00]).write(to: URL(fileURLWithPath: folder("binary.yaml")))
    #expect(message { _ = try PipelineFile.load(folder("binary.yaml")) }.contains("not UTF-8"))
  }

  @Test("The shipped pipelines are those of the folder pipelines/")
  func folder() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let names = try FileManager.default.contentsOfDirectory(atPath: root.path + "/pipelines")
      .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    #expect(names.sorted() == PipelineFile.shipped.keys.sorted())
  }
}
