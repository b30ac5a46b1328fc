import Pipeline

/// One of the methods compared in section 3 of the paper, with its settings.
package struct Method: Sendable {
  /// The prefix of its settings' names: `kmeans`.
  package let name: String
  /// The name in figures: `k-means`.
  package let title: String
  /// The symbols of its varied parameters: `(α, k)`.
  package let letters: String
  /// Whether it is the paper's proposed method, not a baseline.
  package let isProposed: Bool
  /// The best result in the paper, on the 200 test images of BSDS500; nil if the paper has none.
  package let published: AveragePrecision?
  package let settings: [Setting]

  package init(
    name: String, title: String, letters: String, isProposed: Bool = false, published: AveragePrecision? = nil,
    settings: [Setting]
  ) {
    self.name = name
    self.title = title
    self.letters = letters
    self.isProposed = isProposed
    self.published = published
    self.settings = settings
  }

  /// The method with some of its settings.
  func with(_ settings: [Setting]) -> Method {
    Method(
      name: name, title: title, letters: letters, isProposed: isProposed, published: published, settings: settings)
  }
}

/// A method with every parameter fixed.
package struct Setting: Sendable {
  /// The name of its folder of label maps, and in `--methods`: `kmeans-3-8`.
  package let name: String
  /// The label in the paper, after the method's name: `(3, 8)`, `500`, `2`.
  package let label: String
  /// Settings of one group share a bar of Figure 3, which shows the best one.
  package let group: String
  /// The approximate time relative to other settings of the method, in any unit.
  package let cost: Double
  /// The segmentation settings; the working size is that of each still.
  package let pipeline: PipelineSettings

  package init(
    name: String, label: String, group: String? = nil, cost: Double = 1, pipeline: PipelineSettings
  ) {
    self.name = name
    self.label = label
    self.group = group ?? label
    self.cost = cost
    self.pipeline = pipeline
  }
}

/// Average precision at an IoU of more than 0.5, and of more than 0.7.
package struct AveragePrecision: Equatable, Sendable {
  package let at50, at70: Double

  package init(at50: Double, at70: Double) {
    self.at50 = at50
    self.at70 = at70
  }

  /// The paper's result for its proposed method.
  package static let proposed = AveragePrecision(at50: 0.1394, at70: 0.0578)
}
