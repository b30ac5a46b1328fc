import Foundation
import Imaging
import Media
import TestSupport
import Testing

/// Names, files and surroundings that no run should have to do with.
@Suite struct HostileRunTests {
  let folder: TemporaryFolder
  private let quick = ["--pipeline", "kmeans", "--progress", "none"]

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 12)
  }

  /// What a shell says to a script; `$T` is the program.
  private func shell(_ script: String) throws -> (code: Int32, error: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", script]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(["T": Tool.executable.path]) { $1 }
    let error = Pipe()
    process.standardError = error
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    let text = String(decoding: error.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus, text)
  }

  @Test("Names of one character and unusual names work", arguments: ["z", "é", "👩‍👩‍👧", " ", "a.", ".b", "a b", "ü.x"])
  func shortNames(_ name: String) throws {
    try FileManager.default.copyItem(atPath: folder("clip.mp4"), toPath: folder(name))
    for arguments in [
      ["segment", name, "--labels", "md5:m\(name)"], ["segment", "clip.mp4", "--labels", "md5:\(name)", "--overwrite"],
      ["segment", "clip.mp4", "--labels", "l/\(name)"], ["inspect", name],
    ] {
      let words = arguments[0] == "segment" ? arguments + quick : arguments
      let result = try folder.tool.run(words)
      if arguments[0] == "inspect" {
        // By then it holds digests.
        #expect(result.code == 65)
      } else {
        #expect(result.code == 0, "\(words): \(result.error)")
      }
    }
    #expect(try folder.tool("check", "l/\(name)", "clip.mp4").code == 0)
    let overlay = try folder.tool.run(["segment", "clip.mp4", "--overlay", name, "--overwrite"] + quick)
    #expect([64, 73].contains(overlay.code), "\(overlay.error)")
  }

  @Test("Names that are not UTF-8 are rejected with 64")
  func notUTF8() throws {
    for script in [
      #"n=$(printf 'a\377.mp4'); cp clip.mp4 "$n"; "$T" segment "$n" --labels null"#,
      #""$T" segment clip.mp4 --labels "$(printf 'o\200')""#,
    ] {
      let result = try shell(script)
      #expect(result.code == 64)
      #expect(result.error.contains("is not UTF-8; rename the file"), "\(result.error)")
    }
    #expect(!folder.names.contains { $0.hasPrefix("o") })
  }

  @Test("Too little address space is reported at once")
  func addressSpace() throws {
    let result = try shell("ulimit -v 700000; \"$T\" segment clip.mp4 --labels null")
    #expect(result.code == 64)
    #expect(result.error.contains("the address space is limited to 716 MB"), "\(result.error)")
  }

  @Test("Terminal control characters are escaped in all output")
  func escapes() throws {
    let name = "\u{1B}[31mred\u{9B}2J\u{202E}gpj.mp4"
    try FileManager.default.copyItem(atPath: folder("clip.mp4"), toPath: folder(name))
    for arguments in [
      ["inspect", name], ["inspect", name, "--json"], ["segment", name, "--labels", "l"] + quick,
      ["segment", name + "x", "--labels", "l", "--progress", "json"], ["segment", name + "x", "--labels", "l"] + quick,
      ["check", "l", name], ["segment", name, "--dry-run"], ["relabel", name],
      ["evaluate", "video", name, "--frames", name],
    ] {
      let result = try folder.tool.run(arguments)
      for text in [result.output, result.error] {
        #expect(
          !text.unicodeScalars.contains { "\u{1B}\u{9B}\u{202E}".unicodeScalars.contains($0) }, "\(arguments): \(text)")
      }
      if arguments.contains("--json") || arguments.contains("json") {
        // Escaped as JSON has it: a program reads the very name.
        let object = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        let word = object?["path"] as? String ?? object?["message"] as? String
        #expect(word?.contains(name) == true, "\(result.output)")
      }
      if arguments == ["inspect", name] { #expect(result.output.contains("\\u{1B}[31mred\\u{9B}2J\\u{202E}gpj.mp4")) }
    }
  }

  @Test("Pipes, devices and huge files in place of label files are not read")
  func strangeLabelFiles() throws {
    #expect(try folder.tool.run(["segment", "clip.mp4", "--labels", "l"] + quick).code == 0)
    for name in ["labels.json", "frames.csv"] {
      let path = folder("l/\(name)")
      try FileManager.default.moveItem(atPath: path, toPath: folder("kept"))
      for make in ["mkfifo", "truncate -s 5G", "ln -s /dev/zero"] {
        #expect(try shell("\(make) 'l/\(name)'").code == 0)
        for arguments in [["check", "l", "clip.mp4"], ["evaluate", "video", "l", "--frames", "clip.mp4"]] {
          let result = try folder.tool.run(arguments)
          #expect(result.code == 65, "\(make) \(name) \(arguments): \(result.error)")
          #expect(result.error.contains(name), "\(result.error)")
        }
        try FileManager.default.removeItem(atPath: path)
      }
      try FileManager.default.moveItem(atPath: folder("kept"), toPath: path)
    }
    for make in ["mkfifo", "truncate -s 5G", "ln -s /dev/zero"] {
      #expect(try shell("\(make) l/.checkpoint").code == 0)
      let result = try folder.tool.run(["segment", "clip.mp4", "--labels", "l", "--resume"] + quick)
      #expect(result.code == 73 && result.error.hasPrefix("tessera: error: l: "), "\(result.error)")
      try FileManager.default.removeItem(atPath: folder("l/.checkpoint"))
    }
  }

  @Test("A stopped run is not resumed if a file was changed, truncated or replaced by a link")
  func changedFiles() throws {
    // So many that the run can not be at its end before the signal comes; see `Tool.run`.
    try FileManager.default.removeItem(atPath: folder("clip.mp4"))
    try writeClip(folder("clip.mp4"), frames: 100)
    let command =
      [
        "segment", "clip.mp4", "--labels", "l", "--overlay", "o.mp4", "--progress", "json", "--set", "regions.window=4",
        "--checkpoint-every", "2",
      ] + small
    var isSent = false
    let stopped = try folder.tool.run(command) { output, process in
      guard !isSent, output.contains("\"index\":9,") else { return }
      isSent = true
      kill(process.processIdentifier, SIGKILL)
    }
    #expect(stopped.code == -SIGKILL)
    #expect(try shell("cp -r l before; cp .o.mp4.packets before.packets").code == 0)
    for (change, file) in [
      (": > l/000002.png", "l"), ("truncate -s -5 l/000003.png", "l"), ("rm l/000001.png", "l/000001.png"),
      ("rm l/000001.png; ln -s ../clip.mp4 l/000001.png", "l/000001.png"),
      ("printf x | dd of=l/.frames.csv.part bs=1 seek=100 conv=notrunc", "l/frames.csv"),
      ("printf x | dd of=l/.supervoxels.csv.part bs=1 seek=70 conv=notrunc", "l/supervoxels.csv"),
      ("printf x | dd of=.o.mp4.packets bs=1 seek=300 conv=notrunc", ".o.mp4.packets"),
      ("printf x | dd of=l/.supervoxels.mkv.packets bs=1 seek=300 conv=notrunc", "l/.supervoxels.mkv.packets"),
      // Written through, the other name's file would be lost.
      ("ln l/.frames.csv.part mine", "l/frames.csv"), ("ln .o.mp4.packets mine", ".o.mp4.packets"),
    ] {
      #expect(try shell("\(change) 2> /dev/null").code == 0, "\(change)")
      let mine = FileManager.default.contents(atPath: folder("mine"))
      let result = try folder.tool.run(command + ["--resume"])
      #expect(result.code == 73, "\(change): \(result.error)")
      #expect(result.error.contains("tessera: error: \(file): "), "\(change): \(result.error)")
      #expect(FileManager.default.contents(atPath: folder("mine")) == mine)
      #expect(
        try shell("rm -rf l mine; cp -r before l; rm -f .o.mp4.packets; cp before.packets .o.mp4.packets").code == 0)
    }
    let result = try folder.tool.run(command + ["--resume"])
    #expect(result.code == 0, "\(result.error)")
  }

  @Test("A gap too long for MP4 ends the run with a remedy; Matroska supports it")
  func gap() throws {
    let size = PictureSize(width: 32, height: 24)
    let writer = try VideoWriter(path: folder("gap.mkv"), size: size, timeBase: Rational(1, 1000))
    for ticks: Int64 in [0, 40, 80, 3_000_000_000, 3_000_000_040] {
      let picture = Picture(size: size, filledWith: RGBColor(red: 9, green: UInt8(ticks % 199), blue: 0))
      try writer.write(picture, at: MediaTime(ticks: ticks, timeBase: Rational(1, 1000)))
    }
    try writer.finish()
    let result = try folder.tool.run(["segment", "gap.mkv", "--overlay", "o.mp4", "--labels", "l"] + quick)
    #expect(result.code == 73)
    #expect(result.error.contains("this format can not represent that; use .mkv"), "\(result.error)")
    // What came before is whole.
    let source = try openFrames(MediaInput.resolve(folder("o.mp4")))
    var count = 0
    while try source.next() != nil { count += 1 }
    #expect(count == 3)
    #expect(try folder.tool.run(["segment", "gap.mkv", "--overlay", "o.mkv"] + quick).code == 0)
  }
}
