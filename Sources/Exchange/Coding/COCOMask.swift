import Imaging

/// A mask as run lengths down the columns, alternating from background, as pycocotools stores it.
package enum COCOMask {
  /// The run lengths; the first is that of the background and may be 0.
  package static func counts(of region: RegionRuns, in size: PictureSize) -> [Int] {
    var counts: [Int] = []
    counts.reserveCapacity(region.edges.count + 1)
    var last = 0
    for edge in region.edges {
      counts.append(edge - last)
      last = edge
    }
    if last < size.count { counts.append(size.count - last) }
    return counts
  }

  /// The compressed text of run lengths: differences from the second last one, five bits a character, least
  /// significant first, from the character 0 on.
  package static func text(of counts: [Int]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(2 * counts.count)
    for n in counts.indices {
      var rest = n > 2 ? counts[n] - counts[n - 2] : counts[n]
      var hasMore = true
      while hasMore {
        let bits = rest & 31
        rest >>= 5
        hasMore = bits & 16 != 0 ? rest != -1 : rest != 0
        text.append(UInt8(bits | (hasMore ? 32 : 0)) + 48)
      }
    }
    return text
  }

  /// The run lengths of a compressed text; nil if it is none, or its runs are not those of `pixels` pixels.
  package static func counts(ofText text: [UInt8], pixels: Int) -> [Int]? {
    var counts: [Int] = []
    var (value, shift, sum) = (0, 0, 0)
    for byte in text {
      guard (48..<112).contains(byte), shift < 60 else { return nil }
      let bits = Int(byte - 48)
      value |= (bits & 31) << shift
      shift += 5
      guard bits & 32 == 0 else { continue }
      if bits & 16 != 0 { value |= -1 << shift }
      if counts.count > 2 { value += counts[counts.count - 2] }
      guard (0...pixels).contains(value) else { return nil }
      sum += value
      guard sum <= pixels else { return nil }
      counts.append(value)
      (value, shift) = (0, 0)
    }
    return shift == 0 && sum == pixels ? counts : nil
  }
}
