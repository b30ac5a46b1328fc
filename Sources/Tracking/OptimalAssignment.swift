/// The maximum-benefit assignment of rows to columns, each used at most once.
///
/// Shortest augmenting paths with dual variables (Jonker and Volgenant, Computing 38, 1987; for rectangular matrices
/// Crouse, IEEE TAES 52(4), 2016): time O(s² l) for a shorter side s and a longer side l, memory for one copy of the
/// matrix. Integer arithmetic only, so the result is exact and deterministic. Between equally short paths the one
/// that ends in the lower index wins.
package struct OptimalAssignment: Equatable, Sendable {
  /// The column of every row; nil for a row without benefit.
  package let columns: [Int?]
  /// The sum of the benefits of the pairs.
  package let benefit: Int

  /// - Parameter benefit: of a pair of row (first) and column (second). A pair with a benefit of 0 or less is never
  ///   made. The sum of all benefits of a row or a column must stay far below 2⁶², as pixel counts do.
  package init(rows: Int, columns: Int, benefit: (Int, Int) -> Int) {
    let isTall = rows > columns
    let (short, long) = isTall ? (columns, rows) : (rows, columns)
    var cost = [Int](repeating: 0, count: short * long)
    for row in 0..<rows {
      for column in 0..<columns {
        let index = isTall ? column * long + row : row * long + column
        cost[index] = -max(0, benefit(row, column))
      }
    }
    let matches = Self.cheapest(short: short, long: long, cost: cost)

    var assigned = [Int?](repeating: nil, count: rows)
    var sum = 0
    for (index, match) in matches.enumerated() where cost[index * long + match] < 0 {
      if isTall { assigned[match] = index } else { assigned[index] = match }
      sum -= cost[index * long + match]
    }
    self.columns = assigned
    self.benefit = sum
  }

  init(assigned columns: [Int?], benefit: Int) {
    self.columns = columns
    self.benefit = benefit
  }

  /// For each index of the shorter side the index of the longer side in the complete assignment of minimum cost.
  private static func cheapest(short: Int, long: Int, cost: [Int]) -> [Int] {
    var shortPotential = [Int](repeating: 0, count: short)
    var longPotential = [Int](repeating: 0, count: long)
    var partner = [Int?](repeating: nil, count: long)
    var matches = [Int](repeating: 0, count: short)

    for start in 0..<short {
      // Dijkstra's algorithm over the reduced costs, from `start` to the nearest free index.
      var distance = [Int](repeating: .max, count: long)
      var before = [Int](repeating: start, count: long)
      var open = Array(0..<long)
      var settled: [Int] = []
      var row = start
      var reached = 0
      var end: Int?
      while end == nil {
        var nearest = 0
        for (index, column) in open.enumerated() {
          let reduced = reached + cost[row * long + column] - shortPotential[row] - longPotential[column]
          if reduced < distance[column] {
            distance[column] = reduced
            before[column] = row
          }
          if distance[column] < distance[open[nearest]] { nearest = index }
        }
        // `open` stays in ascending order, so that the lower index wins a tie.
        let column = open.remove(at: nearest)
        reached = distance[column]
        if let next = partner[column] {
          settled.append(column)
          row = next
        } else {
          end = column
        }
      }
      guard var column = end else { continue }

      shortPotential[start] += reached
      for column in settled {
        if let row = partner[column] { shortPotential[row] += reached - distance[column] }
        longPotential[column] -= reached - distance[column]
      }
      while true {
        let row = before[column]
        partner[column] = row
        let previous = matches[row]
        matches[row] = column
        if row == start { break }
        column = previous
      }
    }
    return matches
  }
}
