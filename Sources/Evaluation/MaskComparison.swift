import Imaging

/// Collects what labels and masks have in common, frame by frame.
package struct MaskComparison {
  /// The most entries that the tables of all frames may have: half a gigabyte.
  static let maxEntries = 1 << 26

  private var numbering = Numbering()
  private var tables: [OverlapTable] = []
  private var entries = 0

  package init() {}

  /// Adds a frame.
  ///
  /// - Parameter mask: is brought to the labels' size.
  package mutating func add(_ mask: RegionMap, under labels: LabelMap) throws(CapacityError) {
    let objects = try numbering.number(mask.resized(to: labels.size))
    let table = OverlapTable(labels: labels, objects: objects)
    entries += table.entries.count
    guard entries <= Self.maxEntries else { throw .tooManyOverlaps }
    tables.append(table)
  }

  /// Nil where the masks hold no object.
  ///
  /// - Parameters:
  ///   - labelIDs: the id of each label.
  ///   - void: see ``Objects``.
  package func figures(labelIDs: [UInt32], void: UInt32?) -> ObjectFigures? {
    ObjectFigures(tables: tables, labelIDs: labelIDs, objects: Objects(ids: numbering.ids, void: void))
  }
}
