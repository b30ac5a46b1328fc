import Pipeline

/// One of the methods that section 3 of the paper compares, with the settings that are tried.
package struct Method: Sendable {
  /// The family of its settings' names: `kmeans`.
  package let name: String
  /// What figures call it: `k-means`.
  package let title: String
  /// The letters of what its settings differ in: `(α, k)`.
  package let letters: String
  /// Whether it is what the paper proposes: a network, rather than something to compare it with.
  package let isProposed: Bool
  /// The best that the paper reports for it, on the 200 test images of BSDS500; nil for what the paper has not.
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

  /// The same with some of its settings.
  func with(_ settings: [Setting]) -> Method {
    Method(
      name: name, title: title, letters: letters, isProposed: isProposed, published: published, settings: settings)
  }
}

/// A method with every parameter fixed.
package struct Setting: Sendable {
  /// The name of its folder of label maps, and for `--methods`: `kmeans-3-8`.
  package let name: String
  /// As the paper writes it behind the method's name: `(3, 8)`, `500`, `2`.
  package let label: String
  /// Settings of one group share a bar of Figure 3, which shows the best of them.
  package let group: String
  /// About how long it takes beside other settings of the method, any unit.
  package let cost: Double
  /// How stills are segmented; the working size is each still's own.
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

  /// The paper's, of the method it proposes.
  package static let proposed = AveragePrecision(at50: 0.1394, at70: 0.0578)
}
