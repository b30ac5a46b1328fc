/// Disjoint sets of the numbers 0 ..< count, each a tree whose root stands for the set (Tarjan, JACM 22(2), 1975; with
/// path halving).
package struct DisjointSet: Equatable, Sendable {
  /// Of a root itself.
  private var parents: [Int32]

  /// Every number a set of its own.
  package init(count: Int) { parents = Array(0..<Int32(count)) }

  /// The numbers in all sets.
  package var count: Int { parents.count }

  /// The root of the set that holds `element`. Amortized O(α(count)).
  package mutating func root(of element: Int) -> Int {
    parents.withUnsafeMutableBufferPointer { parents in
      // SAFETY: every value is one of the numbers 0 ..< count; `init` and `join` write no others.
      var n = element
      while Int(parents[n]) != n {
        parents[n] = parents[Int(parents[n])]
        n = Int(parents[n])
      }
      return n
    }
  }

  /// Makes the sets of two roots one, with `root` as its root.
  ///
  /// - Precondition: both are roots.
  package mutating func join(_ other: Int, into root: Int) {
    precondition(Int(parents[other]) == other && Int(parents[root]) == root, "only roots can be joined")
    parents[other] = Int32(root)
  }

  /// Makes the sets that hold two numbers one; the smaller of their roots is its root. Where all sets are made this way,
  /// each has its smallest number as its root.
  package mutating func unite(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    if a != b { parents[max(a, b)] = Int32(min(a, b)) }
  }

  /// The set of every number, numbered from 0 by their first members, and how many sets there are.
  package mutating func numbers() -> (numbers: [Int32], count: Int) {
    var numberOfRoot = [Int32](repeating: -1, count: parents.count)
    var count: Int32 = 0
    var numbers = [Int32](repeating: 0, count: parents.count)
    for n in parents.indices {
      let root = root(of: n)
      if numberOfRoot[root] < 0 {
        numberOfRoot[root] = count
        count += 1
      }
      numbers[n] = numberOfRoot[root]
    }
    return (numbers, Int(count))
  }
}
