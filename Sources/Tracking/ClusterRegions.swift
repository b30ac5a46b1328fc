import Imaging

/// Divides the pixels of a map, or some of them, into regions that can be tracks: each of one cluster, and separated
/// from the cluster's other regions by at least a given distance.
struct ClusterRegions {
  /// A region of one cluster. The assigner gives it a track.
  struct Region {
    let cluster: UInt16
    var pixels: [Int32]
  }

  /// In order of cluster, then first pixel.
  private(set) var regions: [Region] = []

  /// - Parameters:
  ///   - belongs: which pixels are included.
  ///   - separation: pixels; nil: each cluster is one region.
  ///   - minArea: smaller parts of a cluster join the nearest larger one, if there is one.
  init(_ clusters: ClusterMap, separation: Int?, minArea: Int, belongs: (Int) -> Bool) {
    var pixels = [[Int32]](repeating: [], count: Int(clusters.labels.max() ?? 0) + 1)
    for n in clusters.labels.indices where belongs(n) { pixels[Int(clusters.labels[n])].append(Int32(n)) }
    for (cluster, pixels) in pixels.enumerated() where !pixels.isEmpty {
      let parts = separation.map { Self.parts(pixels, apart: $0, size: clusters.size) } ?? [pixels]
      for part in Self.joined(parts, minArea: minArea, size: clusters.size) {
        regions.append(Region(cluster: UInt16(cluster), pixels: part))
      }
    }
  }

  /// Groups pixels closer than `distance`: their halos of half of it touch.
  private static func parts(_ pixels: [Int32], apart distance: Int, size: PictureSize) -> [[Int32]] {
    let radius = distance / 2
    let (columns, rows) = box(pixels, margin: radius, size: size)
    var isMember = [Bool](repeating: false, count: size.count)
    for n in pixels { isMember[Int(n)] = true }
    let nearest = NearestSeed(size: size, columns: columns, rows: rows) { isMember[$0] }
    let area = PictureSize(width: columns.count, height: rows.count)
    var halo: [UInt16] = []
    halo.reserveCapacity(area.count)
    for y in rows {
      for x in columns {
        let seed = nearest.seed(of: y * size.width + x)
        halo.append(seed.map { $0.squaredDistance <= radius * radius } ?? false ? 1 : 0)
      }
    }
    let regions = ConnectedComponents(halo, size: area)
    var parts = [[Int32]](repeating: [], count: regions.areas.count)
    for n in pixels {
      let (x, y) = (Int(n) % size.width - columns.lowerBound, Int(n) / size.width - rows.lowerBound)
      parts[Int(regions.numbers[y * area.width + x])].append(n)
    }
    return parts.filter { !$0.isEmpty }
  }

  /// Small parts join the nearest of the others; if all are small, they form one part.
  private static func joined(_ parts: [[Int32]], minArea: Int, size: PictureSize) -> [[Int32]] {
    guard parts.count > 1, parts.contains(where: { $0.count < minArea }) else { return parts }
    var large = parts.filter { $0.count >= minArea }
    guard !large.isEmpty else { return [parts.flatMap { $0 }.sorted()] }
    var owner = [Int32](repeating: -1, count: size.count)
    for (index, part) in large.enumerated() { for n in part { owner[Int(n)] = Int32(index) } }
    let (columns, rows) = box(parts.flatMap { $0 }, margin: 0, size: size)
    let nearest = NearestSeed(size: size, columns: columns, rows: rows) { owner[$0] >= 0 }
    for part in parts where part.count < minArea {
      for n in part {
        if let seed = nearest.seed(of: Int(n)) { large[Int(owner[seed.index])].append(n) }
      }
    }
    return large
  }

  /// The bounding box of the pixels with a margin.
  static func box(_ pixels: [Int32], margin: Int, size: PictureSize) -> (columns: Range<Int>, rows: Range<Int>) {
    var (left, right, top, bottom) = (size.width, 0, size.height, 0)
    for n in pixels {
      let (x, y) = (Int(n) % size.width, Int(n) / size.width)
      (left, right, top, bottom) = (min(left, x), max(right, x), min(top, y), max(bottom, y))
    }
    guard left <= right else { return (0..<0, 0..<0) }
    return (
      max(0, left - margin)..<min(size.width, right + margin + 1),
      max(0, top - margin)..<min(size.height, bottom + margin + 1)
    )
  }
}
