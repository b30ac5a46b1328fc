/// The meaning of mask values: objects, background and void.
struct Objects: Sendable {
  /// Masks with more values are binary masks with smooth edges.
  static let maxValues = 64

  /// For each number of the masks' `Numbering`, its rank among the values.
  let places: [Int]
  /// Whether each value is void, by rank.
  let isVoid: [Bool]
  /// The ranks of the values that are compared.
  let counted: [Int]

  /// The number of values, including background and void.
  var count: Int { isVoid.count }

  /// - Parameters:
  ///   - ids: the values of the masks.
  ///   - void: the void value. If set, the masks are class masks and all other values count; otherwise they are
  ///     object masks and 0 is background.
  init(ids: [UInt32], void: UInt32?) {
    var ids = ids
    if ids.count > Self.maxValues, let greatest = ids.max() { ids = ids.map { $0 > greatest / 2 ? 255 : 0 } }
    let values = Set(ids).sorted()
    let order = Dictionary(uniqueKeysWithValues: zip(values, values.indices))
    places = ids.map { order[$0] ?? 0 }
    isVoid = values.map { $0 == void }
    counted = values.indices.filter { values[$0] != void && (void != nil || values[$0] != 0) }
  }
}
