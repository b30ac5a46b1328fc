/// Allocates and frees the slots of supervoxel maps.
struct SlotPool: Equatable, Sendable, Codable {
  /// Freed slots, and the batch from which each may be reused, ascending.
  private var free: [Free] = []
  /// Slots 1 ..< `next` are or were in use; 0 means none.
  private var next = 1

  private struct Free: Equatable, Sendable, Codable {
    let slot: UInt16
    let batch: Int
  }

  /// The number of slots used so far, including slot 0.
  var used: Int { next }

  /// The number of free slots.
  func available(batch: Int) -> Int {
    Int(UInt16.max) + 1 - next + free.prefix { $0.batch <= batch }.count
  }

  /// - Returns: nil if all 65,535 are in use.
  mutating func take(batch: Int) -> UInt16? {
    if let first = free.first, first.batch <= batch {
      free.removeFirst()
      return first.slot
    }
    guard next <= Int(UInt16.max) else { return nil }
    defer { next += 1 }
    return UInt16(next)
  }

  /// Frees a slot, which may be used again from a batch on. A resumed run frees a slot earlier than an uninterrupted
  /// one; the batch makes both use it again at the same time.
  mutating func giveBack(_ slot: UInt16, from batch: Int) {
    let index = free.lastIndex { $0.batch <= batch }.map { $0 + 1 } ?? 0
    free.insert(Free(slot: slot, batch: batch), at: index)
  }
}

extension SlotPool {
  /// Validates decoded state: used and free slots are distinct and were allocated.
  func isConsistent(inUse slots: [UInt16]) -> Bool {
    let all = slots + free.map(\.slot)
    return (1...Int(UInt16.max) + 1).contains(next) && Set(all).count == all.count
      && all.allSatisfy { (1..<next).contains(Int($0)) }
      && free.allSatisfy { (0..<Int.max / 2).contains($0.batch) }
      && zip(free, free.dropFirst()).allSatisfy { $0.batch <= $1.batch }
  }
}
