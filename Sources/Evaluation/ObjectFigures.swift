/// How well labels cover the objects of ground truth.
package struct ObjectFigures {
  /// The mean of IoU over frames and objects with the one label that fits the object best over the whole video.
  let jOne: Double
  /// The mean IoU over frames and objects; each label is assigned to one object for the whole video.
  let jSeq: Double
  /// The mean IoU over frames and objects; each label is assigned to the object it covers most, separately for each
  /// frame.
  let jFrame: Double
  /// The number of labels that together cover nine tenths of an object, mean over objects.
  let idsPerObject: Double
  /// 3D undersegmentation error (Xu and Corso, "Evaluation of super-voxel methods", CVPR 2012, section 4.1), mean
  /// over objects: the area outside an object of labels that touch it, relative to its size. ≥ 0.
  let ue3d: Double
  /// 3D segmentation accuracy (Xu and Corso, section 4.3), mean over objects: the fraction of an object covered by
  /// labels that lie at least half in it. 0…1.
  let sa3d: Double

  /// nil if no frame contains an object.
  /// - Parameters:
  ///   - tables: one per frame.
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
  /// The IoU of each object that occurs with its labels, without void.
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

  /// The smallest number of labels that together cover `share` of an object.
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

  /// The pixels outside the object of all labels that touch it, relative to its size.
  func undersegmentationError(of object: Int) -> Double {
    let parts = column(object)
    let size = parts.reduce(0, +)
    let touching = zip(parts, labelSizes).reduce(0) { $0 + ($1.0 > 0 ? $1.1 : 0) }
    return size == 0 ? 0 : Double(touching - size) / Double(size)
  }

  /// The fraction of the object under labels that lie at least half in it.
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
