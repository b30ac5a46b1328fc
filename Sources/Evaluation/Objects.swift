/// What the values of the masks mean: which are objects, which are background, which are void.
struct Objects: Sendable {
  /// With more values than these, masks are binary ones with smooth edges.
  static let maxValues = 64

  /// For each number of the masks' `Numbering` its place among the values in ascending order.
  let places: [Int]
  /// Whether a pixel of this value is left out of the comparison, for each place.
  let isVoid: [Bool]
  /// The places of the values that are compared.
  let counted: [Int]

  /// How many values there are, background and void included.
  var count: Int { isVoid.count }

  /// - Parameters:
  ///   - ids: the values of the masks.
  ///   - void: the value that means nothing. With it the masks are of classes and every other value counts; without it
  ///     they are of objects and 0 is the background.
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
