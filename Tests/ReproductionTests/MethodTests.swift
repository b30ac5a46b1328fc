import Media
import Reproduction
import TestSupport
import Testing

@Suite("Methods and stills")
struct MethodTests {
  @Test("The table has the paper's grids")
  func table() throws {
    let methods = try Method.all()
    // The sequel's is not run by default.
    #expect(methods.map(\.name).filter { $0 != "tip2020" } == Method.usual)
    let sequel = methods.first { $0.name == "tip2020" }?.settings.map(\.pipeline.segment) ?? []
    #expect(sequel.map(\.continuity) == [1, 5] && sequel.allSatisfy { $0.targets == .pixels })
    #expect(methods.prefix(3).map(\.settings.count) == [76, 5, 5])
    let names = methods.flatMap(\.settings).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.contains("kmeans-7-20") && names.contains("graph-2000") && names.contains("paper-M5"))
    let kMeans = methods[0].settings[0].pipeline.segment
    #expect(kMeans.method == .kmeans && kMeans.kmeans.window == 1 && kMeans.kmeans.clusters == 2)
    let graph = methods[1].settings[4].pipeline.segment
    #expect(graph.method == .graph && graph.graph.threshold == 2000 && graph.graph.minimumSize == 20)
    let network = methods[2].settings[2].pipeline.segment
    #expect(network.method == .cnn && network.components == 3 && network.iterations.first == 500)
  }

  @Test("Families and single settings are chosen by name, in the order of the table; wrong names get a suggestion")
  func selection() throws {
    let all = try Method.all()
    let chosen = try Method.selected(by: ["paper-M2", "graph", "kmeans-3-8", "graph-500"], from: all)
    #expect(chosen.map(\.name) == ["kmeans", "graph", "paper"])
    #expect(chosen.map(\.settings.count) == [1, 5, 1])
    for (word, suggestion) in [("kmean", "kmeans"), ("paper-m1", "paper-M1"), ("graph-50", "graph-500")] {
      #expect {
        try Method.selected(by: [word], from: all)
      } throws: {
        "\($0)".contains("did you mean \(suggestion)?")
      }
    }
    #expect {
      try Method.selected(by: ["watershed"], from: all)
    } throws: {
      !"\($0)".contains("did you mean") && "\($0)".contains("kmeans, graph, paper")
    }
  }

  @Test("Stills are spread evenly over the data set")
  func spread() {
    let numbers = Array(0..<100)
    #expect(numbers.spread(3) == [0, 33, 66])
    #expect(numbers.spread(30) == (0..<30).map { $0 * 100 / 30 })
    #expect(numbers.spread(100) == numbers && numbers.spread(1000) == numbers)
  }

  @Test("The folder may be laid out as BSDS500 is delivered", arguments: ["", "/test", "/val"])
  func layouts(_ split: String) throws {
    let set = try TinySet(split: split)
    #expect(try DataSet(set.folder.path).stills.map(\.name) == TinySet.names)
  }

  @Test("An invalid data set or missing ground truth is rejected before anything is written")
  func refused() async throws {
    let folder = try TemporaryFolder()
    #expect {
      try DataSet(folder.path)
    } throws: {
      "\($0)".contains("has no folders images and groundTruth")
    }
    #expect(throws: MediaError.noSuchFile(path: folder("gone"))) { try DataSet(folder("gone")) }

    let set = try TinySet()
    try set.folder.write([UInt8]("no image".utf8), to: "images/9.png")
    await #expect(throws: (any Error).self) { try await set.experiment().run { _ in } }
    let jpeg = try set.folder.write([], to: "images/41.jpg")
    #expect {
      try DataSet(set.folder.path)
    } throws: {
      "\($0)".contains(jpeg)
    }
    #expect(!set.folder.names.contains("out"))
  }
}
