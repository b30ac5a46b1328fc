import Imaging

/// Numbers the ids that occur in a sequence of images from 0, in the order in which they turn up.
package struct Numbering {
  /// The most ids that fit the labels of a `LabelMap`.
  package static let limit = 1 << 16

  /// The id of each number.
  package private(set) var ids: [UInt32] = []
  private var numbers: [UInt32: UInt16] = [:]

  package init() {}

  package var count: Int { ids.count }

  /// The map with numbers in the place of ids.
  ///
  /// - Throws: `tooManyRegions`.
  package mutating func number(_ map: RegionMap) throws(CapacityError) -> LabelMap {
    var labels = LabelMap(size: map.size)
    // Neighbors are mostly equal, so the previous pixel's number is tried first.
    var id: UInt32?
    var number: UInt16 = 0
    for n in map.ids.indices {
      if map.ids[n] != id {
        id = map.ids[n]
        number = try self.number(of: map.ids[n])
      }
      labels.labels[n] = number
    }
    return labels
  }

  private mutating func number(of id: UInt32) throws(CapacityError) -> UInt16 {
    if let number = numbers[id] { return number }
    guard ids.count < Self.limit else { throw .tooManyRegions }
    let number = UInt16(ids.count)
    numbers[id] = number
    ids.append(id)
    return number
  }
}
