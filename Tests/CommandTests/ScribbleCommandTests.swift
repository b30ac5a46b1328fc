import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// `tessera relabel --scribbles` and `tessera segment --scribbles`, on a clip of a yellow square that moves over a ground.
@Suite struct ScribbleCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12
  private static let size = PictureSize(width: 160, height: 120)
  private static let nothing: UInt16 = 255

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames, width: Self.size.width, height: Self.size.height)
  }

  @discardableResult
  private func segment(_ more: String..., code: Int32 = 0) throws -> Tool.Result {
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--overlay", "null", "--progress", "none", "--set", "regions.window=4"] + small + more)
    #expect(result.code == code, "\(result.error)")
    return result
  }

  private func relabel(_ arguments: String...) throws -> Tool.Result {
    try folder.tool.run(["relabel"] + arguments + ["--progress", "none"])
  }

  private func map(_ frame: Int, of labels: String) throws -> LabelMap {
    try LabelImage.read(path: folder(String(format: "%@/%06d.png", labels, frame)))
  }

  private func maps(_ labels: String) throws -> [LabelMap] { try (0..<Self.frames).map { try map($0, of: labels) } }

  /// A drawing of strokes of three pixels.
  private func drawing(
    _ strokes: (value: UInt16, x: ClosedRange<Int>, y: ClosedRange<Int>)..., size: PictureSize = Self.size
  ) -> LabelMap {
    var map = LabelMap(size: size, filledWith: Self.nothing)
    for stroke in strokes {
      for y in stroke.y { for x in stroke.x { map[x, y] = stroke.value } }
    }
    return map
  }

  private func write(_ drawing: LabelMap, as name: String, in scribbles: String = "scribbles") throws {
    try FileManager.default.createDirectory(atPath: folder(scribbles), withIntermediateDirectories: true)
    try Data(LabelImage.gray16PNG(drawing)).write(to: URL(fileURLWithPath: folder(scribbles + "/" + name)))
  }

  /// Whether a pixel shows the square, as `writeClip` draws it.
  private func isSquare(_ x: Int, _ y: Int, frame: Int) -> Bool {
    abs(x - 10 - 2 * frame) < 8 && abs(y - Self.size.height / 2) < 9
  }

  /// The square in the first frame, and the ground.
  private var square: LabelMap { drawing((1, 6...14, 59...61), (0, 60...150, 20...22), (0, 20...150, 100...102)) }

  private func overlap(_ map: LabelMap, _ region: UInt16, frame: Int) -> Double {
    var (common, either) = (0, 0)
    for y in 0..<map.size.height {
      for x in 0..<map.size.width {
        let (own, other) = (map[x, y] == region, isSquare(x, y, frame: frame))
        common += own && other ? 1 : 0
        either += own || other ? 1 : 0
      }
    }
    return Double(common) / Double(max(1, either))
  }

  /// Expects each region of `fine` to be in one of `coarse`, in all frames.
  private func expectUnions(_ coarse: String, of fine: String) throws {
    var owner: [UInt16: UInt16] = [:]
    for (frame, (fine, coarse)) in zip(try maps(fine), try maps(coarse)).enumerated() {
      let fits = zip(fine.labels, coarse.labels).allSatisfy { own, other in
        defer { owner[own] = other }
        return owner[own] ?? other == other
      }
      #expect(fits, "frame \(frame)")
    }
  }

  @Test("A stroke on the object and one on the ground in one frame find the object in all frames, in both commands")
  func found() throws {
    try write(square, as: "000000.png")
    try segment("--labels", "labels", "--regions", "3")
    let result = try relabel("labels", "--scribbles", "scribbles", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    #expect(result.output.contains("scribbles: shot 0, frames 0…11: classes 0, 1"), "\(result.output)")
    #expect(result.output.contains("class 0 is region 2"), "\(result.output)")
    for (frame, map) in try maps("out").enumerated() {
      #expect(Set(map.labels).isSubset(of: [1, 2]))
      #expect(overlap(map, 1, frame: frame) > 0.7, "frame \(frame): \(overlap(map, 1, frame: frame))")
    }
    try segment("--labels", "both", "--regions", "3", "--scribbles", "scribbles", "--overlay", "both.mkv")
    #expect(try maps("both") == maps("out"))
    #expect(FileManager.default.fileExists(atPath: folder("both.mkv")))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder(".")).allSatisfy { !$0.hasSuffix(".scribbled") })
  }

  @Test("Every scribbled pixel has its class in its frame, also against the supervoxels, and labels can be used on")
  func guarantee() throws {
    try segment("--labels", "labels", "--regions", "3")
    // A small stroke of another class inside the square and one in the ground, on a later frame; and a contradiction of it.
    let later = drawing((3, 30...33, 59...61), (1, 24...27, 56...64), (1, 120...122, 20...22), (0, 60...150, 60...62))
    try write(square, as: "000000.png")
    try write(later, as: "0.34s.png")
    let result = try relabel("labels", "--scribbles", "scribbles", "--labels", "out")
    #expect(result.code == 0, "\(result.error)")
    let ids: [UInt16: UInt16] = [0: 4, 1: 1, 3: 3]
    for (frame, drawn) in [(0, square), (8, later)] {
      let map = try map(frame, of: "out")
      for (own, value) in zip(map.labels, drawn.labels) where value != Self.nothing { #expect(ids[value] == own) }
    }
    // The tree of the new labels has the classes; without a number of regions they are the same, in order of appearance.
    #expect(try relabel("out", "--labels", "again").code == 0)
    #expect(try relabel("out", "--scribbles", "scribbles", "--labels", "twice").code == 0)
    #expect(try relabel("out", "--regions", "40", "--labels", "fine").code == 0)
    try expectUnions("out", of: "again")
    try expectUnions("again", of: "out")
    try expectUnions("out", of: "fine")
    try "- name: {1: square}\n- merge: [4, 3]\n".write(toFile: folder("c.yaml"), atomically: true, encoding: .utf8)
    let corrected = try folder.tool.run(["correct", "out", "c.yaml", "--labels", "named", "--progress", "none"])
    #expect(corrected.code == 0, "\(corrected.error)")
    #expect(try maps("named").allSatisfy { Set($0.labels).isSubset(of: [1, 4]) })
  }

  @Test("Shots without scribbles keep their regions; the bytes do not depend on the threads")
  func otherShots() throws {
    try FileManager.default.removeItem(atPath: folder("clip.mp4"))
    // Fewer frames of so little contrast would be a flash, not a shot.
    try writeFilm(folder("clip.mp4"), [(shot: 0, frames: 20), (shot: 1, frames: 20)])
    try segment("--labels", "labels", "--regions", "4")
    let first = try map(0, of: "labels")
    let drawn = drawing((7, 4...30, 4...6), (9, 20...60, 40...42), size: first.size)
    try write(drawn, as: "0.png")
    for threads in ["1", "3"] {
      let result = try relabel("labels", "--scribbles", "scribbles", "--labels", "out" + threads, "--threads", threads)
      #expect(result.code == 0, "\(result.error)")
    }
    for name in ["frames.csv", "labels.json", "supervoxels.csv"] + (0..<40).map({ String(format: "%06d.png", $0) }) {
      #expect(try written(folder("out1/" + name)) == written(folder("out3/" + name)), "\(name)")
    }
    for frame in 0..<20 { #expect(Set(try map(frame, of: "out1").labels).isSubset(of: [7, 9])) }
    for frame in 20..<40 {
      var other: [UInt16: UInt16] = [:]
      let pairs = zip(try map(frame, of: "out1").labels, try map(frame, of: "labels").labels)
      let isSame = pairs.allSatisfy { own, former in
        defer { other[own] = former }
        return own > 9 && other[own] ?? former == former
      }
      #expect(isSame, "frame \(frame)")
    }
  }

  @Test("Images that can not be used are refused by name before anything is written")
  func refused() throws {
    try segment("--labels", "labels", "--regions", "3")
    let good = square
    let cases: [(name: String, image: LabelMap?, reason: String)] = [
      ("fish.png", good, "neither the number of a frame"), ("12.png", good, "there is no such frame"),
      ("9.5s.png", good, "there is no such frame"), ("99999999999999999999.png", good, "there is no such frame"),
      ("0.txt", good, "is not a PNG image"), ("0.png", nil, "not a video or an image"),
      ("0s.png", LabelMap(size: Self.size, filledWith: 255), "nothing is drawn"),
      ("000000.png", drawing((300, 3...5, 3...5)), "the value 300 at 3, 3 is not a class"),
      ("000000.png", drawing((1, 3...5, 3...5)), "scribbles of class 1 only"),
      ("000000.png", drawing((1, 3...5, 3...5), size: PictureSize(width: 80, height: 60)), "the frames are 160×120"),
    ]
    for (number, entry) in cases.enumerated() {
      let scribbles = "s\(number)"
      if let image = entry.image {
        try write(image, as: entry.name, in: scribbles)
      } else {
        try FileManager.default.createDirectory(atPath: folder(scribbles), withIntermediateDirectories: true)
        try Data("not an image".utf8).write(to: URL(fileURLWithPath: folder(scribbles + "/" + entry.name)))
      }
      let result = try relabel("labels", "--scribbles", scribbles, "--labels", "out")
      #expect(result.code == 65, "\(entry.name): \(result.error)")
      #expect(result.error.contains(entry.name) && result.error.contains(entry.reason), "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: folder("out")))
    }
    try write(good, as: "0.png", in: "two")
    try write(good, as: "0s.png", in: "two")
    #expect(try relabel("labels", "--scribbles", "two", "--labels", "out").error.contains("draw both on one image"))
    try FileManager.default.createDirectory(atPath: folder("empty"), withIntermediateDirectories: true)
    #expect(try relabel("labels", "--scribbles", "empty", "--labels", "out").error.contains("has no PNG image"))
    #expect(try relabel("labels", "--scribbles", "clip.mp4", "--labels", "out").error.contains("is not a folder"))
    #expect(try relabel("labels", "--scribbles", "missing", "--labels", "out").code == 65)
    #expect(try relabel("labels", "--scribbles", "two", "--regions", "3", "--labels", "out").code == 64)
    // Before a run.
    for words in [["--scribbles", "s0"], ["--scribbles", "empty"], ["--scribbles", "missing"]] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "new"] + words)
      #expect(result.code == 65, "\(result.error)")
      #expect(!FileManager.default.fileExists(atPath: folder("new")))
    }
    for words in [["--resume"], ["--export", "coco:a.json"], ["--labels", "null"]] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--scribbles", "two"] + words)
      #expect(result.code == 64, "\(words): \(result.error)")
    }
  }

  @Test("Damaged images are refused, whatever is damaged")
  func damaged() throws {
    try segment("--labels", "labels", "--regions", "3")
    let bytes = try LabelImage.indexedPNG(square, palette: [])
    try FileManager.default.createDirectory(atPath: folder("s"), withIntermediateDirectories: true)
    let file = URL(fileURLWithPath: folder("s/0.png"))
    for length in [0, 1, 8, 33, bytes.count / 2, bytes.count - 20] {
      try Data(bytes.prefix(length)).write(to: file)
      let result = try relabel("labels", "--scribbles", "s", "--labels", "out")
      #expect(result.code == 65, "\(length) bytes: \(result.error)")
      #expect(result.error.contains("0.png"))
    }
    for place in stride(from: 8, to: 60, by: 5) {
      var changed = bytes
      changed[place] ^= 0x5a
      try Data(changed).write(to: file)
      let result = try relabel("labels", "--scribbles", "s", "--labels", "out", "--overwrite")
      #expect([0, 65].contains(result.code), "byte \(place): \(result.code) \(result.error)")
    }
  }
}
