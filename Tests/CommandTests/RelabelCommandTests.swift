import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// `tessera relabel`, on labels of a clip that was really segmented.
@Suite struct RelabelCommandTests {
  let folder: TemporaryFolder
  private static let frames = 12

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: Self.frames, width: 160, height: 120)
  }

  private func segment(_ labels: String, _ more: String...) throws {
    let result = try folder.tool.run(
      ["segment", "clip.mp4", "--labels", labels, "--overlay", "null", "--set", "regions.window=4"] + small + more)
    #expect(result.code == 0, "\(result.error)")
  }

  private func relabel(_ arguments: String...) throws -> Tool.Result {
    try folder.tool.run(["relabel"] + arguments + ["--progress", "none"])
  }

  private func maps(_ name: String) throws -> [[UInt16]] {
    guard name.hasSuffix(".mkv") else {
      return try (0..<Self.frames).map {
        try LabelImage.read(path: folder(String(format: "%@/%06d.png", name, $0))).labels
      }
    }
    let reader = try RegionVideoReader(path: folder(name))
    var maps: [[UInt16]] = []
    while let (map, _) = try reader.next() { maps.append(map.ids.map { UInt16($0) }) }
    return maps
  }

  /// Whether each region of `fine` is in one of `coarse`, in one frame.
  private func isUnion(_ coarse: [UInt16], of fine: [UInt16]) -> Bool {
    var owner: [UInt16: UInt16] = [:]
    return zip(fine, coarse).allSatisfy { fine, coarse in
      defer { owner[fine] = coarse }
      return owner[fine] ?? coarse == coarse
    }
  }

  /// Regions with more than a thousandth of a frame, on average.
  private func mean(_ maps: [[UInt16]]) -> Double {
    let counts = maps.map { map in
      map.reduce(into: [UInt16: Int]()) { $0[$1, default: 0] += 1 }.values.count { $0 * 1000 > map.count }
    }
    return Double(counts.reduce(0, +)) / Double(counts.count)
  }

  @Test("Without a number and a scale, the regions and their numbers are those of the run", arguments: [2, 4, 9])
  func same(regions: Int) throws {
    try segment("labels", "--regions", "\(regions)")
    #expect(try relabel("labels", "--labels", "again").code == 0)
    #expect(try maps("again") == maps("labels"))
    #expect(try relabel("again", "--labels", "twice.mkv").code == 0)
    #expect(try maps("twice.mkv") == maps("labels"))
  }

  @Test("Without a number and a scale, the regions keep their colors, with and without the pictures")
  func colors() throws {
    try segment("labels", "--regions", "4")
    let colors = try colors("labels")
    #expect(colors.count >= 4)
    #expect(try relabel("labels", "--labels", "plain").code == 0)
    #expect(try self.colors("plain") == colors)
    #expect(try relabel("labels", "--labels", "drawn", "--overlay", "drawn.mp4").code == 0)
    #expect(try self.colors("drawn") == colors)
  }

  /// By track ID.
  private func colors(_ labels: String) throws -> [Int: String] {
    let data = try Data(contentsOf: URL(fileURLWithPath: folder(labels + "/labels.json")))
    let table = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let tracks = try #require(table["identities"] as? [[String: Any]])
    let pairs = tracks.compactMap { track in
      (track["identity"] as? Int).flatMap { number in (track["color"] as? String).map { (number, $0) } }
    }
    return Dictionary(pairs) { first, _ in first }
  }

  @Test("Overlay settings can be changed; otherwise those of the run are kept")
  func look() throws {
    try segment("labels", "--regions", "4")
    for more in [[], ["--style", "outlines"], ["--opacity", "1", "--set", "overlay.numbers=true"]] {
      let name = "o\(more.count).mkv"
      let result = try folder.tool.run(["relabel", "labels", "--overlay", name, "--progress", "none"] + more)
      #expect(result.code == 0, "\(result.error)")
    }
    let pictures = try ["o0.mkv", "o2.mkv", "o4.mkv"].map { name in
      try #require(try openFrames(MediaInput.resolve(folder(name))).next()).picture.bytes
    }
    #expect(Set(pictures).count == 3)
    for words in [["--style", "tint", "--labels", "l"], ["--overlay", "o.mkv", "--set", "regions.count=3"]] {
      #expect(try folder.tool.run(["relabel", "labels"] + words).code == 64)
    }
    #expect(mean(try maps("labels")) <= 6)
    #expect(try folder.tool.run(["segment", "clip.mp4", "--regions", "4", "--pipeline", "clusters"]).code == 64)
  }

  @Test("Neither the labels nor their files are overwritten")
  func ownFiles() throws {
    try segment("labels.mkv")
    try segment("labels")
    let before = try maps("labels.mkv")
    #expect(try relabel("labels.mkv", "--overlay", "labels.mkv", "--overwrite").code == 73)
    #expect(try relabel("labels", "--labels", "md5:labels/000000.png", "--overwrite").code == 73)
    #expect(try maps("labels.mkv") == before)
  }

  @Test("A truncated table is an error; other line ends are not")
  func cutTables() throws {
    try segment("labels")
    for name in ["frames.csv", "supervoxels.csv"] {
      let text = try String(contentsOfFile: folder("labels/" + name), encoding: .utf8)
      let lines = text.split(separator: "\n")
      try (lines.prefix(6).joined(separator: "\n") + "\n").write(
        toFile: folder("labels/" + name), atomically: true, encoding: .utf8)
      #expect(try relabel("labels", "--labels", "null").code == 65, "\(name)")
      try text.dropLast(2).write(toFile: folder("labels/" + name), atomically: true, encoding: .utf8)
      if name == "supervoxels.csv" { #expect(try relabel("labels", "--labels", "null").code == 65) }
      try text.replacing("\n", with: "\r\n").write(
        toFile: folder("labels/" + name), atomically: true, encoding: .utf8)
      #expect(try relabel("labels", "--labels", "null").code == 0, "\(name)")
    }
  }

  @Test("A region of any cut is a union of those of a finer one, and there are as many as were asked for")
  func unions() throws {
    try segment("fine")
    var finer = try maps("fine/supervoxels.mkv")
    for count in [9, 6, 4, 2, 1] {
      let result = try relabel("fine", "--regions", "\(count)", "--labels", "to\(count)")
      #expect(result.code == 0, "\(result.error)")
      let labels = try maps("to\(count)")
      #expect(zip(labels, finer).allSatisfy { isUnion($0, of: $1) })
      #expect((Double(count) - 1...Double(count)).contains(mean(labels)), "\(mean(labels)) for \(count)")
      // Numbered in the order of appearance.
      let first = labels.flatMap { Set($0).sorted() }.reduce(into: [UInt16]()) { if !$0.contains($1) { $0.append($1) } }
      #expect(first.sorted() == Array(1...UInt16(first.count)))
      finer = labels
    }
  }

  @Test("Cut at the level of the run, the labels are those of the run")
  func same() throws {
    try segment("fine", "--set", "regions.scale=0.02")
    let result = try relabel("fine", "--labels", "again")
    #expect(result.code == 0, "\(result.error)")
    for (a, b) in zip(try maps("fine"), try maps("again")) { #expect(isUnion(a, of: b) && isUnion(b, of: a)) }
    let levels = try ["fine", "again"].map { name in
      try String(contentsOfFile: folder(name + "/frames.csv"), encoding: .utf8).split(separator: "\n")
        .map { $0.split(separator: ",").last }
    }
    #expect(levels[0] == levels[1] && levels[0].count == Self.frames + 1)
  }

  @Test("Relabeled results are complete, and can be checked, evaluated and relabeled")
  func chain() throws {
    try segment("fine.mkv")
    let first = try relabel("fine.mkv", "--regions", "5", "--labels", "five", "--overlay", "five.mp4")
    #expect(first.code == 0, "\(first.error)")
    let second = try relabel("five", "--regions", "3", "--labels", "three.mkv")
    #expect(second.code == 0, "\(second.error)")
    let direct = try relabel("fine.mkv", "--regions", "3", "--labels", "direct.mkv")
    #expect(direct.code == 0)
    #expect(try maps("three.mkv") == maps("direct.mkv"))
    for name in ["five", "three.mkv"] {
      #expect(try folder.tool("check", name, "clip.mp4").code == 0)
      #expect(try folder.tool("evaluate", "video", name, "--frames", "clip.mp4").code == 0)
    }
    for table in ["five/supervoxels.csv", "three.supervoxels.csv"] {
      #expect(FileManager.default.contentsEqual(atPath: folder(table), andPath: folder("fine.supervoxels.csv")))
    }
    #expect(try maps("five/supervoxels.mkv") == maps("fine.supervoxels.mkv"))
    let video = try openFrames(MediaInput.resolve(folder("five.mp4")))
    for index in 0..<Self.frames { #expect(try video.next()?.time == clipTime(index)) }
  }

  @Test("Labels do not overwrite their source, nor other labels by default")
  func targets() throws {
    try segment("fine")
    for more in [[], ["--overwrite"]] {
      #expect(try folder.tool.run(["relabel", "fine", "--regions", "2", "--labels", "fine"] + more).code == 73)
    }
    #expect(try relabel("fine", "--regions", "2", "--labels", "two").code == 0)
    #expect(try relabel("fine", "--regions", "2", "--labels", "two").code == 73)
    #expect(try relabel("fine", "--regions", "3", "--labels", "two", "--overwrite").code == 0)
    #expect(try folder.tool("relabel", "fine", "--regions", "0", "--labels", "x").code == 64)
    #expect(try folder.tool("relabel", "fine", "--regions", "2", "--scale", "1", "--labels", "x").code == 64)
    #expect(try folder.tool("relabel", "fine", "--regions", "2").code == 64)
  }

  @Test("Pictures that were not segmented are rejected")
  func otherInput() throws {
    try segment("fine")
    try writeClip(folder("short.mp4"), frames: 5, width: 160, height: 120)
    try writeClip(folder("small.mp4"), frames: Self.frames)
    for name in ["short.mp4", "small.mp4", "missing.mp4"] {
      let result = try relabel("fine", "--overlay", "o.mp4", "--input", name, "--overwrite")
      #expect(result.code == 65 && result.error.contains(name), "\(result.error)")
    }
  }

  @Test("The regions of labels without supervoxels are merged, and a note says so; half of the supervoxels is damage")
  func without() throws {
    try segment("bare", "--set", "labels.supervoxels=false")
    #expect(!FileManager.default.fileExists(atPath: folder("bare/supervoxels.csv")))
    let scaled = try relabel("bare", "--scale", "2", "--labels", "x")
    #expect(scaled.code == 65 && scaled.error.contains("supervoxels.mkv"), "\(scaled.error)")
    let merged = try relabel("bare", "--regions", "2", "--labels", "two")
    #expect(merged.code == 0 && merged.error.contains("bare has no supervoxels"), "\(merged.error)")
    #expect(try zip(maps("two"), maps("bare")).allSatisfy { isUnion($0, of: $1) })
    try Data().write(to: URL(fileURLWithPath: folder("bare/supervoxels.csv")))
    let half = try relabel("bare", "--regions", "2", "--labels", "x")
    #expect(half.code == 65 && half.error.contains("supervoxels.mkv"), "\(half.error)")
    #expect(try relabel("nothing", "--regions", "2", "--labels", "x").code == 65)
  }

  @Test("Damaged tables and maps are named, with the line")
  func damaged() throws {
    try segment("fine")
    let table = folder("fine/supervoxels.csv")
    let whole = try String(contentsOfFile: table, encoding: .utf8)
    let title = whole.split(separator: "\n")[0]
    let columns = "number,slot,frame,shot,joins,level"
    for (text, words) in [
      ("", "empty"), ("x\n", "line 1"), ("number\n", "line 1"),
      ("# tessera supervoxels, format 9, working size 4x4\n", "format 9"),
      ("# tessera supervoxels, format 1, working size 0x4\n", "line 1"), ("\(title)\nnumber\n", "line 2"),
      ("\(title)\n\(columns)\n", "no supervoxel"), ("\(title)\n\(columns)\n1,1,0,0,,inf\n", "line 3"),
      ("\(title)\n\(columns)\n0,1,0,0,0,1\n", "line 3"), ("\(title)\n\(columns)\n0,1,0,0,,nan\n", "line 3"),
      ("\(title)\n\(columns)\n" + String(repeating: "9", count: 10_000), "line 3"),
    ] {
      try text.write(toFile: table, atomically: true, encoding: .utf8)
      let result = try relabel("fine", "--regions", "2", "--labels", "out", "--overwrite")
      #expect(result.code == 65 && result.error.contains(words), "\(result.error)")
      #expect(result.error.contains("fine/supervoxels.csv"), "\(result.error)")
    }
    try FileManager.default.removeItem(atPath: table)
    #expect(mkfifo(table, 0o600) == 0)
    #expect(try relabel("fine", "--regions", "2", "--labels", "out", "--overwrite").code == 65)
    try FileManager.default.removeItem(atPath: table)
    try whole.write(toFile: table, atomically: true, encoding: .utf8)

    let maps = URL(fileURLWithPath: folder("fine/supervoxels.mkv"))
    let bytes = try Data(contentsOf: maps)
    for length in [0, 100, bytes.count / 2] {
      try bytes.prefix(length).write(to: maps)
      let result = try relabel("fine", "--scale", "1", "--labels", "out", "--overwrite")
      #expect(result.code == 65 && result.error.contains("fine/supervoxels.mkv"), "\(result.error)")
    }
    try bytes.write(to: maps)
    #expect(try relabel("fine", "--regions", "2", "--labels", "out", "--overwrite").code == 0)
  }

  @Test("With any damage relabel exits regularly")
  func mutated() throws {
    try segment("fine")
    var mutation = Mutation(seed: 11)
    for name in ["supervoxels.csv", "supervoxels.mkv", "frames.csv", "labels.json", "pipeline.yaml"] {
      let file = URL(fileURLWithPath: folder("fine/" + name))
      let bytes = try Data(contentsOf: file)
      for _ in 0..<12 {
        let damaged = name.hasSuffix(".mkv") ? mutation.of(Array(bytes)) : mutation.ofText(Array(bytes))
        try Data(damaged).write(to: file)
        let result = try relabel("fine", "--regions", "3", "--labels", "null")
        #expect([0, 65, 70].contains(result.code), "\(name): \(result.code) \(result.error)")
      }
      try bytes.write(to: file)
    }
  }
}
