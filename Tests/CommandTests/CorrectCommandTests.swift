import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// `tessera correct`, on labels of a film of four shots that was really segmented.
@Suite struct CorrectCommandTests {
  let folder: TemporaryFolder
  /// The frames of the shots: 0…19 shot 0, 20…39 shot 1, 40…59 shot 0 again, 60…79 another one, number 2 of the film.
  private static let visits = [
    (shot: 0, frames: 20), (shot: 1, frames: 20), (shot: 0, frames: 20), (shot: 4, frames: 20),
  ]
  private static let frames = 80

  init() throws {
    folder = try TemporaryFolder()
    try writeFilm(folder("film.mp4"), Self.visits)
    let result = try folder.tool.run(
      [
        "segment", "film.mp4", "--labels", "labels", "--overlay", "null", "--progress", "none", "--regions", "6",
        "--set", "regions.window=4",
      ] + small)
    #expect(result.code == 0, "\(result.error)")
  }

  // MARK: - What labels are

  private func correct(_ list: String, _ arguments: String..., labels: String = "labels") throws -> Tool.Result {
    try list.write(toFile: folder("c.yaml"), atomically: true, encoding: .utf8)
    return try folder.tool.run(["correct", labels, "c.yaml"] + arguments + ["--progress", "none"])
  }

  private func image(_ frame: Int, of labels: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: folder(String(format: "%@/%06d.png", labels, frame))))
  }

  private func map(_ frame: Int, of labels: String) throws -> [UInt16] {
    try LabelImage.read(path: folder(String(format: "%@/%06d.png", labels, frame))).labels
  }

  private func maps(_ labels: String) throws -> [[UInt16]] { try (0..<Self.frames).map { try map($0, of: labels) } }

  private struct Track: Decodable {
    let identity: UInt16
    let color: String
    let name: String?
    let firstFrame, lastFrame, frames, area: Int
    let ended: Bool
  }

  private func tracks(_ labels: String) throws -> [UInt16: Track] {
    struct Table: Decodable { let identities: [Track] }
    let data = try Data(contentsOf: URL(fileURLWithPath: folder(labels + "/labels.json")))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let tracks = try decoder.decode(Table.self, from: data).identities
    return Dictionary(uniqueKeysWithValues: tracks.map { ($0.identity, $0) })
  }

  private func rows(_ labels: String) throws -> [[String: String]] {
    let lines = try String(contentsOfFile: folder(labels + "/frames.csv"), encoding: .utf8).split(separator: "\n")
    let columns = lines[0].split(separator: ",").map(String.init)
    return lines.dropFirst().map { line in
      Dictionary(
        uniqueKeysWithValues: zip(
          columns, line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)))
    }
  }

  private func seconds(_ frame: Int) -> String { "\(clipTime(frame).seconds)s" }

  /// The regions of a frame, the largest first.
  private func regions(_ frame: Int, of labels: String) throws -> [UInt16] {
    let areas = try map(frame, of: labels).reduce(into: [UInt16: Int]()) { $0[$1, default: 0] += 1 }
    return areas.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
  }

  /// Whether the tables say what the label images show.
  private func expectTablesFit(_ labels: String) throws {
    let maps = try maps(labels)
    var seen: [UInt16: (first: Int, last: Int, frames: Int, area: Int)] = [:]
    for (frame, map) in maps.enumerated() {
      for (region, area) in map.reduce(into: [UInt16: Int](), { $0[$1, default: 0] += 1 }) where region != 0 {
        let before = seen[region] ?? (frame, frame, 0, 0)
        seen[region] = (before.first, frame, before.frames + 1, before.area + area)
      }
    }
    let tracks = try tracks(labels)
    #expect(Set(tracks.keys) == Set(seen.keys))
    for (region, track) in tracks {
      let expected = try #require(seen[region])
      #expect(
        (track.firstFrame, track.lastFrame, track.frames, track.area)
          == (expected.first, expected.last, expected.frames, expected.area), "region \(region)")
      #expect(track.ended == (expected.last != Self.frames - 1))
    }
    var before = 0
    for (row, map) in zip(try rows(labels), maps) {
      func number(_ column: String) -> Int { Int(row[column] ?? "") ?? -1 }
      #expect(number("labels") == Set(map).subtracting([0]).count)
      #expect(number("labels") == before + number("births") + number("returns") - number("deaths"), "\(row)")
      before = number("labels")
    }
  }

  private func expectSameImages(_ frames: some Sequence<Int>, _ a: String, _ b: String) throws {
    for frame in frames { #expect(try image(frame, of: a) == image(frame, of: b), "frame \(frame)") }
  }

  // MARK: - Regions

  @Test("A merge changes the pixels of one region and the images of its shot, and nothing else")
  func merge() throws {
    let pair = try regions(25, of: "labels").prefix(2)
    let (a, b) = (try #require(pair.first), try #require(pair.last))
    let result = try correct("- merge: [\(a), \(b)]\n", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("written anew: shot 1, frames 20…39: merge (c.yaml:1)"), "\(result.output)")
    try expectSameImages((0..<20).map(\.self) + Array(40..<80), "labels", "out")
    for (before, after) in zip(try maps("labels"), try maps("out")) {
      #expect(after == before.map { $0 == b ? a : $0 })
    }
    try expectTablesFit("out")
    for name in ["supervoxels.mkv", "supervoxels.csv", "pipeline.yaml"] {
      #expect(try Data(contentsOf: folder.url("labels/" + name)) == Data(contentsOf: folder.url("out/" + name)))
    }
    for (before, after) in zip(try rows("labels"), try rows("out")) where before["shot"] != "1" {
      #expect(before.filter { $0.key != "deaths" } == after.filter { $0.key != "deaths" })
    }
    // The labels that were corrected are as before.
    #expect(try tracks("labels")[b] != nil)
    #expect(try folder.tool("check", "out", "film.mp4").code == 0)
  }

  @Test("Regions of two shots become one; only the shot of the second one is written")
  func mergeOverCut() throws {
    let (a, b) = (try regions(5, of: "labels")[0], try regions(25, of: "labels")[0])
    let result = try correct("merge: [\(b), \(a)]\n", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    try expectSameImages(Array(20..<40) + Array(60..<80), "labels", "out")
    #expect(try regions(5, of: "out").contains(b))
    try expectTablesFit("out")
    // The next correction knows where the region began.
    #expect(try correct("- color: {\(b): \"#102030\"}\n", "--in-place", labels: "out").code == 0)
    try expectTablesFit("out")
    #expect(try tracks("out")[b]?.color == "#102030")
  }

  @Test("A split divides a region in its shot so that both parts are seen; merged again they are as before")
  func split() throws {
    let shot = 20..<40
    let region = try regions(30, of: "labels")[0]
    let result = try correct("- split: \(region) at \(seconds(30))\n", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    let new = (try tracks("labels").keys.max() ?? 0) + 1
    let (before, after) = (try maps("labels"), try maps("out"))
    #expect(Set(after[30]).isSuperset(of: [region, new]))
    for frame in shot {
      #expect(after[frame].map { $0 == new ? region : $0 } == before[frame])
      // Parts are unions of supervoxels.
      #expect(after[frame].contains(region) || after[frame].contains(new) || !before[frame].contains(region))
    }
    try expectSameImages(Array(0..<20) + Array(40..<80), "labels", "out")
    try expectTablesFit("out")
    let kept = try String(contentsOfFile: folder("out/corrections.yaml"), encoding: .utf8)
    #expect(kept == "- split: \(region) at \(seconds(30)) as \(new)\n")
    #expect(try tracks("out")[new]?.color != tracks("out")[region]?.color)
    #expect(try correct("merge: [\(region), \(new)]", "--in-place", labels: "out").code == 0)
    #expect(try maps("out") == before)
  }

  @Test("Forgotten pixels have no label; a pin gives what is in the box to a region")
  func forgetAndPin() throws {
    let found = try regions(65, of: "labels")
    let (first, last) = (found[0], try #require(found.last))
    var result = try correct("- forget: \(first)\n", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    for (before, after) in zip(try maps("labels"), try maps("out")) {
      #expect(after == before.map { $0 == first ? 0 : $0 })
    }
    try expectTablesFit("out")
    result = try correct("- pin: {region: \(last), at: \(seconds(65)), box: [0, 0, 96, 32]}\n", "--labels", "pinned")
    #expect(result.code == 0, "\(result.error)")
    let upper = try map(65, of: "pinned").prefix(96 * 24)
    #expect(upper.count { $0 == last } * 10 > upper.count * 9)
    for (before, after) in zip(try maps("labels"), try maps("pinned")) {
      #expect(zip(before, after).allSatisfy { $0 == $1 || $1 == last })
    }
    try expectTablesFit("pinned")
    try expectSameImages(0..<60, "labels", "pinned")
  }

  @Test("Names and colors are in the table, in exports, in measurements, in the report and in the legend")
  func names() throws {
    let (a, b) = (try regions(5, of: "labels")[0], try regions(5, of: "labels")[1])
    let result = try correct(
      "- name: {\(a): \"road, <left> & \\\"right\\\"\", \(b): Straße}\n- color: {\(a): \"#30a0ff\"}\n", "--labels",
      "out",
      "--overlay", "plain.mkv")
    #expect(result.code == 0, "\(result.error)")
    #expect(try tracks("out")[a]?.name == "road, <left> & \"right\"")
    #expect(try tracks("out")[a]?.color == "#30a0ff")
    #expect(try maps("out") == maps("labels"))
    try expectSameImages(Array(20..<40) + Array(60..<80), "labels", "out")
    #expect(try image(5, of: "out") != image(5, of: "labels"))
    let data = try Data(contentsOf: folder.url("out/labels.json"))
    #expect(try JSONSchema(named: "labels.schema.json").violations(of: JSONSerialization.jsonObject(with: data)) == [])

    for (format, file, text) in [
      ("coco", "o.json", "\"name\":\"road, <left> & \\\"right\\\"\",\"supercategory\":\"\"}"),
      ("youtube-vis", "y.json", "\"name\":\"Straße\",\"supercategory\":\"object\"}"),
      ("cvat", "v.xml", "<name>road, &lt;left&gt; &amp; &quot;right&quot;</name>"),
      ("cvat-images", "i.xml", "<mask label=\"Straße\""), ("geojson", "g.json", "\"name\":\"Straße\""),
    ] {
      #expect(try folder.tool("export", "out", format, file).code == 0)
      #expect(try String(contentsOfFile: folder(file), encoding: .utf8).contains(text), "\(format)")
    }
    #expect(try folder.tool("import", "v.xml", "--labels", "back", "--like", "out").code == 0)
    #expect(try folder.tool("measure", "out", "film.mp4", "--out", "r.csv").code == 0)
    let measured = try String(contentsOfFile: folder("r.tracks.csv"), encoding: .utf8)
    #expect(measured.contains(",\"road, <left> & \"\"right\"\"\"\n") && measured.contains(",Straße\n"))
    #expect(try folder.tool("report", "out", "film.mp4", "--out", "r.html", "--no-tc").code == 0)
    #expect(try String(contentsOfFile: folder("r.html"), encoding: .utf8).contains("<b>Straße</b> region \(b)"))
    #expect(
      try folder.tool("overlay", "film.mp4", "out", "legend.mkv", "--set", "overlay.legend=true").code == 0)
    let pictures = try ["plain.mkv", "legend.mkv"].map { name in
      try #require(try openFrames(MediaInput.resolve(folder(name))).next()).picture.bytes
    }
    #expect(pictures[0] != pictures[1])
  }

  // MARK: - Twice

  @Test("The same list twice changes nothing; a grown list adds; --replace takes back")
  func twice() throws {
    let found = try regions(25, of: "labels")
    let list = "- merge: [\(found[0]), \(found[1])]\n- split: \(found[0]) at \(seconds(25))\n"
    try FileManager.default.copyItem(atPath: folder("labels"), toPath: folder("copy"))
    try "mine".write(toFile: folder("copy/notes.txt"), atomically: true, encoding: .utf8)
    #expect(try correct(list, "--in-place", labels: "copy").code == 0)
    let once = try contents("copy")
    #expect(once["notes.txt"] == Data("mine".utf8))
    let again = try correct(list, "--in-place", labels: "copy")
    #expect(again.code == 0 && again.output.contains("nothing to do"), "\(again.output)\(again.error)")
    #expect(try contents("copy") == once)
    #expect(try correct(list, "--labels", "other", labels: "copy").code == 0)
    #expect(try contents("other") == once.filter { $0.key != "notes.txt" })

    let name = "- name: {\(found[0]): thing}\n"
    #expect(try correct(list + name, "--in-place", labels: "copy").code == 0)
    #expect(try tracks("copy")[found[0]]?.name == "thing")
    #expect(try maps("copy") == maps("other"))
    #expect(try correct("[]\n", "--in-place", "--replace", labels: "copy").code == 0)
    #expect(try maps("copy") == maps("labels"))
    try expectTablesFit("copy")
    #expect(try tracks("copy").mapValues(\.color) == tracks("labels").mapValues(\.color))
    #expect(!FileManager.default.fileExists(atPath: folder("copy/corrections.yaml")))
    // Nothing is left beside the folders.
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!names.contains { $0.hasSuffix(".corrected") || $0.hasSuffix(".recut") })
  }

  private func contents(_ labels: String) throws -> [String: Data] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder(labels))
    return Dictionary(
      uniqueKeysWithValues: try names.map { ($0, try Data(contentsOf: folder.url("\(labels)/\($0)"))) })
  }

  @Test("A kept list that somebody edited, and images that somebody painted, are refused")
  func edited() throws {
    let found = try regions(25, of: "labels")
    #expect(try correct("- forget: \(found[0])\n", "--labels", "out").code == 0)
    try "- forget: \(found[1])\n".write(toFile: folder("out/corrections.yaml"), atomically: true, encoding: .utf8)
    let result = try correct("- forget: \(found[1])\n", "--in-place", labels: "out")
    #expect(result.code == 65 && result.error.contains("out/corrections.yaml: was changed"), "\(result.error)")
    var map = try LabelImage.read(path: folder("labels/000025.png"))
    map.labels[0] = map.labels[0] == found[0] ? found[1] : found[0]
    try Data(LabelImage.indexedPNG(map, palette: [])).write(to: folder.url("labels/000025.png"))
    let before = try contents("labels")
    let painted = try correct("- forget: \(found[0])\n", "--in-place")
    #expect(painted.code == 65 && painted.error.contains("000025.png"), "\(painted.error)")
    #expect(try contents("labels") == before)
  }

  // MARK: - Cuts

  @Test("A cut segments its shot anew, and nothing else; joined again, it is one shot")
  func cuts() throws {
    // In the middle of shot 1.
    let result = try correct("- cut: \(seconds(30))\n", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("segmented anew: shot 1, frames 20…29: cut (c.yaml:1)"), "\(result.output)")
    try expectSameImages(Array(0..<20) + Array(40..<80), "labels", "out")
    try expectTablesFit("out")
    let shots = try rows("out").map { $0["shot"] ?? "" }
    #expect(shots[0..<20].allSatisfy { $0 == "0" } && shots[20..<30].allSatisfy { $0 == "1" })
    #expect(shots[30..<40].allSatisfy { $0 == "3" } && shots[60...].allSatisfy { $0 == "2" })
    #expect(try Set(map(29, of: "out")).isDisjoint(with: map(30, of: "out")))
    #expect(try folder.tool("check", "out", "film.mp4").code == 0)
    #expect(try folder.tool("relabel", "out", "--labels", "null", "--progress", "none").code == 0)
    // What was made can be corrected, and cut again.
    let found = try regions(35, of: "out")
    let next = try correct("- merge: [\(found[0]), \(found[1])]\n", "--in-place", labels: "out")
    #expect(next.code == 0, "\(next.error)")
    try expectTablesFit("out")
    let behind = try correct("- not-a-cut: \(seconds(30))\n", "--in-place", labels: "out")
    #expect(behind.code == 64 && behind.error.contains("apply the cuts first"), "\(behind.error)")
    let other = try correct("- not-a-cut: \(seconds(60))\n", "--labels", "joined")
    #expect(other.code == 0, "\(other.error)")
    // The shot before has an earlier visit, which is touched, too.
    try expectSameImages(20..<40, "labels", "joined")
    #expect(try rows("joined").map { $0["shot"] ?? "" }[40...].allSatisfy { $0 == "0" })
    try expectTablesFit("joined")
    let lost = try correct("[]", "--in-place", "--replace", labels: "joined")
    #expect(lost.code == 64 && lost.error.contains("can not be taken back"), "\(lost.error)")
  }

  @Test("A cut needs the film that was segmented")
  func film() throws {
    try FileManager.default.moveItem(atPath: folder("film.mp4"), toPath: folder("moved.mp4"))
    #expect(try correct("- cut: \(seconds(30))\n", "--labels", "out").code == 65)
    try writeFilm(folder("film.mp4"), [(3, 80)])
    #expect(try correct("- cut: \(seconds(30))\n", "--labels", "out").code == 65)
    #expect(!FileManager.default.fileExists(atPath: folder("out")))
    try "- cut: \(seconds(30))\n".write(toFile: folder("c.yaml"), atomically: true, encoding: .utf8)
    let result = try folder.tool("correct", "labels", "c.yaml", "moved.mp4", "--labels", "out", "--progress", "none")
    #expect(result.code == 0, "\(result.error)")
  }

  // MARK: - Errors

  @Test("Errors name the line, the cause and the remedy, and change nothing")
  func errors() throws {
    let found = try regions(25, of: "labels")
    let (a, b) = (found[0], found[1])
    let elsewhere = try regions(65, of: "labels")[0]
    for (list, text) in [
      ("- merge: [\(a), 9999]", "c.yaml:1: there is no region 9999"),
      ("- forget: \(b)\n- merge: [\(a), \(b)]", "c.yaml:2: region \(b) is gone: c.yaml:1"),
      ("- merge: [\(a), \(b)]\n- name: {\(b): x}", "c.yaml:2: region \(b) is gone: c.yaml:1"),
      ("- split: \(a) at 99999s", "c.yaml:1: there is no frame at 99999 s"),
      ("- split: \(a) at \(String(repeating: "7", count: 170))s", "c.yaml:1: there is no frame at 7.78e+169 s"),
      ("- split: \(elsewhere) at \(seconds(25))", "is not in the frame at"),
      ("- split: \(a) at \(seconds(25)) as \(b)", "there is a region \(b) already"),
      ("- pin: {region: \(a), at: 1s, box: [90, 0, 20, 20]}", "the box is not inside the label images"),
      ("- not-a-cut: \(seconds(10))", "no shot begins at"), ("- cut: \(seconds(20))", "a shot begins at"),
      ("- cut: 0s", "a shot begins at"), ("- merge: 3", "c.yaml:1: merge needs a list"),
      ("- marge: [3, 4]", "did you mean merge?"), ("- [", "c.yaml: is not YAML"),
    ] {
      let result = try correct(list, "--labels", "out")
      #expect(result.code == 64, "\(list): \(result.error)")
      #expect(result.error.contains(text), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: folder("out")))
    }
    #expect(try folder.tool("correct", "labels", "no.yaml", "--labels", "out").code == 64)
    #expect(try correct("[]").code == 64)
    #expect(try correct("[]", "--labels", "out", "--in-place").code == 64)
    #expect(try correct("[]", "--labels", "labels").code == 73)
    let inside = try correct("[]", "--labels", "labels/sub")
    #expect(inside.code == 73 && inside.error.contains("is in the label folder"), "\(inside.error)")
    #expect(try correct("[]", "--labels", "out.mkv").code == 64)
  }
}

extension TemporaryFolder {
  fileprivate func url(_ name: String) -> URL { URL(fileURLWithPath: self(name)) }
}
