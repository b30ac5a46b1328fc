import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Media
import TestSupport

/// A folder with the frames, labels and masks of a tiny video, as PNG files that are read without loss.
struct Material {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["frames", "labels", "masks"] { try folder.makeFolder(name) }
  }

  /// Adds a frame.
  /// - Parameters:
  ///   - grays: the picture, rows from the top; nil: one gray.
  func add(labels: [[UInt16]], grays: [[UInt8]]? = nil, mask: [[UInt16]]? = nil) throws {
    try addFrame(picture(grays ?? labels.map { $0.map { _ in 100 } }))
    try addLabels(labels)
    if let mask { try write(LabelImage.indexedPNG(map(mask), palette: []), to: "masks") }
  }

  func addFrame(_ picture: Picture) throws { try write(PictureImage.png(picture), to: "frames") }

  func addLabels(_ labels: [[UInt16]]) throws {
    let map = map(labels)
    let isSmall = map.labels.allSatisfy { $0 < 256 }
    try write(isSmall ? LabelImage.indexedPNG(map, palette: []) : LabelImage.gray16PNG(map), to: "labels")
  }

  /// Adds an image to one of the folders, after those that are there.
  func write(_ png: [UInt8], to name: String) throws {
    let count = try FileManager.default.contentsOfDirectory(atPath: folder(name)).count
    try folder.write(png, to: String(format: "%@/%06d.png", name, count))
  }

  func evaluation(masks: Bool = false, void: UInt32? = nil) -> VideoEvaluation {
    var evaluation = VideoEvaluation(labels: folder("labels"), input: folder("frames"))
    if masks { evaluation.masks = folder("masks") }
    evaluation.void = void
    return evaluation
  }

  func figures(masks: Bool = false, void: UInt32? = nil) throws -> VideoFigures {
    try evaluation(masks: masks, void: void).run().figures
  }
}

func map(_ rows: [[UInt16]]) -> LabelMap {
  LabelMap(size: PictureSize(width: rows[0].count, height: rows.count), labels: rows.flatMap { $0 })
}

func picture(_ rows: [[UInt8]]) -> Picture {
  Picture(
    size: PictureSize(width: rows[0].count, height: rows.count), bytes: rows.flatMap { $0.flatMap { [$0, $0, $0] } })
}

/// One value in rows and columns.
func plain<T>(_ value: T, width: Int, height: Int) -> [[T]] {
  Array(repeating: Array(repeating: value, count: width), count: height)
}
