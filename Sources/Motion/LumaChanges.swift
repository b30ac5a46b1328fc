import Imaging

/// How often each change of luma occurs between the pixels of a thumbnail and their points in an earlier one.
struct LumaChanges {
  /// Of the changes −255…255.
  private var histogram = [Int32](repeating: 0, count: 511)
  /// Of the pixels whose point is inside.
  let count: Int
  /// The global change of luma.
  private let median: Int

  /// Without motion.
  ///
  /// - Precondition: both have the same size.
  init(from earlier: LumaThumbnail, to later: LumaThumbnail) {
    histogram.withUnsafeMutableBufferPointer { histogram in
      for (new, old) in zip(later.luma, earlier.luma) { histogram[255 &+ Int(new) &- Int(old)] &+= 1 }
    }
    count = later.luma.count
    median = Self.median(histogram, count)
  }

  /// - Parameters:
  ///   - flow: from the later to the earlier one; a pixel takes the nearest displacement.
  ///   - level: whose size the flow has.
  ///
  /// - Precondition: both have the same size.
  init(from earlier: LumaThumbnail, to later: LumaThumbnail, by flow: FlowField, ofLevel level: Int) {
    let size = later.size
    let scale = Float(1 << level)
    var inside = 0
    histogram.withUnsafeMutableBufferPointer { histogram in
      later.luma.withUnsafeBufferPointer { new in
        earlier.luma.withUnsafeBufferPointer { old in
          for y in 0..<size.height {
            let row = (y >> level) * flow.size.width
            for x in 0..<size.width {
              let n = row + (x >> level)
              let (dx, dy) = (scale * flow.dx[n], scale * flow.dy[n])
              guard let place = size.index(nearestTo: Float(x) + dx, Float(y) + dy) else { continue }
              histogram[255 &+ Int(new[y &* size.width &+ x]) &- Int(old[place])] &+= 1
              inside &+= 1
            }
          }
        }
      }
    }
    count = inside
    median = Self.median(histogram, count)
  }

  private static func median(_ histogram: [Int32], _ count: Int) -> Int {
    var below = 0
    for (place, times) in histogram.enumerated() {
      below += Int(times)
      if below > count / 2 { return place - 255 }
    }
    return 0
  }

  /// The fraction of them, 0…1, that differ from the median by at most `tolerance`.
  func share(within tolerance: Int) -> Double {
    let places = max(0, median + 255 - tolerance)...min(510, median + 255 + tolerance)
    return Double(histogram[places].reduce(0, +)) / Double(max(1, count))
  }

  /// The mean difference from the median.
  var meanDifference: Double {
    let sum = histogram.enumerated().reduce(0) { $0 + abs($1.offset - 255 - median) * Int($1.element) }
    return Double(sum) / Double(max(1, count))
  }
}
