import Evaluation

/// The figures of one setting.
package struct Outcome: Sendable {
  package let name: String
  package let label: String
  package let group: String
  /// On the stills of the run, which all settings share.
  package let figures: Figures
  /// On all stills of the data set with a label map in the folder, if those are more.
  package let own: Figures?
  /// Precision and recall on the stills of the run, at an IoU of more than 0.5 and 0.7.
  let curve50, curve70: [CurvePoint]

  init(_ setting: Setting, shared: [StillScore], own: [StillScore]?) {
    name = setting.name
    label = setting.label
    group = setting.group
    let pooled = StillFigures(shared)
    figures = Figures(pooled)
    self.own = own.map { Figures(StillFigures($0)) }
    curve50 = CurvePoint.thinned(pooled.curve50)
    curve70 = CurvePoint.thinned(pooled.curve70)
  }

  /// The figures of `tessera evaluate stills`, with the same names.
  package struct Figures: Encodable, Equatable, Sendable {
    package let images: Int
    package let segmentsPerImage: Double
    package let fMeasure: Double
    package let averagePrecision50, averagePrecision70: Double
    package let covering, meanIoU, randIndex, variationOfInformation: Double

    package init(_ figures: StillFigures) {
      images = figures.images
      segmentsPerImage = figures.segmentsPerImage
      fMeasure = figures.fMeasure
      averagePrecision50 = figures.curve50.averagePrecision
      averagePrecision70 = figures.curve70.averagePrecision
      covering = figures.covering
      meanIoU = figures.meanIoU
      randIndex = figures.randIndex
      variationOfInformation = figures.variationOfInformation
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
      case images
      case segmentsPerImage = "segments_per_image"
      case fMeasure = "f_05"
      case averagePrecision50 = "ap_05"
      case averagePrecision70 = "ap_07"
      case covering
      case meanIoU = "miou"
      case randIndex = "pri"
      case variationOfInformation = "voi"
    }

    /// As text, in the order of the coding keys.
    var texts: [String] {
      let shares = [
        fMeasure, averagePrecision50, averagePrecision70, covering, meanIoU, randIndex, variationOfInformation,
      ]
      return ["\(images)", decimals(segmentsPerImage, 1)] + shares.map { decimals($0, 4) }
    }
  }
}

/// A point of a precision–recall curve.
struct CurvePoint: Sendable {
  let recall, precision: Double

  /// A curve without visually indistinguishable points: noisy maps have a million points.
  static func thinned(_ curve: PrecisionRecall) -> [CurvePoint] {
    var points: [CurvePoint] = []
    let last = curve.recall.count - 1
    for (place, pair) in zip(curve.recall, curve.precision).enumerated() {
      let point = CurvePoint(recall: pair.0, precision: pair.1)
      if let before = points.last, place < last, abs(point.recall - before.recall) < 5e-4,
        abs(point.precision - before.precision) < 2e-3
      {
        continue
      }
      points.append(point)
    }
    return points
  }
}
