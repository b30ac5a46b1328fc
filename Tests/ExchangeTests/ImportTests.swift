import Exchange
import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct ImportTests {
  let folder: TemporaryFolder
  private let size = PictureSize(width: 31, height: 17)

  init() throws { folder = try TemporaryFolder() }

  private var maps: [LabelMap] { (0..<5).map { randomMap(size, seed: UInt64($0)) } }

  @Test(
    "What was exported is imported, with times where the format has them",
    arguments: [ExportFormat.coco, .cocoPolygons, .youTubeVIS, .cvatVideo, .cvatImages])
  func roundTrip(_ format: ExportFormat) throws {
    try export(maps, as: format, to: folder("file"))
    let imported = try ImportedLabels(folder("file"), format: nil, spoolBesides: folder("out"))
    #expect(imported.count == maps.count && imported.size == size)
    for (index, map) in maps.enumerated() {
      #expect(try imported.labels(index) == map)
      #expect(imported.frame(index).number == index)
      if format.word.hasPrefix("c"), format.word.hasPrefix("cvat") { continue }
      #expect(imported.frame(index).time == exported(map, index: index).time)
    }
    #expect(imported.covered == 0)
  }

  @Test("A small file can not ask for hours of work")
  func work() throws {
    let cvat = "<annotations><meta><task><size>1000000</size><original_size><width>8192</width><height>8192</height>"
    for text in [
      #"{"videos":[{"id":1,"width":8192,"height":8192,"length":1000000}],"annotations":[]}"#,
      "<annotations><image id=\"999999\" name=\"a.png\" width=\"32\" height=\"16\"></image></annotations>",
      cvat
        + "</original_size></task></meta><track>"
        + "<box frame=\"0\" xtl=\"0\" ytl=\"0\" xbr=\"9\" ybr=\"9\"/></track></annotations>",
    ] {
      try text.write(toFile: folder("file"), atomically: true, encoding: .utf8)
      #expect(throws: ExchangeError.tooMuchWork(path: folder("file"), pixels: 1 << 36)) {
        try ImportedLabels(folder("file"), format: nil, spoolBesides: folder("out"))
      }
    }
  }

  @Test("A spool gives back the records of each track in order, also those that are still in memory")
  func spool() throws {
    let spool = try TrackSpool(besides: folder("out"))
    for n in 0..<3000 { try spool.append(Array(repeating: UInt8(n % 251), count: n % 700), frame: n, to: n * n % 7) }
    for track in spool.tracks {
      var frames: [Int] = []
      try spool.forEach(of: track) { record in
        frames.append(record.frame)
        #expect(record.bytes == Array(repeating: UInt8(record.frame % 251), count: record.frame % 700))
        let again = try spool.record(at: record.place)
        #expect(again.frame == record.frame)
      }
      #expect(frames == (0..<3000).filter { $0 * $0 % 7 == track })
    }
    #expect(folder.names.isEmpty)
  }

  @Test("A mark of UTF-8 is passed over; a second object is refused")
  func surroundings() throws {
    try export(maps, as: .coco, to: folder("file"))
    let text = try String(contentsOfFile: folder("file"), encoding: .utf8)
    try ("\u{FEFF}" + text).write(toFile: folder("marked"), atomically: true, encoding: .utf8)
    #expect(try ImportedLabels(folder("marked"), format: nil, spoolBesides: folder("out")).labels(0) == maps[0])
    try (text + text).write(toFile: folder("twice"), atomically: true, encoding: .utf8)
    #expect(throws: ExchangeError.self) {
      try ImportedLabels(folder("twice"), format: nil, spoolBesides: folder("out"))
    }
  }

  @Test("JSON is read token by token: escapes, surrogates, numbers, nesting")
  func json() throws {
    let text = #" { "a\u00e9\ud83d\ude00\n" : [ 1.5e1 , -2, true , false, null, "x\"\\\/" , {} , [] ] } "#
    try text.write(toFile: folder("a.json"), atomically: true, encoding: .utf8)
    let scanner = try JSONScanner(path: folder("a.json"))
    var tokens: [JSONScanner.Token] = []
    repeat { tokens.append(try scanner.next()) } while tokens.last != .end
    #expect(
      tokens == [
        .beginObject, .key(Array("aé😀\n".utf8)), .beginArray, .number(15), .number(-2), .bool(true), .bool(false),
        .null,
        .string(Array("x\"\\/".utf8)), .beginObject, .endObject, .beginArray, .endArray, .endArray, .endObject, .end,
      ])
    for bad in ["", "[", "[1 2]", "{1:2}", "[1,]", "{\"a\"}", "[01x]", "tru", "[]]", "[\"", "[\"\\u12\"]", "{} {}"] {
      try bad.write(toFile: folder("b.json"), atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self, "\(bad)") {
        let scanner = try JSONScanner(path: folder("b.json"))
        while try scanner.next() != .end {}
      }
    }
  }

  @Test("XML is read element by element; entities and document types that are not predefined are refused")
  func xml() throws {
    let text = "<?xml version='1.0'?>\n<!-- > --><a x='1 &lt; 2' y=\"&#65;&#x42;\"> t&amp;u <b/></a>\n"
    try text.write(toFile: folder("a.xml"), atomically: true, encoding: .utf8)
    let scanner = try XMLScanner(path: folder("a.xml"))
    var tokens: [XMLScanner.Token] = []
    repeat { tokens.append(try scanner.next()) } while tokens.last != .endOfFile
    #expect(
      tokens == [
        .begin(name: "a", attributes: ["x": "1 < 2", "y": "AB"]), .text(" t&u "), .begin(name: "b", attributes: [:]),
        .end(name: "b"), .end(name: "a"), .endOfFile,
      ])
    for bad in [
      "", "<a>", "<a></b>", "<a/><b/>", "<a x=1/>", "<a x='1' x='2'/>", "<!DOCTYPE a><a/>", "<a>&b;</a>", "</a>", "<a",
      "x",
      "<a><![CDATA[x]]></a>", "<a>&#xd800;</a>", String(repeating: "<a>", count: 100),
    ] {
      try bad.write(toFile: folder("b.xml"), atomically: true, encoding: .utf8)
      #expect(throws: (any Error).self, "\(bad)") {
        let scanner = try XMLScanner(path: folder("b.xml"))
        while try scanner.next() != .endOfFile {}
      }
    }
  }

  @Test(
    "With any damage, an import gives labels or an error",
    arguments: [ExportFormat.coco, .cocoPolygons, .youTubeVIS, .cvatVideo, .cvatImages])
  func mutated(_ format: ExportFormat) throws {
    let small = (0..<3).map { randomMap(PictureSize(width: 12, height: 9), seed: UInt64($0)) }
    try export(small, as: format, to: folder("file"))
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder("file"))))
    var mutation = Mutation(seed: 22)
    for _ in 0..<300 {
      try Data(mutation.ofText(bytes)).write(to: URL(fileURLWithPath: folder("file")))
      do {
        let imported = try ImportedLabels(folder("file"), format: nil, spoolBesides: folder("out"))
        for index in 0..<min(10, imported.count) { _ = try imported.labels(index) }
      } catch is ExchangeError {
      } catch is MediaError {
      }
    }
  }
}
