/// What is said of a segmented video. Shares are 0…1; more is better unless said otherwise.
package struct VideoFigures: Equatable, Sendable {
  package let frames: Int
  /// Labels in use in the first frame: those that hold more than 0.1 % of it.
  package let labelsFirst: Int
  /// The median over the frames.
  package let labelsMedian: Double
  package let labelsLast: Int
  /// The mean over the frames.
  package let labelsMean: Double
  /// Share of the labels over 0.5 % of the first frame that are in use in the last.
  package let survival: Double
  /// Share of the variation of color that the labels explain.
  package let ev: Double
  /// Share of the points followed by optical flow from one frame to the next that keep their label, mean over the frames.
  package let tc: Double
  /// The frame in which most points change their label.
  package let tcWorst: Double
  /// Share of the points followed by optical flow over 25 frames that have the same label at both ends; nil if there was
  /// none, as in a video of less than 26 frames.
  package let tc25: Double?

  // With masks only.

  /// Mean IoU over frames and objects of the one label that fits the object best over the whole video.
  package let jOne: Double?
  /// Mean IoU over frames and objects when each label belongs to one object for the whole video.
  package let jSeq: Double?
  /// The same when each label is given to an object in each frame anew.
  package let jFrame: Double?
  /// Labels that together hold nine tenths of an object; less is better.
  package let idsPerObject: Double?
  /// 3D undersegmentation error; less is better, and it can be more than 1.
  package let ue3d: Double?
  /// 3D segmentation accuracy.
  package let sa3d: Double?

  /// - Parameter objects: nil where there are no masks.
  package init(
    use: LabelUse, variation: ExplainedVariation, consistency: TemporalConsistency, objects: ObjectFigures?
  ) {
    frames = use.counts.count
    labelsFirst = use.counts.first ?? 0
    labelsMedian = use.median
    labelsLast = use.counts.last ?? 0
    labelsMean = rounded(use.mean)
    survival = rounded(use.survival)
    ev = rounded(variation.value)
    tc = rounded(consistency.mean)
    tcWorst = rounded(consistency.worst)
    tc25 = consistency.over25Frames.map(rounded)
    jOne = objects.map { rounded($0.jOne) }
    jSeq = objects.map { rounded($0.jSeq) }
    jFrame = objects.map { rounded($0.jFrame) }
    idsPerObject = objects.map { rounded($0.idsPerObject) }
    ue3d = objects.map { rounded($0.ue3d) }
    sa3d = objects.map { rounded($0.sa3d) }
  }
}

extension VideoFigures: Encodable {
  enum CodingKeys: String, CodingKey {
    case frames, survival, ev, tc, ue3d, sa3d
    case labelsFirst = "labels_first"
    case labelsMedian = "labels_median"
    case labelsLast = "labels_last"
    case labelsMean = "labels_mean"
    case tcWorst = "tc_worst"
    case tc25 = "tc_25"
    case jOne = "j_one"
    case jSeq = "j_seq"
    case jFrame = "j_frame"
    case idsPerObject = "ids_per_object"
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(frames, forKey: .frames)
    try container.encode(labelsFirst, forKey: .labelsFirst)
    try container.encode(labelsMedian, forKey: .labelsMedian)
    try container.encode(labelsLast, forKey: .labelsLast)
    try container.encode(labelsMean, forKey: .labelsMean)
    try container.encode(survival, forKey: .survival)
    try container.encode(ev, forKey: .ev)
    try container.encode(tc, forKey: .tc)
    try container.encode(tcWorst, forKey: .tcWorst)
    // In a short video null is written; the figures of objects have no key where there are no masks.
    try container.encode(tc25, forKey: .tc25)
    try container.encodeIfPresent(jOne, forKey: .jOne)
    try container.encodeIfPresent(jSeq, forKey: .jSeq)
    try container.encodeIfPresent(jFrame, forKey: .jFrame)
    try container.encodeIfPresent(idsPerObject, forKey: .idsPerObject)
    try container.encodeIfPresent(ue3d, forKey: .ue3d)
    try container.encodeIfPresent(sa3d, forKey: .sa3d)
  }
}

/// To four digits behind the point, halves to the even digit. What decides is the exact value of the binary number: that
/// of 0.00625 is a little greater and becomes 0.0063.
private func rounded(_ value: Double) -> Double {
  let product = value * 10_000
  let whole = product.rounded(.down)
  guard product - whole == 0.5 else { return product.rounded(.toNearestOrEven) / 10_000 }
  // What the multiplication has lost.
  let rest = (-product).addingProduct(value, 10_000)
  return (rest == 0 ? product.rounded(.toNearestOrEven) : rest < 0 ? whole : whole + 1) / 10_000
}
