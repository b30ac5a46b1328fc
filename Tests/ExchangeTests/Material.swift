import Exchange
import Foundation
import Imaging
import Media
import Randomness
import Rendering

/// A map with large regions, holes, single pixels and unlabeled pixels.
func randomMap(_ size: PictureSize, seed: UInt64) -> LabelMap {
  var random = SplitMix64(seed: seed)
  var map = LabelMap(size: size, filledWith: UInt16.random(in: 0...3, using: &random))
  for _ in 0..<6 {
    let label = [0, 1, 2, 3, 7, 300].randomElement(using: &random) ?? 0
    let (left, top) = (Int.random(in: 0..<size.width, using: &random), Int.random(in: 0..<size.height, using: &random))
    for y in top..<min(size.height, top + 9) {
      for x in left..<min(size.width, left + 12) { map[x, y] = UInt16(label) }
    }
  }
  for n in map.labels.indices where Int.random(in: 0..<9, using: &random) == 0 { map.labels[n] = 5 }
  return map
}

/// Sizes with a single row or column, and usual ones.
let sizes = [(1, 1), (1, 9), (13, 1), (2, 2), (31, 17), (40, 64)].map { PictureSize(width: $0.0, height: $0.1) }

func exported(_ map: LabelMap, index: Int) -> ExportedFrame {
  ExportedFrame(
    index: index, time: MediaTime(ticks: Int64(3 * index), timeBase: Rational(1, 90)), shot: 0, source: nil, name: nil,
    labels: map, picture: nil, palette: .standard)
}

/// Exports the maps in one format.
func export(_ maps: [LabelMap], as format: ExportFormat, to path: String) throws {
  let size = maps[0].size
  let settings = ExportSettings(title: "clip", size: size, timeBase: Rational(1, 90), frameRate: Rational(30, 1))
  func run(_ exporter: some LabelExporter) throws {
    for (index, map) in maps.enumerated() { try exporter.add(exported(map, index: index)) }
    _ = try exporter.finish()
  }
  try run(format.exporter(path: path, settings: settings))
}
