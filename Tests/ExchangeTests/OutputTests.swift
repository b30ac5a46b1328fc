import Exchange
import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct ExportOutputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Only a folder that an export wrote is replaced; a discarded one leaves nothing")
  func folders() throws {
    let maps = [randomMap(PictureSize(width: 8, height: 6), seed: 1).clipped]
    let settings = ExportSettings(
      title: "clip", size: maps[0].size, timeBase: Rational(1, 25), frameRate: Rational(25, 1))
    func open(_ overwrite: Bool) throws -> any LabelExporter {
      var settings = settings
      settings.overwrite = overwrite
      return try ExportFormat.davis.exporter(path: folder("out"), settings: settings)
    }
    try open(false).discard()
    #expect(folder.names.isEmpty)
    try export(maps, as: .davis, to: folder("out"))
    #expect(throws: MediaError.exists(path: folder("out"))) { try open(false) }
    try Data().write(to: URL(fileURLWithPath: folder("out/mine")))
    _ = try open(true).finish()
    #expect(!FileManager.default.fileExists(atPath: folder("out/mine")))
    try FileManager.default.removeItem(atPath: folder("out"))
    try folder.makeFolder("out")
    try Data().write(to: URL(fileURLWithPath: folder("out/mine")))
    #expect(throws: MediaError.self) { try open(true) }
    #expect(folder.names == ["out"])
    try FileManager.default.removeItem(atPath: folder("out/mine"))
    // An empty folder is as good as none.
    try export(maps, as: .davis, to: folder("out"))
    #expect(FileManager.default.fileExists(atPath: folder("out/ImageSets/2017/val.txt")))
  }

  @Test("Every word is a format, and every format has its word")
  func words() throws {
    for word in ExportFormat.words where !word.hasPrefix("alpha") {
      #expect(try ExportFormat(word: word).word == word)
    }
    #expect(try ExportFormat(word: "alpha=7") == .alpha(trackID: 7))
    for word in ["", "alpha", "alpha=0", "alpha=70000", "coco=1", "COCO"] {
      #expect(throws: ExchangeError.self, "\(word)") { try ExportFormat(word: word) }
    }
  }

  @Test("Shots begin where the number changes, and end where the next begins")
  func cuts() {
    var list = CutList(timeBase: Rational(1, 100), frameRate: Rational(25, 1))
    for (frame, shot) in [0, 0, 0, 1, 1, 0].enumerated() {
      list.add(frame: frame, at: MediaTime(ticks: Int64(10 + 4 * frame), timeBase: Rational(1, 100)), shot: shot)
    }
    #expect(list.shots.map(\.number) == [0, 1, 0])
    #expect(list.shots.map(\.frames) == [3, 2, 1])
    #expect(list.shots.map(\.start.ticks) == [10, 22, 30])
    #expect(list.shots.map(\.end.ticks) == [22, 30, 34])
    for format in CutListFormat.allCases {
      let text = format.text(of: list, title: "a=b;\n\"c\"", input: "x/y.mp4", frameRate: nil)
      #expect(!text.isEmpty && text.hasSuffix("\n"))
    }
  }
}

extension LabelMap {
  /// Without labels over 255.
  fileprivate var clipped: LabelMap { LabelMap(size: size, labels: labels.map { min($0, 9) }) }
}
