extension OverlapSum {
  /// For each counted object, in the order of `objects.counted`, the label with the greatest IoU; on ties the
  /// smallest id. Void pixels of a label count as pixels outside the object.
  /// - Parameter labelIDs: the id of each label.
  func bestLabels(labelIDs: [UInt32]) -> [Int] {
    precondition(labelIDs.count == labelCount, "\(labelIDs.count) ids for \(labelCount) labels")
    let order = labelIDs.indices.sorted { labelIDs[$0] < labelIDs[$1] }
    return objects.counted.map { object in
      let pixels = size(of: object)
      func overlap(_ label: Int) -> Double {
        let shared = self[label, object]
        return Double(shared) / Double(max(labelSizes[label] + pixels - shared, 1))
      }
      var best = (label: order.first ?? 0, overlap: -1.0)
      for label in order {
        let overlap = overlap(label)
        if overlap > best.overlap { best = (label, overlap) }
      }
      return best.label
    }
  }

  /// The IoU of each object that occurs with its label, without void.
  /// - Parameter labels: a label for each counted object, in the order of `objects.counted`.
  func overlaps(ofEach labels: [Int]) -> [Double] {
    zip(objects.counted, labels).compactMap { object, label in
      let pixels = size(of: object)
      guard pixels > 0 else { return nil }
      let shared = self[label, object]
      let void = (0..<objects.count).reduce(0) { $0 + (objects.isVoid[$1] ? self[label, $1] : 0) }
      return Double(shared) / Double(labelSizes[label] - void + pixels - shared)
    }
  }

  /// The pixels of an object over all labels.
  private func size(of object: Int) -> Int { (0..<labelCount).reduce(0) { $0 + self[$1, object] } }
}
