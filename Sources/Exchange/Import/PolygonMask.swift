import Imaging

/// Polygons as masks.
package enum PolygonMask {
  /// The most rows that the edges of all polygons of an object may cross together.
  package static let maxCrossings = 20_000_000
  /// The polygons of an object have too many or too long edges.
  package struct TooComplex: Error {}

  private typealias Corner = (x: Double, y: Double)

  /// The rows whose centers an edge crosses.
  private static func rows(_ start: Corner, _ end: Corner, in size: PictureSize) -> Range<Int> {
    func row(_ y: Double) -> Int { Int(min(Double(size.height), max(0, (y - 0.5).rounded(.up)))) }
    return row(min(start.y, end.y))..<row(max(start.y, end.y))
  }

  /// Passes each edge of a polygon.
  private static func forEachEdge(of corners: [Corner], _ body: (Corner, Corner) -> Void) {
    for n in corners.indices { body(corners[n], corners[n + 1 < corners.count ? n + 1 : 0]) }
  }

  /// Adds the pixels whose centers are in a polygon by the even-odd rule, as runs by row. An edge through a center
  /// belongs to the pixels right of it and below it, so that neighbors share no pixel.
  ///
  /// - Parameter corners: x and y of each corner, from the upper left corner of the picture, in pixels.
  private static func add(_ corners: [Corner], in size: PictureSize, to rows: inout [Int: [Range<Int>]]) {
    var crossings: [Int: [Double]] = [:]
    forEachEdge(of: corners) { start, end in
      let (low, high) = start.y < end.y ? (start, end) : (end, start)
      for y in Self.rows(low, high, in: size) {
        let x = low.x + (Double(y) + 0.5 - low.y) * (high.x - low.x) / (high.y - low.y)
        crossings[y, default: []].append(x)
      }
    }
    for (y, places) in crossings {
      let sorted = places.sorted()
      for n in stride(from: 0, to: sorted.count - 1, by: 2) {
        let start = Int(min(Double(size.width), max(0, (sorted[n] - 0.5).rounded(.up))))
        let end = Int(min(Double(size.width), max(0, (sorted[n + 1] - 0.5).rounded(.up))))
        if start < end { rows[y, default: []].append(start..<end) }
      }
    }
  }

  /// The union of polygons as alternating run lengths in reading order; empty if there is no pixel.
  package static func counts(of polygons: [[(x: Double, y: Double)]], in size: PictureSize) throws(TooComplex) -> [Int]
  {
    let polygons = polygons.filter { $0.count >= 3 }
    var crossings = 0
    for polygon in polygons { forEachEdge(of: polygon) { crossings += Self.rows($0, $1, in: size).count } }
    guard crossings <= maxCrossings else { throw TooComplex() }
    var rows: [Int: [Range<Int>]] = [:]
    for polygon in polygons { add(polygon, in: size, to: &rows) }
    var counts: [Int] = []
    var end = 0
    for (y, runs) in rows.sorted(by: { $0.key < $1.key }) {
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
