import Randomness
import Testing
import Tracking

@Suite("An optimal assignment")
struct OptimalAssignmentTests {
  @Test("has the largest benefit of all assignments, for every shape up to 6 × 6", arguments: 0..<40)
  func matchesBruteForce(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    for rows in 0...6 {
      for columns in 0...6 {
        // Small ranges make ties and zeros common.
        let largest = [1, 3, 10, 100_000].randomElement(using: &random) ?? 1
        let matrix = (0..<rows).map { _ in
          (0..<columns).map { _ in max(0, Int.random(in: -largest...largest, using: &random)) }
        }
        let assignment = OptimalAssignment(matrix, columns: columns)
        #expect(assignment.benefit == best(matrix, from: 0, free: Array(repeating: true, count: columns)))
        checkPairs(assignment, matrix)
      }
    }
  }

  @Test("uses every column once and adds up, also when it is large", arguments: [(90, 60), (60, 90), (120, 120)])
  func isConsistentWhenLarge(rows: Int, columns: Int) {
    var random = SplitMix64(seed: 7)
    let matrix = (0..<rows).map { _ in (0..<columns).map { _ in Int.random(in: 0...50, using: &random) } }
    checkPairs(OptimalAssignment(matrix, columns: columns), matrix)
  }

  @Test("finds the hidden permutation among smaller benefits")
  func findsPermutation() {
    var random = SplitMix64(seed: 3)
    let hidden = (0..<50).shuffled(using: &random)
    let assignment = OptimalAssignment(rows: 50, columns: 50) { row, column in
      hidden[row] == column ? 1000 : (row * 31 + column * 17) % 20
    }
    #expect(assignment.columns == hidden)
  }

  @Test("is as good from pairs with a benefit only", arguments: 0..<20)
  func sparse(seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    let (rows, columns) = (Int.random(in: 0...40, using: &random), Int.random(in: 0...40, using: &random))
    // From separate pairs to chains of all of them.
    let matrix = (0..<rows).map { _ in
      (0..<columns).map { _ in
        Int.random(in: 0..<40, using: &random) <= seed / 5 ? Int.random(in: 1...9, using: &random) : 0
      }
    }
    let benefits = matrix.map { row in
      Dictionary(uniqueKeysWithValues: row.enumerated().filter { $0.element > 0 }.map { ($0.offset, $0.element) })
    }
    let assignment = OptimalAssignment(columns: columns, benefits: benefits)
    #expect(assignment.benefit == OptimalAssignment(matrix, columns: columns).benefit)
    checkPairs(assignment, matrix)
  }

  @Test("prefers the best sum to the best pair")
  func isNotGreedy() {
    let assignment = OptimalAssignment([[10, 9], [9, 1]], columns: 2)
    #expect(assignment.columns == [1, 0])
    #expect(assignment.benefit == 18)
  }

  @Test("never makes a pair without benefit")
  func leavesUnmatched() {
    #expect(OptimalAssignment([[0, 0], [0, 5]], columns: 2).columns == [nil, 1])
    #expect(OptimalAssignment([[-4, -1], [-2, -9]], columns: 2).columns == [nil, nil])
    #expect(OptimalAssignment([[0, 0, 0]], columns: 3).benefit == 0)
  }

  @Test("has no pairs without rows or without columns")
  func empty() {
    #expect(OptimalAssignment(rows: 0, columns: 3) { _, _ in 1 }.columns == [])
    #expect(OptimalAssignment(rows: 2, columns: 0) { _, _ in 1 }.columns == [nil, nil])
  }

  @Test("keeps the order when all benefits are equal")
  func tiesKeepOrder() {
    #expect(OptimalAssignment(rows: 4, columns: 4) { _, _ in 3 }.columns == [0, 1, 2, 3])
    #expect(OptimalAssignment(rows: 2, columns: 4) { _, _ in 3 }.columns == [0, 1])
    #expect(OptimalAssignment(rows: 4, columns: 2) { _, _ in 3 }.columns == [0, 1, nil, nil])
  }

  private func checkPairs(_ assignment: OptimalAssignment, _ matrix: [[Int]]) {
    let pairs = assignment.columns.enumerated().compactMap { row, column in column.map { (row, $0) } }
    #expect(assignment.columns.count == matrix.count)
    #expect(Set(pairs.map(\.1)).count == pairs.count)
    #expect(pairs.allSatisfy { matrix[$0.0][$0.1] > 0 })
    #expect(pairs.map { matrix[$0.0][$0.1] }.reduce(0, +) == assignment.benefit)
  }

  /// The best sum for the rows from `row` on, by trying everything.
  private func best(_ matrix: [[Int]], from row: Int, free: [Bool]) -> Int {
    guard row < matrix.count else { return 0 }
    var result = best(matrix, from: row + 1, free: free)
    for column in free.indices where free[column] {
      var rest = free
      rest[column] = false
      result = max(result, matrix[row][column] + best(matrix, from: row + 1, free: rest))
    }
    return result
  }
}

extension OptimalAssignment {
  fileprivate init(_ matrix: [[Int]], columns: Int) {
    self.init(rows: matrix.count, columns: columns) { matrix[$0][$1] }
  }
}
