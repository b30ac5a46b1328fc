import Imaging

/// Numbers the ids in a sequence of images from 0, in order of first occurrence.
struct Numbering {
  /// The maximum number of ids, from the labels of a `LabelMap`.
  static let limit = 1 << 16

  /// The id of each number.
  private(set) var ids: [UInt32] = []
  private var numbers: [UInt32: UInt16] = [:]

  var count: Int { ids.count }

  /// The map with numbers instead of ids.
  /// - Parameter path: of the image, for the error.
  mutating func number(_ map: RegionMap, path: String) throws(EvaluationError) -> LabelMap {
    var labels = LabelMap(size: map.size)
    // Neighbors are mostly equal, so the previous pixel's number is tried first.
    var id: UInt32?
    var number: UInt16 = 0
    for n in map.ids.indices {
      if map.ids[n] != id {
        id = map.ids[n]
        number = try self.number(of: map.ids[n], path: path)
      }
      labels.labels[n] = number
    }
    return labels
  }

  private mutating func number(of id: UInt32, path: String) throws(EvaluationError) -> UInt16 {
    if let number = numbers[id] { return number }
    guard ids.count < Self.limit else { throw .tooManyRegions(path: path, limit: Self.limit) }
    let number = UInt16(ids.count)
    numbers[id] = number
    ids.append(id)
    return number
  }
}
