/// What is said of a segmented video. Shares are 0…1; more is better unless said otherwise.
package struct VideoFigures: Equatable, Sendable, Encodable {
  package let frames: Int
  /// Labels in use in the first frame: those that hold more than 0.1 % of it.
  package let labelsFirst: Int
  /// The median over the frames.
  package let labelsMedian: Double
  package let labelsLast: Int
  /// Share of the labels over 0.5 % of the first frame that are in use in the last.
  package let survival: Double
  /// Share of the variation of colour that the labels explain.
  package let ev: Double
  /// Share of the points followed by optical flow from one frame to the next that keep their label, mean over the frames.
  package let tc: Double
  /// The frame in which most points change their label.
  package let tcWorst: Double

  // With masks only.

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

  init(use: LabelUse, variation: ExplainedVariation, consistency: TemporalConsistency, objects: ObjectFigures?) {
    frames = use.counts.count
    labelsFirst = use.counts.first ?? 0
    labelsMedian = use.median
    labelsLast = use.counts.last ?? 0
    survival = rounded(use.survival)
    ev = rounded(variation.value)
    tc = rounded(consistency.mean)
    tcWorst = rounded(consistency.worst)
    jSeq = objects.map { rounded($0.jSeq) }
    jFrame = objects.map { rounded($0.jFrame) }
    idsPerObject = objects.map { rounded($0.idsPerObject) }
    ue3d = objects.map { rounded($0.ue3d) }
    sa3d = objects.map { rounded($0.sa3d) }
  }
}

/// To four digits behind the point.
private func rounded(_ value: Double) -> Double { (value * 10_000).rounded(.toNearestOrEven) / 10_000 }
