import Imaging
import Parallelism

/// A track in its first frame.
struct Appearance {
  /// 1…65535
  let trackID: UInt16
  /// Pixels, ≥ 1.
  let area: Int
  /// The mean color of its pixels in CIELAB.
  let mean: Lab
  /// The 4-connected neighbor tracks, ascending.
  let neighbors: [UInt16]

  /// The tracks without a color: the largest first, on ties the smaller ID.
  static func all(
    in map: LabelMap, picture: Picture, besides palette: Palette, workers: Workers
  ) -> [Appearance] {
    precondition(map.size == picture.size, "track IDs are \(map.size), the picture is \(picture.size)")
    let new = map.areas().filter { $0.label != 0 && !palette.contains($0.label) }
    guard !new.isEmpty else { return [] }
    var indices = [Int?](repeating: nil, count: Int(UInt16.max) + 1)
    for (index, entry) in new.enumerated() { indices[Int(entry.label)] = index }

    let planes = LabPlanes(picture, workers: workers)
    var sums = [SIMD4<Double>](repeating: .zero, count: new.count)
    var neighbors = [Set<UInt16>](repeating: [], count: new.count)
    func touch(_ first: UInt16, _ second: UInt16) {
      guard first != second else { return }
      if let index = indices[Int(first)] { neighbors[index].insert(second) }
      if let index = indices[Int(second)] { neighbors[index].insert(first) }
    }
    let (width, labels) = (map.size.width, map.labels)
    for n in labels.indices {
      if let index = indices[Int(labels[n])] {
        sums[index] += SIMD4(Double(planes.lightness[n]), Double(planes.a[n]), Double(planes.b[n]), 1)
      }
      if n % width > 0 { touch(labels[n - 1], labels[n]) }
      if n >= width { touch(labels[n - width], labels[n]) }
    }
    let appearances = new.enumerated().map { index, entry in
      let mean = sums[index] / sums[index].w
      return Appearance(
        trackID: entry.label, area: entry.area,
        mean: Lab(lightness: Float(mean.x), a: Float(mean.y), b: Float(mean.z)), neighbors: neighbors[index].sorted())
    }
    return appearances.sorted { ($1.area, $0.trackID) < ($0.area, $1.trackID) }
  }
}
