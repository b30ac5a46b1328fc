import Foundation
import Imaging
import Media
import Tessera
import TestSupport
import Testing

/// `tessera relabel --reference` and `tessera segment --reference`, on a clip of a yellow square that moves over a ground.
@Suite struct ReferenceCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12
  private static let size = PictureSize(width: 160, height: 120)

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames, width: Self.size.width, height: Self.size.height)
    // The square is at another place than in any frame.
    try writeImage(folder("look.png"), width: Self.size.width, height: Self.size.height, index: 50)
    try write(mask { isSquare($0, $1, index: 50) ? 7 : 2 }, as: "mask.png")
  }

  private func write(_ mask: LabelMap, as name: String) throws {
    try Data(LabelImage.gray16PNG(mask)).write(to: URL(fileURLWithPath: folder(name)))
  }

  private func mask(size: PictureSize = Self.size, _ value: (_ x: Int, _ y: Int) -> UInt16) -> LabelMap {
    var map = LabelMap(size: size, filledWith: 255)
    for y in 0..<size.height { for x in 0..<size.width { map[x, y] = value(x, y) } }
    return map
  }

  /// Whether a pixel shows the square, as `writeClip` and `writeImage` draw it.
  private func isSquare(_ x: Int, _ y: Int, index: Int) -> Bool {
    abs(x - 10 - 2 * index) < 8 && abs(y - Self.size.height / 2) < 9
  }

  private func segment(_ more: String...) throws {
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--overlay", "null", "--progress", "none", "--set", "regions.window=4"] + small + more)
    #expect(result.code == 0, "\(result.error)")
  }

  private func relabel(_ arguments: String...) throws -> Tool.Result {
    try folder.tool.run(["relabel", "labels"] + arguments + ["--labels", "out", "--progress", "none", "--overwrite"])
  }

  private func maps(_ labels: String) throws -> [LabelMap] {
    try (0..<Self.frames).map { try LabelImage.read(path: folder(String(format: "%@/%06d.png", labels, $0))) }
  }

  @Test("A picture with a mask finds its classes in all frames, in both commands, for any number of threads")
  func masked() throws {
    try segment("--labels", "labels", "--regions", "3")
    let result = try relabel("--reference", "look.png,mask.png", "--threads", "1")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("references: all shots: classes 2, 7"), "\(result.output)")
    let found = try maps("out")
    for (frame, map) in found.enumerated() {
      #expect(Set(map.labels).isSubset(of: [2, 7]))
      var (common, either) = (0, 0)
      for y in 0..<Self.size.height {
        for x in 0..<Self.size.width {
          let (own, other) = (map[x, y] == 7, isSquare(x, y, index: frame))
          common += own && other ? 1 : 0
          either += own || other ? 1 : 0
        }
      }
      #expect(Double(common) > 0.7 * Double(max(1, either)), "frame \(frame)")
    }
    try segment("--labels", "both", "--regions", "3", "--reference", "look.png,mask.png", "--threads", "2")
    #expect(try maps("both") == found)
  }

  @Test("What is not marked is not learned, and scribbles overrule references")
  func together() throws {
    try segment("--labels", "labels", "--regions", "3")
    try write(mask { isSquare($0, $1, index: 50) ? 1 : $1 < 40 ? 0 : 255 }, as: "partial.png")
    #expect(try relabel("--reference", "look.png,partial.png").code == 0)
    // Class 0 has the next number.
    #expect(Set(try maps("out").flatMap(\.labels)) == [1, 2])
    try FileManager.default.createDirectory(atPath: folder("drawn"), withIntermediateDirectories: true)
    try write(mask { x, y in (100...140).contains(x) && (20...22).contains(y) ? 5 : 255 }, as: "drawn/000003.png")
    let result = try relabel("--reference", "look.png,mask.png", "--scribbles", "drawn")
    #expect(result.code == 0, "\(result.error)")
    let map = try maps("out")[3]
    for x in 100...140 { #expect(map[x, 21] == 5) }
    #expect(map[16, 60] == 7)
  }

  @Test("Without masks the network finds the classes itself, and they are the same in all frames")
  func unmasked() throws {
    try segment("--labels", "labels", "--regions", "3")
    let result = try relabel("--reference", "look.png")
    #expect(result.code == 0, "\(result.error)")
    let found = try maps("out")
    let square = found.enumerated().map { frame, map in map[10 + 2 * frame, 60] }
    #expect(Set(square).count == 1)
    #expect(found.allSatisfy { $0[150, 20] != square[0] })
  }

  @Test("A black and white mask says what is the object and what is not")
  func blackAndWhite() throws {
    try segment("--labels", "labels", "--regions", "3")
    try write(mask { isSquare($0, $1, index: 50) ? 1 : 0 }, as: "classes.png")
    try write(mask { isSquare($0, $1, index: 50) ? 255 : 0 }, as: "white.png")
    #expect(try relabel("--reference", "look.png,classes.png").code == 0)
    let expected = try maps("out")
    let result = try relabel("--reference", "look.png,white.png")
    #expect(result.code == 0, "\(result.error)")
    #expect(try maps("out") == expected)
  }

  @Test("No output takes the place of scribbles, a reference or its mask, not even with --overwrite")
  func ownGuidance() throws {
    try segment("--labels", "labels", "--regions", "3")
    try FileManager.default.createDirectory(atPath: folder("drawn"), withIntermediateDirectories: false)
    try write(mask { x, _ in x < 9 ? 1 : x > 150 ? 0 : 255 }, as: "drawn/0.png")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder("drawn/0.png")))
    for words in [
      ["--scribbles", "drawn", "--labels", "drawn"],
      ["--scribbles", "drawn", "--labels", "other", "--overlay", "drawn/0.png"],
      ["--reference", "look.png,drawn/0.png", "--labels", "drawn"],
      ["--reference", "look.png,labels/000001.png", "--labels", "labels"],
    ] {
      for command in [["relabel", "labels"], ["segment", "clip.mp4"]] {
        let result = try folder.tool.run(command + words + ["--overwrite"])
        #expect(result.code == 73, "\(command) \(words): \(result.code) \(result.error)")
      }
    }
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder("drawn/0.png"))) == before)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("drawn")) == ["0.png"])
    #expect(try maps("labels").count == Self.frames)
  }

  @Test("Labels that another run writes are not changed in their place")
  func locked() async throws {
    try segment("--labels", "labels", "--regions", "3")
    var relabeling = try Relabeling(of: folder("labels"))
    relabeling.references = [Reference(image: folder("look.png"), mask: folder("mask.png"))]
    let before = try maps("labels")
    let lock = try OutputLock.take(.folder(folder("labels")))
    await #expect(throws: MediaError.inUse(path: folder("labels"))) {
      _ = try await relabeling.writeInPlace(besides: [], overwrite: true)
    }
    #expect(try maps("labels") == before)
    withExtendedLifetime(lock) {}
  }

  @Test("References that can not be used are refused before anything is written, by name and cause")
  func refused() throws {
    try segment("--labels", "labels", "--regions", "3")
    try write(mask(size: PictureSize(width: 80, height: 60)) { x, _ in x < 9 ? 1 : 0 }, as: "small.png")
    try write(mask { x, _ in x < 9 ? 300 : 0 }, as: "large.png")
    try write(mask { x, _ in x < 9 ? 1 : 255 }, as: "one.png")
    try write(mask { _, _ in 255 }, as: "none.png")
    try Data("text".utf8).write(to: URL(fileURLWithPath: folder("text.png")))
    let still = try folder.tool.run(["segment", "look.png", "--overlay", "look.jpg", "--labels", "null"] + small)
    #expect(still.code == 0, "\(still.error)")
    let whole = try Data(contentsOf: URL(fileURLWithPath: folder("look.jpg")))
    try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder("half.jpg")))
    try whole.write(to: URL(fileURLWithPath: folder("jpeg.png")))
    let cases: [(words: [String], code: Int32, message: String)] = [
      (["look.png,small.png"], 65, "small.png: the mask is 80×60, its image is 160×120"),
      (["look.png,large.png"], 65, "large.png: the value 300 at 0, 0 is not a class"),
      (["look.png,one.png"], 65, "one.png: the masks have one class only"),
      (["look.png,none.png"], 65, "none.png: the masks have no class"),
      (["half.jpg,mask.png"], 65, "half.jpg: decoding failed"),
      (["look.png,jpeg.png"], 65, "jpeg.png: is not a PNG image"),
      (["look.png,"], 64, "--reference needs IMAGE or IMAGE,MASK"),
      (["look.png,text.png"], 65, "text.png"), (["text.png,mask.png"], 65, "text.png"),
      (["look.png,absent.png"], 65, "absent.png"), (["absent.png"], 65, "absent.png"),
      (["clip.mp4"], 65, "clip.mp4: a reference is a single image"),
      (["look.png,mask.png", "look.png"], 64, "look.png: has no mask, but another reference has one"),
    ]
    for entry in cases {
      let words = entry.words.flatMap { ["--reference", $0] }
      for command in [["relabel", "labels"], ["segment", "clip.mp4"]] {
        let result = try folder.tool.run(command + words + ["--labels", "out"])
        #expect(result.code == entry.code, "\(words): \(result.error)")
        #expect(result.error.contains(entry.message), "\(words): \(result.error)")
        #expect(!FileManager.default.fileExists(atPath: folder("out")))
      }
    }
    for words in [["--resume"], ["--export", "coco:a.json"], ["--labels", "null"]] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--reference", "look.png,mask.png"] + words)
      #expect(result.code == 64, "\(words): \(result.error)")
    }
    #expect(try relabel("--reference", "look.png,mask.png", "--regions", "3").code == 64)
  }
}
