/// The figures of many stills: those of section 3 of the paper, and the standard ones of BSDS500, means over the
/// stills.
package struct StillFigures: Encodable, Equatable, Sendable {
  package let images: Int
  package let segmentsPerImage: Double
  package let fMeasure: Double
  /// At an IoU of more than 0.5, and of more than 0.7.
  package let curve50, curve70: PrecisionRecall
  package let covering: Double
  package let meanIoU: Double
  package let randIndex: Double
  package let variationOfInformation: Double

  enum CodingKeys: String, CodingKey {
    case images
    case segmentsPerImage = "segments_per_image"
    case fMeasure = "f_05"
    case averagePrecision50 = "ap_05"
    case averagePrecision70 = "ap_07"
    case covering
    case meanIoU = "miou"
    case randIndex = "pri"
    case variationOfInformation = "voi"
    case curve50 = "curve_05"
    case curve70 = "curve_07"
  }

  /// - Parameter scores: one per still, at least one. Segments of equal size keep this order.
  package init(_ scores: [StillScore]) {
    precondition(!scores.isEmpty)
    let mean = { (value: (StillScore) -> Double) in scores.reduce(0) { $0 + value($1) } / Double(scores.count) }
    images = scores.count
    segmentsPerImage = mean { Double($0.segments.count) }
    fMeasure = mean(\.fMeasure)
    covering = mean(\.covering)
    meanIoU = mean(\.meanIoU)
    randIndex = mean(\.randIndex)
    variationOfInformation = mean(\.variationOfInformation)
    let segments = scores.flatMap(\.segments)
    let order = segments.indices.sorted { (segments[$1].pixels, $0) < (segments[$0].pixels, $1) }
    let total = scores.reduce(0) { $0 + $1.truthCount }
    curve50 = PrecisionRecall(matches: order.map { segments[$0].matches50 }, truthCount: total)
    curve70 = PrecisionRecall(matches: order.map { segments[$0].matches70 }, truthCount: total)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(images, forKey: .images)
    try container.encode(segmentsPerImage, forKey: .segmentsPerImage)
    try container.encode(fMeasure, forKey: .fMeasure)
    try container.encode(curve50.averagePrecision, forKey: .averagePrecision50)
    try container.encode(curve70.averagePrecision, forKey: .averagePrecision70)
    try container.encode(covering, forKey: .covering)
    try container.encode(meanIoU, forKey: .meanIoU)
    try container.encode(randIndex, forKey: .randIndex)
    try container.encode(variationOfInformation, forKey: .variationOfInformation)
    try container.encode(curve50, forKey: .curve50)
    try container.encode(curve70, forKey: .curve70)
  }
}

/// Precision and recall after the n largest segments of all stills, n = 1, 2, …
package struct PrecisionRecall: Encodable, Equatable, Sendable {
  /// The fraction of the first n segments that match a segment of some annotator.
  package let precision: [Double]
  /// The matches of the first n segments, relative to the segments of all annotators. A segment counts for each
  /// match.
  package let recall: [Double]

  /// - Parameters:
  ///   - matches: for each segment, the largest first, the number of annotators' segments it matches.
  ///   - truthCount: the number of segments of all annotators.
  init(matches: [Int], truthCount: Int) {
    var (correct, recalled) = (0, 0)
    var (precision, recall) = ([Double](), [Double]())
    for (n, count) in matches.enumerated() {
      correct += count > 0 ? 1 : 0
      recalled += count
      precision.append(Double(correct) / Double(n + 1))
      recall.append(Double(recalled) / Double(truthCount))
    }
    self.precision = precision
    self.recall = recall
  }

  /// The sum of precision × step of recall.
  package var averagePrecision: Double {
    var (sum, last) = (0.0, 0.0)
    for (precision, recall) in zip(precision, recall) {
      sum += precision * (recall - last)
      last = recall
    }
    return sum
  }
}
