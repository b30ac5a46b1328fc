/// The figures of a segmented video. Fractions are 0…1; more is better unless noted.
package struct VideoFigures: Equatable, Sendable {
  package let frames: Int
  /// Labels in use in the first frame: those that cover more than 0.1 % of it.
  package let labelsFirst: Int
  /// The median over the frames.
  package let labelsMedian: Double
  package let labelsLast: Int
  /// The mean over the frames.
  package let labelsMean: Double
  /// The fraction of labels over 0.5 % of the first frame that are in use in the last frame.
  package let survival: Double
  /// The explained variation of color.
  package let ev: Double
  /// The fraction of points tracked by optical flow to the next frame that keep their label, mean over frames.
  package let tc: Double
  /// The same fraction in the worst frame.
  package let tcWorst: Double
  /// The fraction of points tracked by optical flow over 25 frames with the same label at both ends; nil if there are
  /// none, as in a video of less than 26 frames.
  package let tc25: Double?

  // With masks only.

  /// Mean IoU over frames and objects of each object's best label over the whole video.
  package let jOne: Double?
  /// Mean IoU over frames and objects with each label assigned to one object for the whole video.
  package let jSeq: Double?
  /// Mean IoU with each label assigned to an object separately for each frame.
  package let jFrame: Double?
  /// The number of labels that together cover nine tenths of an object; less is better.
  package let idsPerObject: Double?
  /// 3D undersegmentation error; less is better, it can exceed 1.
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
    // A short video has null here; without masks the object figures have no keys.
    try container.encode(tc25, forKey: .tc25)
    try container.encodeIfPresent(jOne, forKey: .jOne)
    try container.encodeIfPresent(jSeq, forKey: .jSeq)
    try container.encodeIfPresent(jFrame, forKey: .jFrame)
    try container.encodeIfPresent(idsPerObject, forKey: .idsPerObject)
    try container.encodeIfPresent(ue3d, forKey: .ue3d)
    try container.encodeIfPresent(sa3d, forKey: .sa3d)
  }
}

/// Rounded to four decimals, halves to even. The exact binary value decides: 0.00625 is slightly larger and becomes
/// 0.0063.
private func rounded(_ value: Double) -> Double {
  let product = value * 10_000
  let whole = product.rounded(.down)
  guard product - whole == 0.5 else { return product.rounded(.toNearestOrEven) / 10_000 }
  // The rounding error of the multiplication.
  let rest = (-product).addingProduct(value, 10_000)
  return (rest == 0 ? product.rounded(.toNearestOrEven) : rest < 0 ? whole : whole + 1) / 10_000
}
