import EvaluationFiles
import Foundation
import Imaging
import Labels
import Measurements
import Media
import TestSupport
import Testing

/// Measurements of label folders of another program, as files.
@Suite struct MeasurementRunTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for name in ["labels", "frames"] { try folder.makeFolder(name) }
    for index in 0..<3 {
      let size = PictureSize(width: 6, height: 4)
      let labels = (0..<size.count).map { UInt16($0 % size.width <= index + 1 ? 1 : 700) }
      let name = String(format: "%03d.png", index)
      try folder.write(LabelImage.gray16PNG(LabelMap(size: size, labels: labels)), to: "labels/" + name)
      let picture = Picture(size: size, filledWith: RGBColor(red: 90, green: UInt8(index), blue: 7))
      try folder.write(PictureImage.png(picture), to: "frames/" + name)
    }
  }

  private func measure(_ output: String, pictures: Bool = true) throws -> MeasurementRun.Summary {
    var run = MeasurementRun(labels: folder("labels"), input: pictures ? NamedInput(folder("frames")) : nil)
    run.output = folder(output)
    run.format = MeasurementFormat(path: output)
    return try run.run()
  }

  private func lines(_ name: String) throws -> [String] {
    try String(contentsOfFile: folder(name), encoding: .utf8).split(separator: "\n").map(String.init)
  }

  @Test("A line for each region and frame, with the units in the header, and a line for each life")
  func csv() throws {
    let summary = try measure("regions.csv")
    #expect(summary.frames == 3 && summary.tracks == 2)
    let rows = try lines("regions.csv").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    #expect(rows.count == 1 + 6 && rows.allSatisfy { $0.count == rows[0].count })
    let second = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[3]))
    #expect(
      second["frame"] == "1" && second["track"] == "1" && second["area_px"] == "12" && second["area_share"] == "0.5")
    #expect(second["mean_green_of_255"] == "1.0" && second["std_red_of_255"] == "0.0")
    // Images have 25 frames a second: half a pixel in 1/25 s.
    #expect(second["velocity_x_px_per_s"] == "12.5" && second["velocity_x_widths_per_s"] == "2.083333")
    #expect(second["neighbors_px"] == "700:4" && second["edge_px"] == "10")
    #expect(try lines("regions.tracks.csv").count == 3)
  }

  @Test("JSON lines have the same keys and values")
  func json() throws {
    _ = try measure("regions.csv")
    _ = try measure("regions.jsonl")
    let header = try lines("regions.csv")[0].split(separator: ",").map(String.init)
    for line in try lines("regions.jsonl") {
      let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      #expect(Set(object.keys) == Set(header))
      #expect((object["neighbors_px"] as? [String: Int])?.count == 1)
    }
    #expect(try lines("regions.jsonl").count == 6 && lines("regions.tracks.jsonl").count == 2)
  }

  @Test("Without pictures the colors and times are empty")
  func noPictures() throws {
    _ = try measure("regions.csv", pictures: false)
    let rows = try lines("regions.csv").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    let first = Dictionary(uniqueKeysWithValues: zip(rows[0], rows[1]))
    for name in ["time_s", "shot", "mean_red_of_255", "std_blue_of_255", "velocity_x_px_per_s"] {
      #expect(first[name] == "")
    }
  }

  @Test("Another number of frames, colors, and other sizes are errors, and leave no file")
  func refuses() throws {
    try FileManager.default.removeItem(atPath: folder("frames/002.png"))
    #expect(throws: EvaluationError.self) { try measure("regions.csv") }
    let size = PictureSize(width: 6, height: 4)
    try folder.write(
      PictureImage.png(Picture(size: size, filledWith: RGBColor(red: 9, green: 9, blue: 9))), to: "labels/002.png")
    #expect(throws: EvaluationError.notATrackID(path: folder("labels/002.png"), value: 0x09_0909)) {
      try measure("regions.csv", pictures: false)
    }
    try folder.write(LabelImage.gray16PNG(LabelMap(size: PictureSize(width: 2, height: 2))), to: "labels/002.png")
    #expect(throws: MediaError.self) { try measure("regions.csv", pictures: false) }
    #expect(folder.names == ["frames", "labels"])
  }

  @Test("Existing tables and the labels themselves are not overwritten")
  func targets() throws {
    try folder.write([], to: "regions.tracks.csv")
    #expect(throws: MediaError.exists(path: folder("regions.tracks.csv"))) { try measure("regions.csv") }
    var run = MeasurementRun(labels: folder("labels"), input: nil)
    run.output = folder("labels/000.png")
    run.overwrite = true
    #expect(throws: MediaError.self) { try run.run() }
  }
}
