import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct OutputCommandTests {
  /// Runs a line of the shell in the folder; `$tessera` is the program.
  private func shell(_ line: String, in folder: TemporaryFolder) throws -> (code: Int32, output: Data, error: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["tessera": Tool.executable.path]) { $1 }
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    let errors = folder(".stderr")
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: errors) }
    process.standardError = FileHandle(forWritingAtPath: errors)
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, data, try String(contentsOfFile: errors, encoding: .utf8))
  }

  private var options: String { small.joined(separator: " ") }

  @Test("--overlay - is a Matroska stream, and nothing else is on standard output", arguments: ["auto", "json"])
  func standardOutput(progress: String) throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"))
    let (code, output, error) = try shell(
      "\"$tessera\" segment clip.mp4 --overlay - --progress \(progress) \(options)", in: folder)
    #expect(code == 0, "\(error)")
    #expect(output.starts(with: [0x1A, 0x45, 0xDF, 0xA3]))
    try output.write(to: URL(fileURLWithPath: folder("piped.mkv")))
    let source = try openFrames(MediaInput.resolve(folder("piped.mkv")))
    var times: [Double] = []
    while let frame = try source.next() { times.append(frame.time.seconds) }
    #expect(times == (0..<8).map { clipTime($0).seconds })
    #expect(source.warnings.isEmpty)
    #expect(error.contains("standard output (8 frames)"))
    #expect(folder.names == ["clip.mp4", "piped.mkv"])
  }

  @Test("A closed pipe is an error of the output, and the labels are kept")
  func closedPipe() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 200)
    let (_, output, error) = try shell(
      "(\"$tessera\" segment clip.mp4 --overlay - --labels out \(options); echo $? > code) | head -c 1000 | wc -c",
      in: folder)
    #expect(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines) == "1000")
    #expect(try String(contentsOfFile: folder("code"), encoding: .utf8) == "73\n")
    #expect(error.contains("standard output: the program reading it has ended"))
    let rows = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8).split(separator: "\n").count - 1
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("out"))
    #expect((1..<200).contains(rows))
    #expect(names.count { $0.hasSuffix(".png") } == rows)
    #expect(names.contains("labels.json") && !names.contains { $0.hasSuffix(".part") })
  }

  @Test("A file size limit ends the run with 73, not with a signal")
  func limitedFile() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 100, width: 640, height: 480)
    let (code, _, error) = try shell(
      "ulimit -f 40; \"$tessera\" segment clip.mp4 --overlay out.mkv --size 60 --set overlay.crf=0 \(options)",
      in: folder)
    #expect(code == 73)
    #expect(error.contains("out.mkv"))
    // What is hidden is for --resume.
    #expect(folder.names.filter { !$0.hasPrefix(".") } == ["clip.mp4"])
  }

  @Test(
    "Default outputs are written to the current folder, independent of the input's", arguments: ["..", "../shots"])
  func defaultNames(input: String) throws {
    let folder = try TemporaryFolder()
    for name in ["parent/work", "parent/shots"] { try folder.makeFolder(name) }
    for index in 0..<2 {
      try writeImage(folder("parent/\(index).png"), index: index)
      try writeImage(folder("parent/shots/\(index).png"), index: index)
    }
    let result = try Tool(folder: folder("parent/work")).run(["segment", input] + small)
    #expect(result.code == 0, "\(result.error)")
    let name = input == ".." ? "parent" : "shots"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder("parent/work")).sorted()
    #expect(names == ["\(name).labels", "\(name).overlay.mp4"])
    #expect(folder.names == ["parent"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("parent")).count == 4)
  }

  @Test(
    "The overlay stream has the same pictures as the overlay file",
    arguments: [(64, 48), (37, 21)])
  func pictureStreams(width: Int, height: Int) throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("shots")
    for index in 0..<8 { try writeImage(folder("shots/\(index).png"), width: width, height: height, index: index) }
    func frames(_ name: String, _ options: InputOptions = InputOptions()) throws -> [Picture] {
      let source = try openFrames(MediaInput.resolve(folder(name)), options: options)
      var pictures: [Picture] = []
      while let frame = try source.next() { pictures.append(frame.picture) }
      return pictures
    }
    for overlay in ["y4m:-", "raw:-"] {
      let result = try folder.tool.run(
        ["segment", "shots", "--overlay", overlay, "--labels", "null", "--set", "overlay.outlines=false"] + small,
        outputTo: folder("out." + overlay.prefix(3)))
      #expect(result.code == 0 && result.error.contains("8 frames, without times and sound"), "\(result.error)")
    }
    let raw = try Data(contentsOf: URL(fileURLWithPath: folder("out.raw")))
    #expect(raw.count == 8 * 3 * width * height)
    let pictures = try frames("out.y4m")
    #expect(pictures.count == 8)
    for (index, picture) in pictures.enumerated() {
      #expect(picture.size == PictureSize(width: width, height: height))
      // Luma has no subsampling: it is that of the bare pictures, to the rounding of 8 bits. (Where the chroma of lively
      // lines is spread over neighbors, RGB is clipped, and luma is not: there are no lines.)
      for n in stride(from: 0, to: width * height, by: 7) {
        func luma(_ rgb: [UInt8]) -> Double { 0.299 * Double(rgb[0]) + 0.587 * Double(rgb[1]) + 0.114 * Double(rgb[2]) }
        let place = 3 * (index * width * height + n)
        let (one, other) = (luma(Array(raw[place..<(place + 3)])), luma(Array(picture.bytes[(3 * n)..<(3 * n + 3)])))
        #expect(abs(one - other) <= 12, "\(index), \(n)")
      }
    }
  }

  @Test("A stream without times declares the measured or the requested rate")
  func rate() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mkv"), frames: 30)
    let input = try Array(Data(contentsOf: URL(fileURLWithPath: folder("clip.mkv"))))
    func rate(_ word: String, _ more: [String] = []) throws -> Double {
      let result = try folder.tool.run(
        ["segment", word, "--overlay", "y4m:-", "--pipeline", "kmeans"] + more, input: word == "-" ? input : [],
        outputTo: folder("out.y4m"))
      #expect(result.code == 0, "\(result.error)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder("out.y4m")))
      let header = String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self)
      let field = try #require(header.split(separator: " ").first { $0.hasPrefix("F") })
      let parts = field.dropFirst().split(separator: ":").compactMap { Double($0) }
      return parts[0] / parts[1]
    }
    let average = 29 / (clipTime(29).seconds - clipTime(0).seconds)
    for word in ["clip.mkv", "-"] {
      #expect(abs(try rate(word) / average - 1) < 0.05, "\(word)")
      #expect(abs(try rate(word, ["--every", "3"]) * 3 / average - 1) < 0.1, "\(word)")
      #expect(try rate(word, ["--fps", "12"]) == 12)
    }
  }

  @Test("Standard output is not mixed with messages, whenever the run fails")
  func pureStandardOutput() throws {
    let folder = try TemporaryFolder()
    for words in [["--overlay", "y4m:-"], ["--overlay", "-"], ["--labels", "md5"]] {
      let result = try folder.tool.run(["segment", "none.mp4", "--progress", "json"] + words)
      #expect(result.code == 65 && result.output.isEmpty && result.error.contains("none.mp4"))
    }
  }

  @Test("Only one result can go to standard output, and labels need a name")
  func refusals() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 2)
    let both = try folder.tool("segment", "clip.mp4", "--overlay", "-", "--labels", "md5")
    #expect(both.code == 73 && both.error.contains("standard output: is named for two outputs"))
    let labels = try folder.tool("segment", "clip.mp4", "--labels", "-")
    #expect(labels.code == 64 && labels.error.contains("--labels -: labels are written as"))
    #expect(both.output.isEmpty && labels.output.isEmpty)
    #expect(folder.names == ["clip.mp4"])
  }

  @Test("A label video has the values and the figures of the label folder")
  func labelVideo() throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"))
    for labels in ["out", "out.mkv"] {
      let result = try folder.tool.run(["segment", "clip.mp4", "--labels", labels] + small)
      #expect(result.code == 0, "\(result.error)")
    }
    #expect(
      folder.names == [
        "clip.mp4", "out", "out.csv", "out.json", "out.mkv", "out.supervoxels.csv", "out.supervoxels.mkv", "out.yaml",
      ])
    let reader = try RegionVideoReader(path: folder("out.mkv"))
    for index in 0..<8 {
      let image = try LabelImage.read(path: folder("out/00000\(index).png"))
      let (map, time) = try #require(try reader.next())
      #expect(map.ids == image.labels.map(UInt32.init))
      #expect(time == clipTime(index))
    }
    for (a, b) in [("out/frames.csv", "out.csv"), ("out/labels.json", "out.json"), ("out/pipeline.yaml", "out.yaml")] {
      var files = try [a, b].map { String(decoding: try written(folder($0)), as: UTF8.self) }
      // A video has no label images.
      if a.hasSuffix("frames.csv") { files[0] = files[0].replacing(#/\d{6}\.png/#, with: "") }
      #expect(files[0] == files[1])
    }
    let figures = try ["out", "out.mkv"].map {
      try folder.tool("evaluate", "video", $0, "--frames", "clip.mp4", "--json").output
    }
    #expect(!figures[0].isEmpty && figures[0] == figures[1])
    #expect(try folder.tool("evaluate", "video", "out.mkv", "--frames", "clip.mp4", "--limit", "3").code == 0)
  }
}

@Suite struct CheckCommandTests {
  private func segmented(_ labels: String, _ more: String..., frames: Int = 20) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: frames)
    let result = try folder.tool.run(["segment", "clip.mp4", "--labels", labels] + small + more)
    #expect(result.code == 0, "\(result.error)")
    return folder
  }

  @Test("Matching labels pass the check", arguments: ["out", "out.mkv"])
  func fits(labels: String) throws {
    for more in [[], ["--every", "3"], ["--start", "0.3", "--duration", "0.3"], ["--max-frames", "4"]] {
      let folder = try TemporaryFolder()
      try writeClip(folder("clip.mp4"), frames: 20)
      #expect(try folder.tool.run(["segment", "clip.mp4", "--labels", labels] + small + more).code == 0)
      let result = try folder.tool("check", labels, "clip.mp4")
      #expect(result.code == 0, "\(result.output)\(result.error)")
      let frames = more.isEmpty ? "frame of clip.mp4" : "selected frame of clip.mp4 (\(more.joined(separator: " ")))"
      #expect(result.output.contains("one for every \(frames), with its time and size (64×48)"))
    }
  }

  @Test("Labels of another video with equal times and size fail the check", arguments: ["out", "out.mkv"])
  func otherFilm(labels: String) throws {
    let folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 20)
    #expect(try folder.tool.run(["segment", "clip.mp4", "--labels", labels] + small).code == 0)
    // The same film by another name, and coded anew.
    try FileManager.default.moveItem(atPath: folder("clip.mp4"), toPath: folder("moved.mp4"))
    try writeClip(folder("again.mp4"), frames: 20, encoding: EncodingSettings(crf: 30))
    for same in ["moved.mp4", "again.mp4"] {
      let result = try folder.tool("check", labels, same)
      #expect(result.code == 0, "\(result.output)\(result.error)")
    }
    try writeClip(folder("other.mp4"), frames: 20, shift: 30)
    let other = try folder.tool("check", labels, "other.mp4")
    #expect(other.code == 65)
    #expect(other.output.contains("is not the picture that was segmented, of clip.mp4"))
  }

  @Test("Images and their labels pass, too")
  func images() throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("shots")
    for index in 0..<3 { try writeImage(folder("shots/frame_000\(index).png"), index: index) }
    #expect(try folder.tool.run(["segment", "shots", "--labels", "out"] + small).code == 0)
    #expect(try folder.tool("check", "out", "shots").code == 0)
  }

  @Test("All differences are counted and the first listed: times, sizes, missing, damaged or excess maps")
  func differences() throws {
    let folder = try segmented("out")
    func expect(_ text: String, _ change: () throws -> Void) throws {
      let before = folder("before")
      try FileManager.default.copyItem(atPath: folder("out"), toPath: before)
      try change()
      let result = try folder.tool("check", "out", "clip.mp4")
      #expect(result.code == 65)
      #expect(result.output.contains(text), "\(result.output)\(result.error)")
      #expect(result.error.contains("out: does not match the 20 frames of clip.mp4"))
      try FileManager.default.removeItem(atPath: folder("out"))
      try FileManager.default.moveItem(atPath: before, toPath: folder("out"))
    }
    let csv = try String(contentsOfFile: folder("out/frames.csv"), encoding: .utf8)
    try expect("frame 7 at 0.287 s (287 × 1/1000 s): the index has it at 0.288 s (288 × 1/1000 s)") {
      try csv.replacingOccurrences(of: "\n7,287,", with: "\n7,288,").write(
        toFile: folder("out/frames.csv"), atomically: true, encoding: .utf8)
    }
    try expect("frame 3 at 0.120 s: there is no label map") { unlink(folder("out/000003.png")) }
    try expect("after the last frame there are 1 more label maps") {
      try FileManager.default.copyItem(atPath: folder("out/000003.png"), toPath: folder("out/000020.png"))
    }
    try expect("frame 4 at 0.167 s: is 64×48, its label map 32×24") { try writeLabels(folder("out/000004.png")) }
    try expect("frame 5 at 0.214 s: ") { try folder.write(Array("no image".utf8), to: "out/000005.png") }
    try expect("frame 19 at 0.767 s: is not in the index") {
      try csv.split(separator: "\n").dropLast().joined(separator: "\n").write(
        toFile: folder("out/frames.csv"), atomically: true, encoding: .utf8)
    }
    #expect(try folder.tool("check", "out", "clip.mp4").code == 0)
    // Labels of another clip differ in many places: ten are named.
    try writeClip(folder("other.mp4"), frames: 30, width: 32)
    let other = try folder.tool("check", "out", "other.mp4")
    #expect(other.code == 65 && other.output.split(separator: "\n").count == 11)
    #expect(other.output.contains("and 20 more"))
  }

  @Test("Unreadable files are input errors")
  func unreadable() throws {
    let folder = try segmented("out", frames: 3)
    try Data("index,pts\n".utf8).write(to: URL(fileURLWithPath: folder("out/frames.csv")))
    let index = try folder.tool("check", "out", "clip.mp4")
    #expect(index.code == 65 && index.error.contains("out/frames.csv: line 1: "))
    try Data("index,pts,time_base\n0,x,1/0\n".utf8).write(to: URL(fileURLWithPath: folder("out/frames.csv")))
    #expect(try folder.tool("check", "out", "clip.mp4").error.contains("out/frames.csv: line 2: "))
    try Data("{\"selection\": {\"start\": -1, \"every\": 0}}".utf8)
      .write(to: URL(fileURLWithPath: folder("out/labels.json")))
    #expect(try folder.tool("check", "out", "clip.mp4").error.contains("out/labels.json: is not a table"))
    #expect(try folder.tool("check", "missing", "clip.mp4").code == 65)
    #expect(try folder.tool("check", "clip.mp4", "clip.mp4").code == 65)
  }

  private func writeLabels(_ path: String) throws {
    let map = LabelMap(size: PictureSize(width: 32, height: 24), filledWith: 1)
    try Data(LabelImage.gray16PNG(map)).write(to: URL(fileURLWithPath: path))
  }
}
