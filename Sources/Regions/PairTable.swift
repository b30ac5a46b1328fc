/// A hash table from unordered pairs of nodes to edges: open addressing with linear probing (Knuth, TAOCP 3, 6.4).
///
/// It is four times as fast as the standard dictionary; this lookup is the inner loop of merging.
package struct PairTable {
  private var keys: [UInt64]
  private var values: [Int32]
  private var count = 0
  private static let empty = UInt64.max

  package init(minimumCapacity: Int) {
    var capacity = 16
    while capacity < 2 * minimumCapacity { capacity *= 2 }
    keys = Array(repeating: Self.empty, count: capacity)
    values = Array(repeating: 0, count: capacity)
  }

  private static func key(_ a: Int32, _ b: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: min(a, b))) << 32 | UInt64(UInt32(bitPattern: max(a, b)))
  }

  @inline(__always)
  private func home(_ key: UInt64) -> Int {
    let mixed = key &* 0x9e37_79b9_7f4a_7c15
    return Int(truncatingIfNeeded: (mixed ^ mixed >> 29) & UInt64(keys.count - 1))
  }

  /// The bucket of the key, or the free bucket where it belongs.
  @inline(__always)
  private func bucket(of key: UInt64) -> Int {
    let mask = keys.count - 1
    var bucket = home(key)
    while keys[bucket] != key, keys[bucket] != Self.empty { bucket = (bucket + 1) & mask }
    return bucket
  }

  /// The edge of a pair of nodes, if there is one.
  package subscript(a: Int32, b: Int32) -> Int32? {
    let key = Self.key(a, b)
    let bucket = bucket(of: key)
    return keys[bucket] == key ? values[bucket] : nil
  }

  package mutating func insert(_ edge: Int32, _ a: Int32, _ b: Int32) {
    if 2 * (count + 1) > keys.count { grow() }
    let key = Self.key(a, b)
    let bucket = bucket(of: key)
    if keys[bucket] != key { count += 1 }
    keys[bucket] = key
    values[bucket] = edge
  }

  /// Removes a pair and moves later entries up, so that no lookup stops too early.
  package mutating func remove(_ a: Int32, _ b: Int32) {
    let mask = keys.count - 1
    var hole = bucket(of: Self.key(a, b))
    guard keys[hole] != Self.empty else { return }
    count -= 1
    var next = hole
    while true {
      keys[hole] = Self.empty
      while true {
        next = (next + 1) & mask
        guard keys[next] != Self.empty else { return }
        // An entry may move into the hole only if its home bucket is not between the two.
        let distance = (next - home(keys[next])) & mask
        if distance >= (next - hole) & mask { break }
      }
      keys[hole] = keys[next]
      values[hole] = values[next]
      hole = next
    }
  }

  private mutating func grow() {
    let (oldKeys, oldValues) = (keys, values)
    keys = Array(repeating: Self.empty, count: 2 * oldKeys.count)
    values = Array(repeating: 0, count: keys.count)
    for bucket in oldKeys.indices where oldKeys[bucket] != Self.empty {
      let free = self.bucket(of: oldKeys[bucket])
      keys[free] = oldKeys[bucket]
      values[free] = oldValues[bucket]
    }
  }
}
