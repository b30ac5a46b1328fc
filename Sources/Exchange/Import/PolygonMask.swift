import Imaging

/// Polygons as masks.
enum PolygonMask {
  /// The most rows that the edges of one polygon may cross together.
  private static let maxCrossings = 20_000_000
  /// A polygon has too many or too long edges.
  struct TooComplex: Error {}

  /// The pixels whose centers are in a polygon by the even-odd rule, as runs in reading order. An edge through a center
  /// belongs to the pixels right of it and below it, so that neighbors share no pixel.
  ///
  /// - Parameter corners: x and y of each corner, from the upper left corner of the picture, in pixels.
  private static func rows(
    of corners: [(x: Double, y: Double)], in size: PictureSize
  ) throws(TooComplex) -> [Int: [Range<Int>]] {
    var count = 0
    var crossings: [Int: [Double]] = [:]
    for (n, start) in corners.enumerated() {
      let end = corners[(n + 1) % corners.count]
      let (low, high) = start.y < end.y ? (start, end) : (end, start)
      guard low.y < high.y else { continue }
      let first = Int(min(Double(size.height), max(0, (low.y - 0.5).rounded(.up))))
      let last = Int(min(Double(size.height), max(0, (high.y - 0.5).rounded(.up))))
      guard first < last else { continue }
      count += last - first
      guard count <= maxCrossings else { throw TooComplex() }
      for y in first..<last {
        let x = low.x + (Double(y) + 0.5 - low.y) * (high.x - low.x) / (high.y - low.y)
        crossings[y, default: []].append(x)
      }
    }
    return crossings.mapValues { places in
      let sorted = places.sorted()
      return stride(from: 0, to: sorted.count - 1, by: 2).compactMap { n in
        let start = Int(min(Double(size.width), max(0, (sorted[n] - 0.5).rounded(.up))))
        let end = Int(min(Double(size.width), max(0, (sorted[n + 1] - 0.5).rounded(.up))))
        return start < end ? start..<end : nil
      }
    }
  }

  /// The union of polygons as alternating run lengths in reading order; empty if there is no pixel.
  static func counts(of polygons: [[(x: Double, y: Double)]], in size: PictureSize) throws(TooComplex) -> [Int] {
    var byRow: [Int: [Range<Int>]] = [:]
    for polygon in polygons where polygon.count >= 3 {
      byRow.merge(try rows(of: polygon, in: size)) { $0 + $1 }
    }
    var counts: [Int] = []
    var end = 0
    for (y, runs) in byRow.sorted(by: { $0.key < $1.key }) {
      for run in runs.sorted(by: { $0.lowerBound < $1.lowerBound }) {
        let (from, to) = (y * size.width + run.lowerBound, y * size.width + run.upperBound)
        guard to > end else { continue }
        if from > end || counts.isEmpty {
          counts += [from - end, to - from]
        } else {
          counts[counts.count - 1] += to - end
        }
        end = to
      }
    }
    if !counts.isEmpty, end < size.count { counts.append(size.count - end) }
    return counts
  }
}
