/// The values that maps of supervoxels have room for, given out and taken back.
struct SlotPool: Equatable, Sendable, Codable {
  /// Slots that were given back, and the batch from which each may be used again, rising.
  private var free: [Free] = []
  /// Slots 1 ..< `next` are or were in use; 0 stands for none.
  private var next = 1

  private struct Free: Equatable, Sendable, Codable {
    let slot: UInt16
    let batch: Int
  }

  /// Slots that have been in use so far, slot 0 included.
  var used: Int { next }

  /// Slots that can be taken.
  func available(batch: Int) -> Int {
    Int(UInt16.max) + 1 - next + free.prefix { $0.batch <= batch }.count
  }

  /// - Returns: nil where all 65,535 are in use.
  mutating func take(batch: Int) -> UInt16? {
    if let first = free.first, first.batch <= batch {
      free.removeFirst()
      return first.slot
    }
    guard next <= Int(UInt16.max) else { return nil }
    defer { next += 1 }
    return UInt16(next)
  }

  /// A run that goes on behind a checkpoint learns earlier that a slot is free than one that never stopped: the batch
  /// makes both use it at the same time.
  mutating func giveBack(_ slot: UInt16, from batch: Int) {
    let place = free.lastIndex { $0.batch <= batch }.map { $0 + 1 } ?? 0
    free.insert(Free(slot: slot, batch: batch), at: place)
  }
}

extension SlotPool {
  /// Whether the slots in use, and those given back, are different ones that were given out: decoded states can hold
  /// anything.
  func isConsistent(inUse slots: [UInt16]) -> Bool {
    let all = slots + free.map(\.slot)
    return (1...Int(UInt16.max) + 1).contains(next) && Set(all).count == all.count
      && all.allSatisfy { (1..<next).contains(Int($0)) }
      && free.allSatisfy { (0..<Int.max / 2).contains($0.batch) }
      && zip(free, free.dropFirst()).allSatisfy { $0.batch <= $1.batch }
  }
}
