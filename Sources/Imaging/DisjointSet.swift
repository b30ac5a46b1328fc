/// A union-find structure over the numbers 0 ..< count, with path halving (Tarjan, JACM 22(2), 1975).
package struct DisjointSet: Equatable, Sendable {
  /// A root is its own parent.
  private var parents: [Int32]

  /// Every number starts as its own set.
  package init(count: Int) { parents = Array(0..<Int32(count)) }

  /// The number of elements.
  package var count: Int { parents.count }

  /// The root of the set that holds `element`. Amortized O(α(count)).
  package mutating func root(of element: Int) -> Int {
    parents.withUnsafeMutableBufferPointer { parents in
      // SAFETY: every value is in 0 ..< count; `init` and `join` write no others.
      var n = element
      while Int(parents[n]) != n {
        parents[n] = parents[Int(parents[n])]
        n = Int(parents[n])
      }
      return n
    }
  }

  /// Merges the sets of two roots; `root` becomes the root.
  ///
  /// - Precondition: both are roots.
  package mutating func join(_ other: Int, into root: Int) {
    precondition(Int(parents[other]) == other && Int(parents[root]) == root, "join needs two roots")
    parents[other] = Int32(root)
  }

  /// Merges the sets of two numbers; the smaller root becomes the root. With this function only, each root is the
  /// smallest number of its set.
  package mutating func unite(_ a: Int, _ b: Int) {
    let (a, b) = (root(of: a), root(of: b))
    if a != b { parents[max(a, b)] = Int32(min(a, b)) }
  }

  /// The set of every number, numbered from 0 by first member, and the number of sets.
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
