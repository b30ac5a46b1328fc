/// How well labels cover the objects of ground truth.
package struct ObjectFigures {
  /// The mean of IoU over frames and objects with the one label that fits the object best over the whole video.
  let jOne: Double
  /// The mean of IoU over frames and objects; a label belongs to one object for the whole video.
  let jSeq: Double
  /// The same, with a label given to the object it covers most in each frame anew.
  let jFrame: Double
  /// How many labels together hold nine tenths of an object, mean over the objects.
  let idsPerObject: Double
  /// 3D undersegmentation error (Xu and Corso, "Evaluation of super-voxel methods", CVPR 2012, section 4.1), mean over
  /// the objects: how far the labels that touch an object reach beyond it, as a multiple of its size. ≥ 0.
  let ue3d: Double
  /// 3D segmentation accuracy (the same, section 4.3), mean over the objects: the share of an object that is covered by
  /// labels of which at least half lies in it. 0…1.
  let sa3d: Double

  /// nil if no frame holds an object.
  /// - Parameters:
  ///   - tables: one a frame.
  ///   - labelIDs: the id of each label.
  init?(tables: [OverlapTable], labelIDs: [UInt32], objects: Objects) {
    let labelCount = labelIDs.count
    guard !tables.isEmpty, !objects.counted.isEmpty else { return nil }
    let video = OverlapSum(tables, labelCount: labelCount, objects: objects)
    let owners = video.owners
    let best = video.bestLabels(labelIDs: labelIDs)
    var overlapsOfBest: [Double] = []
    var overlapsByVideo: [Double] = []
    var overlapsByFrame: [Double] = []
    for table in tables {
      let frame = OverlapSum([table], labelCount: labelCount, objects: objects)
      overlapsOfBest += frame.overlaps(ofEach: best)
      overlapsByVideo += frame.overlaps(owners)
      overlapsByFrame += frame.overlaps(frame.owners)
    }
    jOne = mean(overlapsOfBest)
    jSeq = mean(overlapsByVideo)
    jFrame = mean(overlapsByFrame)
    idsPerObject = mean(objects.counted.map { Double(video.labels(holding: 0.9, of: $0)) })
    ue3d = mean(objects.counted.map(video.undersegmentationError))
    sa3d = mean(objects.counted.map(video.accuracy))
  }
}

extension OverlapSum {
  /// Intersection over union of each object that occurs with the labels that belong to it, void left out.
  func overlaps(_ owners: [Int]) -> [Double] {
    var truth = Array(repeating: 0, count: objects.count)
    var covered = truth
    var shared = truth
    for label in 0..<labelCount {
      for object in 0..<objects.count where !objects.isVoid[object] {
        truth[object] += self[label, object]
        covered[owners[label]] += self[label, object]
        if owners[label] == object { shared[object] += self[label, object] }
      }
    }
    return objects.counted.filter { truth[$0] > 0 }.map {
      Double(shared[$0]) / Double(truth[$0] + covered[$0] - shared[$0])
    }
  }

  /// The pixels of an object under each label.
  private func column(_ object: Int) -> [Int] { (0..<labelCount).map { self[$0, object] } }

  /// The least number of labels that together hold `share` of an object.
  func labels(holding share: Double, of object: Int) -> Int {
    let parts = column(object).sorted(by: >)
    let enough = share * Double(parts.reduce(0, +))
    var held = 0
    for (n, part) in parts.enumerated() {
      held += part
      if Double(held) >= enough { return n + 1 }
    }
    return parts.count
  }

  /// The pixels beyond the object of all labels that touch it, by its size.
  func undersegmentationError(of object: Int) -> Double {
    let parts = column(object)
    let size = parts.reduce(0, +)
    let touching = zip(parts, labelSizes).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    return size == 0 ? 0 : Double(touching - size) / Double(size)
  }

  /// The share of the object under labels of which at least half lies in it.
  func accuracy(of object: Int) -> Double {
    let parts = column(object)
    let size = parts.reduce(0, +)
    let inside = zip(parts, labelSizes).reduce(0) { $0 + (2 * $1.0 >= $1.1 ? $1.0 : 0) }
    return size == 0 ? 0 : Double(inside) / Double(size)
  }
}

private func mean(_ values: [Double]) -> Double {
  values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
}
