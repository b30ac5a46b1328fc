import Imaging

/// Accumulates the overlap of labels and masks, frame by frame.
struct MaskComparison {
  /// The maximum number of table entries over all frames: half a gigabyte.
  static let maxEntries = 1 << 26

  private var numbering = Numbering()
  private var tables: [OverlapTable] = []
  private var entries = 0

  /// Adds a frame.
  /// - Parameters:
  ///   - mask: resized to the labels' size.
  ///   - path: of the mask, for the error.
  mutating func add(_ mask: RegionMap, under labels: LabelMap, path: String) throws(EvaluationError) {
    let objects = try numbering.number(mask.resized(to: labels.size), path: path)
    let table = OverlapTable(labels: labels, objects: objects)
    entries += table.entries.count
    guard entries <= Self.maxEntries else { throw .tooManyOverlaps(path: path, frame: tables.count) }
    tables.append(table)
  }

  /// - Parameters:
  ///   - labelIDs: the id of each label.
  ///   - folder: of the masks, for the error.
  func figures(labelIDs: [UInt32], void: UInt32?, folder: String) throws(EvaluationError) -> ObjectFigures {
    let objects = Objects(ids: numbering.ids, void: void)
    guard let figures = ObjectFigures(tables: tables, labelIDs: labelIDs, objects: objects) else {
      throw .noObject(folder: folder)
    }
    return figures
  }
}
