import Imaging

extension OptimalAssignment {
  /// The same where most pairs bring nothing: rows and columns that no chain of pairs connects are assigned by themselves,
  /// so that time and memory follow the pairs that there are.
  ///
  /// - Parameter benefits: of every row, what the columns bring that bring anything, each > 0.
  package init(columns: Int, benefits: [[Int: Int]]) {
    // Columns that share a row are in one set; a root is the smallest of its set.
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
