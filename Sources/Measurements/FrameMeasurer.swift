import Imaging

/// Measures the regions of frames, in two passes over the pixels. Buffers are used again for the next frame.
package struct FrameMeasurer {
  /// The place of each label among the regions of the frame; −1 if it does not occur.
  private var places = [Int32](repeating: -1, count: Int(UInt16.max) + 1)
  private var labels: [UInt16] = []
  private var sums: [RegionSums] = []
  /// Whether a pixel has a neighbor of another label, or lies at the edge of the picture. A frame of one pixel around
  /// the map has 0.
  private var isBorder: [UInt8] = []

  package init() {}

  /// The regions of the next frame in ascending order of their track IDs. Pixels of 0, "no label", are not measured.
  ///
  /// - Parameter picture: as large as `map`; nil: there are no colors.
  package mutating func measure(_ map: LabelMap, picture: Picture? = nil) -> [RegionProperties] {
    precondition(picture.map { $0.size == map.size } ?? true, "the picture has another size than its labels")
    for label in labels { places[Int(label)] = -1 }
    labels.removeAll(keepingCapacity: true)
    sums.removeAll(keepingCapacity: true)
    addRuns(map, picture)
    let borders = addBorders(map)
    addOutline(map)
    var neighbors = [[RegionProperties.Neighbor]](repeating: [], count: labels.count)
    // Ascending in both: every list gets its smaller neighbors first.
    for (a, b, count) in borders {
      let (low, high) = (UInt16(truncatingIfNeeded: a), UInt16(truncatingIfNeeded: b))
      neighbors[Int(places[Int(low)])].append(.init(trackID: high, length: count))
      neighbors[Int(places[Int(high)])].append(.init(trackID: low, length: count))
    }
    return labels.indices.filter { labels[$0] != 0 }.sorted { labels[$0] < labels[$1] }.map { place in
      let sums = sums[place]
      return RegionProperties(
        trackID: labels[place], area: sums.area,
        centroid: SIMD2(Double(sums.x), Double(sums.y)) / Double(sums.area),
        columns: sums.left..<sums.right, rows: sums.top..<sums.bottom, perimeter: sums.perimeter,
        color: picture == nil ? nil : sums.colorStatistics,
        neighbors: neighbors[place].sorted { $0.trackID < $1.trackID }, edgeLength: sums.edgeLength)
    }
  }

  private mutating func place(of label: UInt16) -> Int {
    if places[Int(label)] >= 0 { return Int(places[Int(label)]) }
    places[Int(label)] = Int32(labels.count)
    labels.append(label)
    sums.append(RegionSums())
    return labels.count - 1
  }

  /// Areas, positions, colors, and sides at the edge of the picture, by runs of one label in a row.
  private mutating func addRuns(_ map: LabelMap, _ picture: Picture?) {
    let (width, height) = (map.size.width, map.size.height)
    // SAFETY: runs end before the width, rows before the height; a picture has three bytes for each pixel.
    map.labels.withUnsafeBufferPointer { pixels in
      let colors = picture?.bytes
      for y in 0..<height {
        let row = y * width
        var x = 0
        while x < width {
          let label = pixels[row + x]
          var end = x + 1
          while end < width, pixels[row + end] == label { end += 1 }
          let place = place(of: label)
          sums[place].addRun(row: y, from: x, to: end)
          sums[place].edgeLength +=
            (x == 0 ? 1 : 0) + (end == width ? 1 : 0) + (y == 0 ? end - x : 0) + (y == height - 1 ? end - x : 0)
          if let colors {
            let (sum, squares) = Self.colorSums(colors, from: row + x, to: row + end)
            sums[place].color &+= sum
            sums[place].squares &+= squares
          }
          x = end
        }
      }
    }
  }

  @inline(__always)
  private static func colorSums(_ bytes: [UInt8], from start: Int, to end: Int) -> (SIMD3<Int>, SIMD3<Int>) {
    bytes.withUnsafeBufferPointer { bytes in
      var (red, green, blue) = (0, 0, 0)
      var (redSquares, greenSquares, blueSquares) = (0, 0, 0)
      for n in start..<end {
        let (r, g, b) = (Int(bytes[3 * n]), Int(bytes[3 * n + 1]), Int(bytes[3 * n + 2]))
        red &+= r
        green &+= g
        blue &+= b
        redSquares &+= r &* r
        greenSquares &+= g &* g
        blueSquares &+= b &* b
      }
      return (SIMD3(red, green, blue), SIMD3(redSquares, greenSquares, blueSquares))
    }
  }

  /// Marks the border pixels, and counts the pixel sides between labels.
  private mutating func addBorders(_ map: LabelMap) -> [(a: Int32, b: Int32, count: Int)] {
    let (width, height) = (map.size.width, map.size.height)
    let stride = width + 2
    let count = stride * (height + 2)
    if isBorder.count != count { isBorder = [UInt8](repeating: 0, count: count) }
    var pairs = PairCounts()
    isBorder.withUnsafeMutableBufferPointer { marks in
      map.labels.withUnsafeBufferPointer { pixels in
        // SAFETY: every neighbor is read only where its column or row exists; marks have a frame of one pixel.
        for y in 0..<height {
          for x in 0..<width {
            let n = y * width + x
            let label = pixels[n]
            let isInside = x > 0 && y > 0 && x < width - 1 && y < height - 1
            var hasOther = !isInside
            if isInside {
              let beside: UInt16 = (pixels[n - 1] ^ label) | (pixels[n + 1] ^ label)
              let aboveAndBelow: UInt16 = (pixels[n - width] ^ label) | (pixels[n + width] ^ label)
              hasOther = beside | aboveAndBelow != 0
            }
            marks[(y + 1) * stride + x + 1] = hasOther ? 1 : 0
            guard hasOther else { continue }
            if x + 1 < width { pairs.add(Int32(label), Int32(pixels[n + 1])) }
            if y + 1 < height { pairs.add(Int32(label), Int32(pixels[n + width])) }
          }
        }
      }
    }
    return pairs.counted()
  }

  /// Counts the border pixels by their neighbors on the border of the same region.
  private mutating func addOutline(_ map: LabelMap) {
    let (width, height) = (map.size.width, map.size.height)
    let stride = width + 2
    isBorder.withUnsafeBufferPointer { marks in
      map.labels.withUnsafeBufferPointer { pixels in
        // SAFETY: marks have a frame of zeros of one pixel, so a label is read only where a pixel exists.
        for y in 0..<height {
          for x in 0..<width {
            let mark = (y + 1) * stride + x + 1
            guard marks[mark] != 0 else { continue }
            let n = y * width + x
            let label = pixels[n]
            func isSame(_ dx: Int, _ dy: Int) -> Int {
              marks[mark + dy * stride + dx] != 0 && pixels[n + dy * width + dx] == label ? 1 : 0
            }
            let sides = isSame(-1, 0) + isSame(1, 0) + isSame(0, -1) + isSame(0, 1)
            let corners = isSame(-1, -1) + isSame(1, -1) + isSame(-1, 1) + isSame(1, 1)
            let place = Int(places[Int(label)])
            // The pixel weights of `skimage.measure.perimeter`; other neighborhoods count nothing.
            switch (sides, corners) {
            case (2, 0), (3, 0), (2, 1), (3, 1), (2, 2), (3, 2): sums[place].straight += 1
            case (0, 2), (1, 3): sums[place].diagonal += 1
            case (1, 1), (1, 2): sums[place].bend += 1
            default: break
            }
          }
        }
      }
    }
  }
}
