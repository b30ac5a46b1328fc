import EvaluationFiles
import Foundation
import Imaging
import Media
import PipelineFiles
import Reproduction
import Tessera
import TestSupport
import Testing

@Suite("The experiment")
struct ExperimentTests {
  private func run(_ experiment: Experiment) async throws -> Comparison { try await experiment.run { _ in } }

  private func figures(_ comparison: Comparison) -> [String: Outcome.Figures] {
    Dictionary(uniqueKeysWithValues: comparison.methods.flatMap(\.outcomes).map { ($0.name, $0.figures) })
  }

  @Test("Figures are those of evaluate stills --split on the stored folders, label maps those of the library")
  func agrees() async throws {
    let set = try TinySet()
    let comparison = try await run(try set.experiment())
    let names = comparison.methods.flatMap(\.outcomes).map(\.name)
    #expect(
      names == ["kmeans-1-2", "kmeans-1-3", "kmeans-3-2", "kmeans-3-3", "graph-100", "graph-500", "paper-M1"])
    #expect(comparison.stills == TinySet.names && comparison.warnings.isEmpty)
    for (name, figures) in figures(comparison) {
      var evaluation = StillEvaluation(labels: set.folder("out/labels/\(name)"), truth: set.folder("groundTruth"))
      evaluation.splits = true
      #expect(figures == Outcome.Figures(try evaluation.run()), "\(name)")
      #expect(figures.images == 3 && figures.fMeasure > 0)
    }
    let method = try #require(try TinySet.methods().last)
    for still in try DataSet(set.folder.path).stills {
      var pipeline = Pipeline(settings: method.settings[0].pipeline, threads: 2)
      let video = try Video(opening: still.path)
      pipeline.settings.decode.size = .exact(video.size)
      let stored = try LabelImage.read(path: set.folder("out/labels/paper-M1/\(still.name).png"))
      for try await frame in try pipeline.segment(video) { #expect(frame.labels == stored) }
    }
  }

  @Test("Resuming computes missing or damaged maps, with the same bytes and figures")
  func resumes() async throws {
    let set = try TinySet()
    let first = try await run(try set.experiment())
    let stored = try contents(set.folder("out"))
    let half = try #require(stored["labels/graph-100/300.png"]).prefix(60)
    try half.write(to: URL(fileURLWithPath: set.folder("out/labels/graph-100/300.png")))
    let wrongSize = try #require(stored["labels/kmeans-1-2/300.png"])
    try wrongSize.write(to: URL(fileURLWithPath: set.folder("out/labels/kmeans-1-2/41.png")))
    for name in ["kmeans-3-3/41.png", "paper-M1"] {
      try FileManager.default.removeItem(atPath: set.folder("out/labels/\(name)"))
    }

    var again = try set.experiment()
    again.resumes = true
    again.threads = 1
    let second = try await run(again)
    #expect(try contents(set.folder("out")) == stored)
    #expect(figures(second) == figures(first))
    #expect(second.warnings.count == 2 && second.warnings.allSatisfy { $0.contains("made again") })
  }

  @Test("A canceled run keeps its results and can be resumed")
  func canceled() async throws {
    let set = try TinySet()
    let whole = try await run(try set.experiment(out: "whole"))
    let experiment = try set.experiment()
    let task = Task {
      try await experiment.run { progress in
        if progress.mapsDone == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      }
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    let stored = try contents(set.folder("out")).keys.filter { $0.hasSuffix(".png") }
    #expect(stored.count >= 3 && stored.count < 21)

    var again = experiment
    again.resumes = true
    #expect(figures(try await run(again)) == figures(whole))
    #expect(try contents(set.folder("out")) == contents(set.folder("whole")))
  }

  @Test("Without --resume existing results are rejected; those of other settings always, with the differences")
  func refused() async throws {
    let set = try TinySet()
    let graph = try Method.graph(thresholds: [100])
    _ = try await run(try set.experiment([graph]))
    var experiment = try set.experiment([graph])
    await #expect(throws: ReproductionError.self) { try await run(experiment) }

    experiment.resumes = true
    let file = set.folder("out/labels/graph-100/pipeline.yaml")
    let text = try String(contentsOfFile: file, encoding: .utf8)
    // The working size is no difference: it is each still's own.
    try text.replacingOccurrences(of: "size: auto  ", with: "size: 48x32 ")
      .write(toFile: file, atomically: true, encoding: .utf8)
    let before = try contents(set.folder("out"))
    try text.replacingOccurrences(of: "sigma: 0.8", with: "sigma: 0.5")
      .write(toFile: file, atomically: true, encoding: .utf8)
    await #expect {
      try await run(experiment)
    } throws: {
      "\($0)".contains("graph-100/pipeline.yaml") && "\($0)".contains("segment.graph.sigma: 0.5, not 0.8")
    }
    try "a: [".write(toFile: file, atomically: true, encoding: .utf8)
    await #expect {
      try await run(experiment)
    } throws: {
      "\($0)".contains("does not tell how")
    }
    #expect(try contents(set.folder("out")).count == before.count)
  }

  @Test("Label maps made elsewhere are judged as they are")
  func foreign() async throws {
    let set = try TinySet()
    try set.folder.makeFolder("out/labels/graph-100")
    for (number, name) in TinySet.names.enumerated() {
      let size = number == 1 ? PictureSize(width: 32, height: 48) : PictureSize(width: 48, height: 32)
      try set.folder.write(
        LabelImage.indexedPNG(LabelMap(size: size), palette: []), to: "out/labels/graph-100/\(name).png")
    }
    var experiment = try set.experiment([try .graph(thresholds: [100])])
    experiment.resumes = true
    let comparison = try await run(experiment)
    #expect(comparison.methods[0].outcomes[0].figures.segmentsPerImage == 1)
    #expect(comparison.warnings.count == 1 && comparison.warnings[0].contains("no pipeline.yaml"))
    #expect(!FileManager.default.fileExists(atPath: set.folder("out/labels/graph-100/pipeline.yaml")))
  }

  @Test("Label maps made elsewhere are never replaced: one that is missing or no label image ends the run")
  func foreignStay() async throws {
    let set = try TinySet()
    try set.folder.makeFolder("out/labels/graph-100")
    let map = LabelMap(size: PictureSize(width: 48, height: 32))
    try set.folder.write(LabelImage.indexedPNG(map, palette: []), to: "out/labels/graph-100/2018.png")
    var experiment = try set.experiment([try .graph(thresholds: [100])], count: 2)
    experiment.resumes = true
    let before = try contents(set.folder("out"))
    await #expect {
      try await run(experiment)
    } throws: {
      "\($0)".contains("graph-100/300.png: is missing")
    }
    #expect(try contents(set.folder("out")) == before)

    // A picture is not taken for labels.
    try FileManager.default.copyItem(
      atPath: set.folder("images/300.png"), toPath: set.folder("out/labels/graph-100/300.png"))
    await #expect {
      try await run(experiment)
    } throws: {
      "\($0)".contains("300.png: holds rgb24 pixels, not labels")
    }
    #expect(try contents(set.folder("out")).count == 2)
  }

  @Test("Obstacles to the results are errors before anything is written, and are kept")
  func occupied() async throws {
    let set = try TinySet()
    let graph = try Method.graph(thresholds: [100])
    func refuses(_ out: String, resumes: Bool, _ words: String) async throws {
      var experiment = try set.experiment([graph], out: out)
      experiment.resumes = resumes
      let before = try contents(set.folder.path)
      await #expect {
        try await run(experiment)
      } throws: {
        "\($0)".contains(words)
      }
      #expect(try contents(set.folder.path) == before)
    }
    try set.folder.makeFolder("mine")
    try set.folder.write([1], to: "mine/index.html")
    try await refuses("mine", resumes: false, "mine/index.html: occupies a result path")
    try await refuses("mine", resumes: true, "mine/index.html: occupies a result path")
    try await refuses("mine/index.html", resumes: false, "is not a folder; choose another with --out")
    try set.folder.makeFolder("linked")
    try set.folder.makeFolder("elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: set.folder("linked/labels"), withDestinationPath: set.folder("elsewhere"))
    try await refuses("linked", resumes: true, "linked/labels: is a link")
    for place in ["labels/graph-100/2018.png", "labels/graph-100/41.png"] {
      try set.folder.makeFolder("late/\(place)")
      try await refuses("late", resumes: true, "\(place): occupies a result path")
      try FileManager.default.removeItem(atPath: set.folder("late"))
    }
    try set.folder.makeFolder("late/labels/kmeans-1-2")
    try set.folder.makeFolder("late/table.csv")
    try await refuses("late", resumes: true, "late/table.csv: cannot be written: a folder has this name")
  }

  @Test("Settings are compared on the stills of the run; those beyond have their own figures")
  func shared() async throws {
    let set = try TinySet()
    let graph = try Method.graph(thresholds: [100])
    let all = try await run(try set.experiment([graph]))
    var experiment = try set.experiment([graph, try .kMeans(windows: [1], clusters: 2...2)], count: 2)
    experiment.resumes = true
    let comparison = try await run(experiment)
    #expect(comparison.stills == ["2018", "300"])
    let outcomes = comparison.methods.flatMap(\.outcomes)
    #expect(outcomes.map(\.figures.images) == [2, 2])
    #expect(outcomes[0].own == all.methods[0].outcomes[0].figures && outcomes[1].own == nil)
  }
}
