import Imaging

extension OptimalAssignment {
  /// The sparse version: groups of rows and columns that no pairs connect are assigned separately, so that time and
  /// memory depend on the number of pairs.
  ///
  /// - Parameter benefits: for every row, the columns with a benefit, each > 0.
  package init(columns: Int, benefits: [[Int: Int]]) {
    // Columns that share a row are in one set; the root is its smallest column.
    var sets = DisjointSet(count: columns)
    for row in benefits {
      guard let first = row.keys.min() else { continue }
      for column in row.keys { sets.unite(first, column) }
    }

    var groups = [(rows: [Int], columns: [Int])](repeating: ([], []), count: columns)
    for column in 0..<columns { groups[sets.root(of: column)].columns.append(column) }
    for (row, benefits) in benefits.enumerated() {
      if let column = benefits.keys.first { groups[sets.root(of: column)].rows.append(row) }
    }
    var assigned = [Int?](repeating: nil, count: benefits.count)
    var sum = 0
    for group in groups where !group.rows.isEmpty {
      let part = OptimalAssignment(rows: group.rows.count, columns: group.columns.count) { row, column in
        benefits[group.rows[row]][group.columns[column]] ?? 0
      }
      for (row, column) in part.columns.enumerated() { assigned[group.rows[row]] = column.map { group.columns[$0] } }
      sum += part.benefit
    }
    self.init(assigned: assigned, benefit: sum)
  }
}
