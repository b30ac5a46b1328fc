import Foundation
import Imaging
import Labels
import Media
import Report
import TestSupport
import Testing

/// The page of labels of another program, and of hostile names.
@Suite struct PageTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Labels of a block that moves over a ground, and disappears for some frames.
  private func make(frames: Int, width: Int = 48, height: Int = 32, labels: String = "labels") throws {
    try folder.makeFolder(labels)
    try folder.makeFolder("frames")
    let size = PictureSize(width: width, height: height)
    for index in 0..<frames {
      let isThere = !(3..<5).contains(index % 9)
      let map = LabelMap(
        size: size,
        labels: (0..<size.count).map { n in
          let (x, y) = (n % width, n / width)
          return isThere && abs(x - index % width) < 6 && abs(y - height / 2) < 6 ? 2 : 1
        })
      let name = String(format: "%05d.png", index)
      try folder.write(LabelImage.indexedPNG(map, palette: []), to: "\(labels)/\(name)")
      var picture = Picture(size: size, filledWith: RGBColor(red: 60, green: 120, blue: 90))
      for n in map.labels.indices where map.labels[n] == 2 { picture[n % width, n / width].red = 230 }
      try folder.write(PictureImage.png(picture), to: "frames/" + name)
    }
  }

  private func page(_ labels: String = "labels", pictures: Bool = true, consistency: Bool = true) throws -> String {
    var run = ReportRun(
      labels: folder(labels), input: pictures ? NamedInput(folder("frames")) : nil, output: folder("page.html"),
      version: "0")
    run.overwrite = true
    run.measuresConsistency = consistency
    let summary = try run.run()
    let text = try String(contentsOfFile: folder("page.html"), encoding: .utf8)
    #expect(summary.bytes == text.utf8.count)
    return text
  }

  private func data(_ page: String) throws -> [String: Any] {
    let start = try #require(page.range(of: "id=\"data\">"))
    let end = try #require(page.range(of: "</script>", range: start.upperBound..<page.endIndex))
    let json = Data(page[start.upperBound..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test("The page has regions, plots, a player and a poster, and refers to nothing outside")
  func contents() throws {
    try make(frames: 12)
    let page = try page()
    for id in ["player", "time", "shots", "regions", "settings", "track1", "track2"] {
      #expect(page.contains("id=\"\(id)\""), "\(id)")
    }
    for series in ["labels", "consistency"] { #expect(page.contains("data-series=\"\(series)\"")) }
    #expect(page.contains("tessera 0"))
    #expect(!page.contains("http:") && !page.contains("https:") && !page.contains("{{"))
    let data = try data(page)
    #expect(data["frames"] as? Int == 12)
    let tracks = try #require(data["tracks"] as? [[String: Any]])
    #expect(tracks.compactMap { $0["id"] as? Int } == [1, 2])
    #expect(tracks[1]["spans"] as? [[Int]] == [[0, 2], [5, 11]] && tracks[1]["returns"] as? Int == 1)
    let player = try #require(data["player"] as? [String: Any])
    #expect((player["frames"] as? [[String: Any]])?.count == 12)
  }

  @Test("After a cut there is no temporal consistency: a gap in the plot, and not the lowest value")
  func cuts() throws {
    try make(frames: 12)
    // A, B and A again. The pictures at the cuts have nothing in common.
    let shots = (0..<12).map { (4..<8).contains($0) ? 1 : 0 }
    let size = PictureSize(width: 48, height: 32)
    for index in 4..<8 {
      let map = LabelMap(size: size, filledWith: 9)
      try folder.write(LabelImage.indexedPNG(map, palette: []), to: "labels/" + String(format: "%05d.png", index))
    }
    let columns =
      "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source\n"
    let rows = shots.enumerated().map { index, shot in
      "\(index),\(index),1/25,\(index)/25,2,\(shot),,0,0,0,0,,,,\(String(format: "%05d.png", index)),\n"
    }
    try folder.write((columns + rows.joined()).utf8, to: "labels/frames.csv")
    let page = try page()
    let series = try #require(try data(page)["series"] as? [String: [String: Any]])
    let values = try #require(series["consistency"]?["values"] as? [Any])
    for index in [0, 4, 8] { #expect(values[index] is NSNull, "\(index)") }
    for index in [1, 5, 9] { #expect(values[index] is Double, "\(index)") }
    // A line begins after each gap.
    let plot = try #require(page.range(of: "data-series=\"consistency\""))
    let path = try #require(page.range(of: "class=\"curve\" d=\"", range: plot.upperBound..<page.endIndex))
    #expect(page[path.upperBound...].prefix { $0 != "\"" }.count { $0 == "M" } == 3)
  }

  @Test("The same labels give the same page")
  func deterministic() throws {
    try make(frames: 5)
    #expect(try page() == page())
  }

  @Test("Without pictures there are no pictures, and a single frame is a page")
  func small() throws {
    try make(frames: 1)
    for pictures in [true, false] {
      let data = try data(try page(pictures: pictures))
      let frames = try #require((data["player"] as? [String: Any])?["frames"] as? [[String: Any]])
      #expect(frames.count == 1 && (frames[0]["picture"] as? String)?.isEmpty == !pictures)
    }
  }

  @Test("Texts of files can not become a part of the page")
  func hostile() throws {
    let name = "a<script>alert(1)</script>&\"'\u{202E}{{DATA}}"
    try make(frames: 2, labels: name.replacing("/", with: "-"))
    let labels = name.replacing("/", with: "-")
    let row = { (index: Int) in "\(index),\(index),1/25,\(index)/25,2,0,,0,0,0,0,,1,,0000\(index).png,\n" }
    let columns =
      "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change,level,image,source\n"
    try folder.write((columns + row(0) + row(1)).utf8, to: labels + "/frames.csv")
    let bad = "</script><img src=x onerror=alert(1)>"
    let table = """
      {
        "format": 1,
        "input": \(String(decoding: try JSONEncoder().encode(bad), as: UTF8.self)),
        "run": {"program": "<u>", "arithmetic": "<i onclick=x>", "input": ""},
        "width": 48, "height": 32, "frames": 2, "complete": false,
        "identities": [
          {"identity":1,"color":"#102030","born_from":null,"merged_into":2}
        ]
      }
      """
    try folder.write(table.utf8, to: labels + "/labels.json")
    try folder.write("# </pre><script>alert(2)</script>\n".utf8, to: labels + "/pipeline.yaml")
    let page = try page(labels)
    for part in ["<script>alert", "<img src=x", "<u>", "<i onclick", "\u{202E}"] {
      #expect(!page.contains(part), "\(part)")
    }
    // One script with data, one that runs.
    #expect(page.components(separatedBy: "<script").count == 3)
    #expect(page.components(separatedBy: "</script>").count == 3)
    #expect(page.contains("the run was stopped"))
    #expect(page.contains("#102030"))
  }

  @Test("A long video stays within the budget")
  func budget() throws {
    let size = PictureSize(width: 640, height: 360)
    var frames = PlayerFrames(size: size, count: 10_000)
    var state: UInt64 = 1
    for index in 0..<10_000 where index % 16 == 0 || index == 9999 {
      // Noise is the worst for both codings.
      let bytes = (0..<3 * size.count / 64).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1
        return UInt8(state >> 56)
      }
      let small = Picture(size: PictureSize(width: 80, height: 45), bytes: bytes)
      let picture = Picture(
        size: size, bytes: (0..<3 * size.count).map { n in small.bytes[(n * 7919) % small.bytes.count] })
      let map = LabelMap(
        size: size, labels: picture.bytes.indices.lazy.filter { $0 % 3 == 0 }.map { UInt16(picture.bytes[$0]) })
      try frames.add(map, picture, index: index, seconds: nil)
    }
    let bytes = frames.frames.reduce(0) { $0 + $1.picture.count + $1.map.count }
    #expect(bytes <= 4_200_000 && frames.frames.count >= 2)
    #expect(frames.frames.first?.index == 0 && frames.frames.last?.index == 9999)
    let gaps = Set(zip(frames.frames.dropLast(), frames.frames.dropLast().dropFirst()).map { $1.index - $0.index })
    #expect(gaps.count <= 1)
  }

  @Test("SHA-256 of FIPS 180-4")
  func digest() {
    func hex(_ text: String) -> String {
      SHA256.digest(of: Array(text.utf8)).map { String(format: "%02x", $0) }.joined()
    }
    #expect(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      hex(String(repeating: "a", count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test("Run lengths can be read back")
  func runs() {
    let labels: [UInt16] = [0, 0, 7, 7, 7, 300, 65_535] + [UInt16](repeating: 1, count: 293)
    let bytes = runLengths(of: LabelMap(size: PictureSize(width: 100, height: 3), labels: labels))
    var numbers: [Int] = []
    var (value, shift) = (0, 0)
    for byte in bytes {
      value |= Int(byte & 127) << shift
      shift += 7
      if byte < 128 {
        numbers.append(value)
        (value, shift) = (0, 0)
      }
    }
    let read = stride(from: 0, to: numbers.count, by: 2).flatMap {
      [UInt16](repeating: UInt16(numbers[$0 + 1]), count: numbers[$0])
    }
    #expect(read == labels)
  }
}
