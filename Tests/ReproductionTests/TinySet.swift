import Foundation
import Imaging
import Media
import Randomness
import Reproduction
import TestSupport

/// A data set like BSDS500 with three small stills, and methods with a small part of their grids.
struct TinySet {
  static let names = ["2018", "300", "41"]
  let folder: TemporaryFolder

  /// - Parameter split: the folder of images within `images` and `groundTruth`.
  init(split: String = "") throws {
    folder = try TemporaryFolder()
    let (images, truth) = ("images" + split, "groundTruth" + split)
    try folder.makeFolder(images)
    for (number, name) in Self.names.enumerated() {
      // The second still is upright.
      let size = number == 1 ? PictureSize(width: 32, height: 48) : PictureSize(width: 48, height: 32)
      try folder.write(PictureImage.png(Self.picture(size, number)), to: "\(images)/\(name).png")
      // The first has one annotator, the others two.
      let maps = (0..<(number == 0 ? 1 : 2)).map { Self.truth(size, number, annotator: $0) }
      try folder.makeFolder(number == 0 ? truth : "\(truth)/\(name)")
      for (annotator, map) in maps.enumerated() {
        try folder.write(
          LabelImage.gray16PNG(map), to: "\(truth)/\(name)" + (number == 0 ? ".png" : "/\(annotator).png"))
      }
    }
  }

  func experiment(_ methods: [Method]? = nil, count: Int? = nil, out: String = "out") throws -> Experiment {
    var experiment = Experiment(
      try methods ?? Self.methods(), on: try DataSet(folder.path), count: count, folder: folder(out))
    experiment.threads = 2
    return experiment
  }

  static func methods() throws -> [Method] {
    let network = try Method.network("paper", title: "CNN", components: 1...1, published: .proposed) { pipeline in
      pipeline.segment.channels = 6
      pipeline.segment.clusters = 8
      pipeline.segment.iterations.first = 8
      pipeline.superpixels.count = 60
    }
    return [try .kMeans(windows: [1, 3], clusters: 2...3), try .graph(thresholds: [100, 500]), network]
  }

  /// Two halves and a disc, with some texture.
  private static func picture(_ size: PictureSize, _ number: Int) -> Picture {
    var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    var random = SplitMix64(seed: UInt64(number))
    for y in 0..<size.height {
      for x in 0..<size.width {
        let noise = UInt8.random(in: 0..<24, using: &random)
        let colors: [RGBColor] = [
          RGBColor(red: 200 + noise, green: 120, blue: 60), RGBColor(red: 40, green: 90 + noise, blue: 160),
          RGBColor(red: 230, green: 220, blue: 180 + noise),
        ]
        picture[x, y] = colors[region(x, y, size, number, 8)]
      }
    }
    return picture
  }

  private static func truth(_ size: PictureSize, _ number: Int, annotator: Int) -> LabelMap {
    var map = LabelMap(size: size)
    for y in 0..<size.height {
      for x in 0..<size.width { map[x, y] = UInt16(region(x, y, size, number, 7 + 2 * annotator) + 1) }
    }
    return map
  }

  private static func region(_ x: Int, _ y: Int, _ size: PictureSize, _ number: Int, _ radius: Int) -> Int {
    let (dx, dy) = (x - size.width / 2 - 4 * number, y - size.height / 2)
    return dx * dx + dy * dy < radius * radius ? 2 : x < size.width / 3 ? 0 : 1
  }
}

/// All files under a folder with their bytes.
func contents(_ folder: String) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder), !isFolder.boolValue
    else { continue }
    contents[name] = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
  }
  return contents
}
