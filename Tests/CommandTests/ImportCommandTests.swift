import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// `tessera import` that fails, and `tessera relabel` of imported labels. Tests/ForeignReaders imports what other tools write.
@Suite struct ImportCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12
  private static let size = PictureSize(width: 160, height: 120)

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames, width: 160, height: 120)
  }

  /// Masks as another program writes them: a grid of regions of which each moves, and pixels without one.
  private func writeMasks(_ name: String, truncated: Int? = nil) throws {
    try folder.makeFolder(name)
    for index in 0..<Self.frames {
      var map = LabelMap(size: Self.size)
      for y in 8..<Self.size.height {
        for x in 0..<Self.size.width {
          map.labels[y * Self.size.width + x] = UInt16(20 + 3 * (x + index) / 60 + 10 * (y / 60))
        }
      }
      let image = try LabelImage.gray16PNG(map)
      let part = index == truncated ? image.prefix(image.count / 2) : image[...]
      try Data(part).write(to: URL(fileURLWithPath: folder(String(format: "%@/%06d.png", name, index))))
    }
  }

  private func maps(_ name: String) throws -> [LabelMap] {
    try (0..<Self.frames).map { try LabelImage.read(path: folder(String(format: "%@/%06d.png", name, $0))) }
  }

  private func tool(_ arguments: String...) throws -> Tool.Result {
    try folder.tool.run(arguments + (arguments[0] == "relabel" ? ["--progress", "none"] : []))
  }

  /// Imports with the times of the clip.
  private func importLikeRun(_ masks: String, _ labels: String) throws -> Tool.Result {
    let run = try folder.tool.run(
      ["segment", "clip.mp4", "--overlay", "null", "--labels", "run", "--progress", "none"] + small)
    #expect(run.code == 0, "\(run.error)")
    return try tool("import", masks, "--labels", labels, "--like", "run")
  }

  @Test("Fewer regions of imported labels are unions of them, in every frame, and keep their numbers")
  func relabel() throws {
    try writeMasks("masks")
    #expect(try importLikeRun("masks", "labels").code == 0)
    let fine = try maps("labels")
    var counts: [Int] = []
    for count in [1, 2, 5, 100] {
      let result = try tool("relabel", "labels", "--regions", "\(count)", "--labels", "to\(count)")
      #expect(result.code == 0 && result.error.contains("has no supervoxels"), "\(result.error)")
      let coarse = try maps("to\(count)")
      var owners: [UInt16: UInt16] = [:]
      for (fine, coarse) in zip(fine, coarse) {
        for (label, region) in zip(fine.labels, coarse.labels) {
          #expect(owners[label] ?? region == region)
          owners[label] = region
        }
        #expect(coarse.regionCount <= count)
      }
      #expect(owners[0] == 0 && Set(owners.values).isSubset(of: owners.keys))
      counts.append(Set(owners.values).count)
    }
    #expect(counts == counts.sorted() && counts[0] == 2 && counts[1] == 3)
    #expect(try maps("to100") == fine)
    #expect(try tool("relabel", "labels", "--labels", "same").code == 0)
    #expect(try maps("same") == fine)
    let single = try tool("relabel", "labels", "--regions", "2", "--labels", "single", "--threads", "1")
    #expect(try single.code == 0 && maps("single") == maps("to2"))
    #expect(try tool("relabel", "labels", "--regions", "2", "--overlay", "o.mp4").code == 0)
    // The result has no supervoxels, either.
    #expect(try tool("relabel", "to5", "--regions", "2", "--labels", "again").code == 0)
    #expect(!FileManager.default.fileExists(atPath: folder("to5/supervoxels.csv")))
  }

  @Test("Without the film, or by a scale, imported labels are not relabeled; nothing is written")
  func refused() throws {
    try writeMasks("masks")
    #expect(try tool("import", "masks", "--labels", "labels").code == 0)
    for (words, message) in [
      (["--regions", "2"], "does not name the input, whose pictures are needed"),
      (["--regions", "2", "--input", "gone.mp4"], "gone.mp4"), (["--scale", "2"], "imported labels have none"),
    ] {
      let result = try folder.tool.run(["relabel", "labels", "--labels", "out", "--progress", "none"] + words)
      #expect(result.code == 65 && result.error.contains(message), "\(result.error)")
    }
    #expect(try importLikeRun("masks", "timed").code == 0)
    try writeClip(folder("other.mp4"), frames: 3, width: 160, height: 120)
    let short = try tool("relabel", "timed", "--regions", "2", "--labels", "out", "--input", "other.mp4")
    #expect(short.code == 65 && short.error.contains("ends before frame 3"), "\(short.error)")
    let inside = try tool("relabel", "labels", "--labels", "labels/sub")
    #expect(inside.code == 73 && inside.error.contains("is in the label folder"), "\(inside.error)")
    #expect(!folder.names.contains("out"))
    // Its times are not those of the film.
    let untimed = try tool("relabel", "labels", "--regions", "2", "--labels", "out", "--input", "clip.mp4")
    #expect(untimed.code == 65 && untimed.error.contains("but its labels are at"), "\(untimed.error)")
    #expect(try tool("relabel", "timed", "--regions", "2", "--labels", "out", "--input", "clip.mp4").code == 0)
  }

  @Test("An import that fails leaves nothing, and what was there")
  func failed() throws {
    try writeMasks("bad", truncated: 7)
    try writeMasks("good")
    for labels in ["labels", "labels.mkv"] {
      let before = folder.names.sorted()
      let result = try tool("import", "bad", "--labels", labels)
      #expect(result.code == 65 && result.error.contains("000007.png"), "\(result.error)")
      #expect(folder.names.sorted() == before)
      #expect(try tool("import", "good", "--labels", labels).code == 0)
      let names = folder.names.sorted()
      #expect(try tool("import", "bad", "--labels", labels, "--overwrite").code == 65)
      #expect(folder.names.sorted() == names)
      #expect(try tool("export", labels, "npz", "\(labels).npz").code == 0)
    }
    #expect(try maps("labels") == maps("good"))
  }

  @Test("An import into a folder keeps other files; what a killed one left is replaced")
  func others() throws {
    try writeMasks("good")
    try folder.makeFolder("labels")
    try Data("mine".utf8).write(to: URL(fileURLWithPath: folder("labels/notes.txt")))
    try folder.makeFolder(".labels.imported")
    try Data().write(to: URL(fileURLWithPath: folder(".labels.imported/.tessera-replacement")))
    try Data("half".utf8).write(to: URL(fileURLWithPath: folder(".labels.imported/000000.png")))
    #expect(try tool("import", "good", "--labels", "labels").code == 0)
    #expect(try maps("labels") == maps("good"))
    #expect(try String(contentsOfFile: folder("labels/notes.txt"), encoding: .utf8) == "mine")
    #expect(!folder.names.contains { $0.hasPrefix(".") }, "\(folder.names)")
    #expect(try tool("import", "good", "--labels", "labels").code == 73)
    #expect(try tool("import", "good", "--labels", "labels", "--overwrite").code == 0)
    #expect(FileManager.default.fileExists(atPath: folder("labels/notes.txt")))

    // A picture of the user with the name of a label image.
    try folder.makeFolder("pictures")
    try writeImage(folder("pictures/000003.png"))
    #expect(try tool("import", "good", "--labels", "pictures").code == 73)
  }
}
