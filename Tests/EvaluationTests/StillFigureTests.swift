import CZlib
import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Media
import Randomness
import TestSupport
import Testing

private func regions(_ rows: [[UInt32]]) -> RegionMap {
  RegionMap(size: PictureSize(width: rows[0].count, height: rows.count), ids: rows.flatMap { $0 })
}

/// Elements of a MATLAB file of level 5: a type, a length, bytes padded to eight.
private func element(_ type: UInt32, _ bytes: [UInt8]) -> [UInt8] {
  little(type) + little(UInt32(bytes.count)) + bytes + Array(repeating: 0, count: (8 - bytes.count % 8) % 8)
}

private func little(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(number >> (8 * $0) & 0xff) } }

private func array(_ kind: UInt32, _ sizes: [Int], _ name: String, _ data: [UInt8]) -> [UInt8] {
  let header = element(6, little(kind) + little(0)) + element(5, sizes.flatMap { little(UInt32($0)) })
  return element(14, header + element(1, Array(name.utf8)) + data)
}

/// Ground truth as BSDS500 has it, one matrix an annotator.
private func writeMATLABFile(_ path: String, annotators: [[[UInt16]]]) throws {
  let cells = annotators.map { rows -> [UInt8] in
    // Columns, one after the other.
    let numbers = rows[0].indices.flatMap { x in rows.flatMap { [UInt8($0[x] & 0xff), UInt8($0[x] >> 8)] } }
    let matrix = array(11, [rows.count, rows[0].count], "", element(4, numbers))
    let names = Array("Segmentation".utf8) + Array(repeating: 0, count: 4)
    // The length of a name is a small element, whose data stand within the tag.
    return array(2, [1, 1], "", little(4 << 16 | 5) + little(16) + element(1, names) + matrix)
  }
  let whole = array(1, [1, annotators.count], "groundTruth", cells.flatMap { $0 })
  var packed = [UInt8](repeating: 0, count: whole.count + 1024)
  var length = UInt(packed.count)
  try #require(compress(&packed, &length, whole, UInt(whole.count)) == Z_OK)
  let header = Array(repeating: UInt8(ascii: " "), count: 124) + [0, 1, 0x49, 0x4d]
  let compressed = little(15) + little(UInt32(length)) + packed.prefix(Int(length))
  try Data(header + compressed).write(to: URL(fileURLWithPath: path))
}

@Suite("Figures of stills")
struct StillFigureTests {
  private let halves = regions([[0, 0, 5, 5], [0, 0, 5, 5]])
  private let strip: [[UInt16]] = [[3, 3, 3, 1], [3, 3, 3, 1]]

  @Test("A case computed by hand")
  func worked() {
    // Shared pixels 4, 2, 2; IoU 4/6, 2/8, 2/4.
    let truth = Partition(regions(strip.map { $0.map(UInt32.init) }))
    let score = StillScore(Partition(halves), truth: [truth])
    #expect(score.segments.map(\.pixels) == [4, 4])
    #expect(score.segments.map(\.matches50) == [1, 0])
    #expect(score.segments.map(\.matches70) == [0, 0])
    #expect(score.truthCount == 2)
    #expect(score.fMeasure == 0.5)
    #expect(abs(score.covering - 5.0 / 8) < 1e-12)
    // Of 28 pairs 12 are together in one and apart in the other.
    #expect(abs(score.randIndex - 16.0 / 28) < 1e-12)
    // Entropies 1 and 2 − 3/4 log₂ 3, together 3/2.
    #expect(abs(score.variationOfInformation - (3 - 1 - (2 - 0.75 * log2(3)))) < 1e-12)

    let figures = StillFigures([score])
    #expect(figures.curve50.precision == [1, 0.5])
    #expect(figures.curve50.recall == [0.5, 0.5])
    #expect(figures.curve50.averagePrecision == 0.5)
    #expect(figures.curve70.averagePrecision == 0)
  }

  @Test("The ground truth has perfect scores, independent of its numbering")
  func perfect() {
    let truth = Partition(regions([[9, 9, 2], [9, 7, 2], [7, 7, 2]]))
    let score = StillScore(Partition(regions([[1, 1, 8], [1, 4, 8], [4, 4, 8]])), truth: [truth, truth])
    #expect(score.fMeasure == 1 && score.covering == 1 && score.randIndex == 1)
    #expect(score.variationOfInformation == 0)
    // Each segment counts for each annotator's segment that it matches.
    #expect(StillFigures([score]).curve70.recall.last == 1)
    #expect(StillFigures([score]).curve70.averagePrecision == 1)
  }

  /// What a reference in NumPy and SciPy, written independently, gave for the same label maps and .mat files.
  @Test(
    "Figures equal those of an independent implementation to 1e-6",
    arguments: [
      (false, 8.0, 0.380952380952381, 0.20421657746726735, 0.07445842868039663),
      (true, 23.333333333333332, 0.15925925925925924, 0.05268893816881433, 0.01961038961038961),
    ])
  func judged(splits: Bool, segments: Double, fMeasure: Double, ap50: Double, ap70: Double) {
    func map(_ label: (_ x: Int, _ y: Int) -> Int) -> Partition {
      Partition(regions((0..<36).map { y in (0..<48).map { x in UInt32(label(x, y)) } }))
    }
    let figures = StillFigures(
      (0..<3).map { n in
        let labels = map { x, y in ((x + n) / 10 + 5 * ((y + 2 * n) / 9)) % 8 }
        let truth = (0..<2).map { a in map { x, y in ((x + a) / 10 + 5 * (y / 9)) % (8 + 4 * a) + 1 } }
        return StillScore(splits ? labels.components : labels, truth: truth)
      })
    #expect(figures.segmentsPerImage == segments)
    #expect(abs(figures.fMeasure - fMeasure) < 1e-6)
    #expect(abs(figures.curve50.averagePrecision - ap50) < 1e-6)
    #expect(abs(figures.curve70.averagePrecision - ap70) < 1e-6)
  }

  @Test("Segments are sorted by size over all stills; ties keep the order of the stills")
  func order() {
    let whole = Partition(regions([[1, 1, 1, 1, 1, 1]]))
    let parts = Partition(regions([[1, 1, 1, 1, 2, 2]]))
    let first = StillScore(parts, truth: [parts])
    let second = StillScore(whole, truth: [Partition(regions([[1, 2, 3, 4, 5, 6]]))])
    // 6 pixels, wrong; 4 and 2 pixels, right.
    #expect(StillFigures([first, second]).curve50.precision == [0, 1.0 / 2, 2.0 / 3])
    #expect(StillFigures([second, first]).curve50.recall == [0, 1.0 / 8, 2.0 / 8])
  }

  @Test("Parts of a label are those that touch at a side or a corner, numbered by label, then by their first pixel")
  func components() {
    let partition = Partition(
      regions([
        [4, 1, 4, 4],
        [1, 4, 1, 1],
        [1, 1, 1, 4],
      ]))
    let parts = partition.components
    #expect(parts.count == 3)
    // Label 1 is one part, by its corners; label 4 is one by its corners, but for the lower right.
    #expect(
      parts.numbers == [
        1, 0, 1, 1,
        0, 1, 0, 0,
        0, 0, 0, 2,
      ])
    #expect(parts.components == parts)
  }

  @Test("Ground truth is read from MATLAB files, from a PNG and from a folder of PNGs alike")
  func formats() throws {
    let folder = try TemporaryFolder()
    for name in ["labels", "mat", "png", "folders", "folders/a"] { try folder.makeFolder(name) }
    let other: [[UInt16]] = [[1, 2, 2, 2], [1, 1, 1, 1]]
    try folder.write(LabelImage.indexedPNG(map([[0, 0, 5, 5], [0, 0, 5, 5]]), palette: []), to: "labels/a.png")
    try writeMATLABFile(folder("mat/a.mat"), annotators: [strip, other])
    try folder.write(LabelImage.indexedPNG(map(strip), palette: []), to: "png/a.png")
    for (place, rows) in [strip, other].enumerated() {
      try folder.write(LabelImage.indexedPNG(map(rows), palette: []), to: "folders/a/\(place).png")
    }
    func figures(_ name: String) throws -> StillFigures {
      try StillEvaluation(labels: folder("labels"), truth: folder(name)).run()
    }
    #expect(try figures("mat") == figures("folders"))
    #expect(try figures("png").fMeasure == 0.5)
    #expect(try figures("mat") != figures("png"))
  }

  @Test("Missing, damaged or differently sized files give errors that name them")
  func errors() throws {
    let folder = try TemporaryFolder()
    for name in ["labels", "truth"] { try folder.makeFolder(name) }
    try folder.write(LabelImage.indexedPNG(map([[0, 0, 5, 5], [0, 0, 5, 5]]), palette: []), to: "labels/a.png")
    let evaluation = StillEvaluation(labels: folder("labels"), truth: folder("truth"))
    #expect(throws: EvaluationError.noGroundTruth(name: "a", folder: folder("truth"))) { try evaluation.run() }

    try writeMATLABFile(folder("truth/a.mat"), annotators: [[[1, 1], [1, 2], [1, 2], [1, 2]]])
    #expect(
      throws: EvaluationError.truthSizeDiffers(
        labels: folder("labels/a.png"), size: PictureSize(width: 4, height: 2), name: "a", folder: folder("truth"),
        truthSize: PictureSize(width: 2, height: 4))
    ) { try evaluation.run() }

    try FileManager.default.removeItem(atPath: folder("truth/a.mat"))
    try FileManager.default.createSymbolicLink(atPath: folder("truth/a.mat"), withDestinationPath: "/dev/zero")
    #expect(throws: EvaluationError.self) { try evaluation.run() }
    try FileManager.default.removeItem(atPath: folder("truth/a.mat"))

    try folder.write(Array("MATLAB 5.0, or so it says".utf8), to: "truth/a.mat")
    #expect(throws: EvaluationError.self) { try evaluation.run() }
  }

  @Test("Any damaged MATLAB file is read or rejected")
  func mutations() throws {
    let folder = try TemporaryFolder()
    for name in ["labels", "truth"] { try folder.makeFolder(name) }
    try folder.write(LabelImage.indexedPNG(map(strip), palette: []), to: "labels/a.png")
    try writeMATLABFile(folder("truth/a.mat"), annotators: [strip, strip])
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder("truth/a.mat"))))
    let evaluation = StillEvaluation(labels: folder("labels"), truth: folder("truth"))
    #expect(try evaluation.run().fMeasure == 1)
    var random = SplitMix64(seed: 7)
    for _ in 0..<300 {
      var bytes = whole
      if Bool.random(using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8.random(in: 0..<8, using: &random)
      } else {
        bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
      }
      try folder.write(bytes, to: "truth/a.mat")
      do { _ = try evaluation.run() } catch is EvaluationError {}
    }
  }
}
