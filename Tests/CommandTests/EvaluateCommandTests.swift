import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct EvaluateCommandTests {
  /// A folder with a clip of four frames and its labels.
  private func segmented() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 4)
    let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "labels", "--progress", "none"] + small)
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  @Test("what segment writes can be evaluated: a line for each figure, or one JSON line")
  func labels() throws {
    let folder = try segmented()
    let text = try folder.tool("evaluate", "video", "labels", "--frames", "clip.mp4")
    #expect(text.code == 0, "\(text.error)")
    let names = text.output.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
    #expect(
      names == [
        "frames", "labels_first", "labels_median", "labels_last", "labels_mean", "survival", "ev", "tc", "tc_worst",
        "tc_25",
      ])
    #expect(text.output.contains("tc_25                   -  fraction of points"))

    let result = try folder.tool("evaluate", "video", "labels", "--frames", "clip.mp4", "--masks", "labels", "--json")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.split(separator: "\n").count == 1)
    let object = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    #expect(Set(object.keys) == Set(names + ["j_one", "j_seq", "j_frame", "ids_per_object", "ue3d", "sa3d"]))
    // Four frames are too few: null.
    #expect(object["tc_25"] is NSNull)
    let figures = object.compactMapValues { $0 as? Double }
    #expect(figures["frames"] == 4)
    // Labels judged by themselves.
    #expect(figures["j_one"] == 1 && figures["j_seq"] == 1 && figures["ids_per_object"] == 1 && figures["ue3d"] == 0)
  }

  @Test("Labels of stills are evaluated with ground truth of the same names")
  func stills() throws {
    let folder = try segmented()
    let text = try folder.tool("evaluate", "stills", "labels", "labels", "--split")
    #expect(text.code == 0, "\(text.error)")
    #expect(text.output.contains("images                      4\n"))
    let result = try folder.tool("evaluate", "stills", "labels", "labels", "--json")
    let figures = try #require(try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    // Labels judged by themselves.
    for name in ["f_05", "ap_05", "ap_07", "covering", "pri"] { #expect(figures[name] as? Double == 1) }
    #expect(figures["voi"] as? Double == 0)

    try folder.makeFolder("nothing")
    let missing = try folder.tool("evaluate", "stills", "labels", "nothing")
    #expect(missing.code == 65)
    #expect(missing.error.contains("nothing: has no ground truth of 000000"))
  }

  @Test(
    "Labels of a part are evaluated on its frames, with masks of the part or of the whole",
    arguments: [
      ["--every", "3"], ["--start", "0.3", "--duration", "0.3"], ["--max-frames", "4"],
      ["--start", "0.2", "--every", "2"],
    ])
  func selection(_ more: [String]) throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 20)
    try folder.makeFolder("shots")
    try folder.makeFolder("masks")
    for index in 0..<20 {
      try writeImage(folder("shots/\(100 + index).png"), index: index)
      // An object that walks, so that no mask fits another frame.
      let size = PictureSize(width: 64, height: 48)
      let mask = LabelMap(size: size, labels: (0..<size.count).map { $0 % 64 / 3 == index ? 1 : 0 })
      try folder.write(try LabelImage.gray16PNG(mask), to: "masks/\(100 + index).png")
    }
    for input in ["clip.mp4", "shots"] {
      let command = ["segment", input, "--labels", "part", "--overwrite", "--pipeline", "kmeans"]
      #expect(try folder.tool.run(command + more).code == 0)
      func figures(_ masks: String, _ more: [String] = []) throws -> String {
        let result = try folder.tool.run(
          ["evaluate", "video", "part", "--frames", input, "--masks", masks, "--json"] + more)
        #expect(result.code == 0, "\(result.error)")
        return result.output
      }
      // The masks of the frames that were selected, by their times.
      try folder.makeFolder("selected \(input)")
      let rows = try String(contentsOfFile: folder("part/frames.csv"), encoding: .utf8).split(separator: "\n")
        .dropFirst()
      for row in rows {
        let ticks = try #require(Int64(row.split(separator: ",")[1]))
        let place = try #require((0..<20).first { (input == "shots" ? Int64($0) : clipTime($0).ticks) == ticks })
        try FileManager.default.copyItem(
          atPath: folder("masks/\(100 + place).png"), toPath: folder("selected \(input)/\(100 + place).png"))
      }
      let ofWhole = try figures("masks")
      #expect(ofWhole.contains("\"frames\":\(rows.count),"))
      #expect(try ofWhole == figures("selected \(input)"))
      #expect(try figures("masks", ["--limit", "2"]).contains("\"frames\":2,"))
    }
  }

  @Test("Labels of another video are rejected, with equal or different times")
  func otherFilm() throws {
    let folder = try segmented()
    try writeClip(folder("other.mp4"), frames: 4, shift: 30)
    try writeClip(folder("longer.mp4"), frames: 9)
    for (input, words) in [
      ("other.mp4", "not the picture that was segmented"), ("longer.mp4", "longer.mp4 has more frames"),
    ] {
      let result = try folder.tool("evaluate", "video", "labels", "--frames", input)
      #expect(result.code == 65 && result.error.contains(words), "\(result.error)")
    }
    let part = try folder.tool.run(
      ["segment", "longer.mp4", "--labels", "part", "--every", "2", "--pipeline", "kmeans"])
    #expect(part.code == 0)
    // Four frames at the times of every other frame are wanted, not at all times.
    let table = folder("part/labels.json")
    let text = try String(contentsOfFile: table, encoding: .utf8).replacingOccurrences(
      of: "\"every\":2", with: "\"every\":1")
    try Data(text.utf8).write(to: URL(fileURLWithPath: table))
    let result = try folder.tool("evaluate", "video", "part", "--frames", "longer.mp4")
    #expect(result.code == 65 && result.error.contains("but longer.mp4 has a frame at"), "\(result.error)")
  }

  @Test("Bad usage: 64; what can not be read or does not fit: 65")
  func errors() throws {
    let folder = try segmented()
    try folder.makeFolder("nothing")
    func expect(_ code: Int32, _ message: String, _ arguments: String...) throws {
      let result = try folder.tool.run(["evaluate", "video"] + arguments)
      #expect(result.code == code)
      #expect(result.error.contains(message), "\(result.error)")
    }
    try expect(64, "--frames", "labels")
    try expect(64, "--limit", "labels", "--frames", "clip.mp4", "--limit", "0")
    try expect(64, "--masks", "labels", "--frames", "clip.mp4", "--void", "3")
    try expect(65, "nothing: has no PNG image", "nothing", "--frames", "clip.mp4")
    try expect(65, "missing: no such file", "missing", "--frames", "clip.mp4")
    try expect(65, "has 4 label maps, but labels/000000.png has 1 frame;", "labels", "--frames", "labels/000000.png")
    try expect(
      65, "labels/000000.png: has 1 mask for 4 frames", "labels", "--frames", "clip.mp4", "--masks",
      "labels/000000.png")
  }
}
