import Pipeline
import PipelineFiles

extension Method {
  /// Every method that can be reproduced.
  ///
  /// - Throws: `PipelineFileError`.
  package static func all() throws -> [Method] {
    [
      try kMeans(windows: [1, 3, 5, 7], clusters: 2...20),
      try graph(thresholds: [100, 500, 1000, 1500, 2000]),
      try network("paper", title: "CNN", components: 1...5, published: .proposed),
      try sequel(weights: [1, 5]),
      try network("stills", title: "CNN, merged", components: 1...3),
    ]
  }

  /// The default families.
  package static let usual = ["kmeans", "graph", "paper", "stills"]

  /// k-means on the colors of α×α windows; Figure 3 shows the best k for each α.
  package static func kMeans(windows: [Int], clusters: ClosedRange<Int>) throws -> Method {
    let base = try PipelineFile.load("kmeans")
    let settings = windows.flatMap { window in
      clusters.map { count in
        var pipeline = base
        pipeline.segment.kmeans.window = window
        pipeline.segment.kmeans.clusters = count
        return Setting(
          name: "kmeans-\(window)-\(count)", label: "(\(window), \(count))", group: "\(window)",
          cost: Double((8 + window * window) * count), pipeline: pipeline)
      }
    }
    return Method(
      name: "kmeans", title: "k-means", letters: "(α, k)", published: AveragePrecision(at50: 0.049, at70: 0.0129),
      settings: settings)
  }

  /// Graph-based segmentation. The paper gives only β; σ and the minimum size are those of Felzenszwalb and
  /// Huttenlocher's examples, which reproduce the paper's result best.
  package static func graph(thresholds: [Int]) throws -> Method {
    let base = try PipelineFile.load("graph")
    let settings = thresholds.map { threshold in
      var pipeline = base
      pipeline.segment.graph.sigma = 0.8
      pipeline.segment.graph.threshold = Double(threshold)
      pipeline.segment.graph.minimumSize = 20
      return Setting(name: "graph-\(threshold)", label: "\(threshold)", pipeline: pipeline)
    }
    return Method(
      name: "graph", title: "GS", letters: "β", published: AveragePrecision(at50: 0.1161, at70: 0.0449),
      settings: settings)
  }

  /// The sequel's loss of spatial continuity instead of superpixels (Kim, Kanezaki, Tanaka, IEEE TIP 2020), for weights
  /// μ.
  package static func sequel(weights: [Double]) throws -> Method {
    let base = try PipelineFile.load("tip2020")
    let settings = weights.map { weight in
      var pipeline = base
      pipeline.segment.continuity = weight
      let label = "\(Int(weight))"
      return Setting(name: "tip2020-\(label)", label: label, pipeline: pipeline)
    }
    return Method(name: "tip2020", title: "CNN, continuity", letters: "μ", isProposed: true, settings: settings)
  }

  /// A shipped pipeline with a network of M components.
  ///
  /// - Parameter change: makes tests cheaper.
  package static func network(
    _ name: String, title: String, components: ClosedRange<Int>, published: AveragePrecision? = nil,
    change: (inout PipelineSettings) -> Void = { _ in }
  ) throws -> Method {
    let base = try PipelineFile.load(name)
    let settings = components.map { count in
      var pipeline = base
      pipeline.segment.components = count
      change(&pipeline)
      return Setting(name: "\(name)-M\(count)", label: "\(count)", cost: Double(count + 1), pipeline: pipeline)
    }
    return Method(
      name: name, title: title, letters: "M", isProposed: true, published: published, settings: settings)
  }
}
