import Foundation
import Media
import TestSupport
import Testing

/// A film that is segmented in parts.
@Suite struct JobTests {
  private let folder: TemporaryFolder
  private let settings = ["--pipeline", "preview", "--regions", "4"] + small

  init() throws { folder = try TemporaryFolder() }

  /// Three shots, of which the first returns.
  private func writeFilm() throws {
    try? FileManager.default.removeItem(atPath: folder("film.mp4"))
    try CommandTests.writeFilm(folder("film.mp4"), [(0, 30), (1, 22), (0, 19), (2, 40), (3, 25)])
  }

  private func run(_ words: String...) throws -> Tool.Result { try folder.tool.run(words) }

  private func plan(_ chunks: String, _ more: String...) throws {
    let result = try folder.tool.run(
      ["plan", "film.mp4", "--chunks", chunks, "--out", "job", "--overwrite"] + settings + more)
    #expect(result.code == 0, "\(result.error)")
  }

  private func segment(_ chunk: Int) throws {
    let result = try run("segment", "--job", "job", "--chunk", "\(chunk)", "--progress", "none")
    #expect(result.code == 0, "\(result.error)")
  }

  private func chunks() throws -> Int {
    let text = try Data(contentsOf: URL(fileURLWithPath: folder("job/plan.json")))
    let plan = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
    return try #require(plan["chunks"] as? [Any]).count
  }

  private func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: folder(name))) }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder(name)).sorted()
  }

  @Test("Where cuts are the seams, labels are those of one process, byte for byte", arguments: ["1", "2", "3", "6"])
  func sameBytes(_ count: String) throws {
    try writeFilm()
    let one = try folder.tool.run(["segment", "film.mp4", "--labels", "one", "--progress", "none"] + settings)
    #expect(one.code == 0, "\(one.error)")
    try plan(count)
    let number = try chunks()
    // Some of the cuts are between shots that look alike.
    #expect(count == "6" ? (3...6).contains(number) : number == Int(count))
    for chunk in (0..<number).reversed() { try segment(chunk) }
    #expect(try run("merge", "job", "--labels", "many").code == 0)
    #expect(try files("one") == files("many"))
    for name in try files("one") where !name.hasSuffix(".mkv") {
      #expect(try written(folder("one/" + name)) == written(folder("many/" + name)), "\(name)")
    }
    #expect(try run("check", "many", "film.mp4").code == 0)
    // What was merged can be relabeled, with the same cut to the same labels.
    for name in ["one", "many"] {
      #expect(try run("relabel", name, "--labels", "md5:\(name).md5", "--regions", "3", "--progress", "none").code == 0)
    }
    #expect(try bytes("one.md5") == bytes("many.md5"))
  }

  @Test("A chunk that is killed, repeated or run twice at once is the same, whole or not there")
  func repeated() throws {
    try writeFilm()
    try plan("2")
    try segment(0)
    let first = try bytes("job/chunks/000000.chunk")
    // There already.
    let again = try run("segment", "--job", "job", "--chunk", "0")
    #expect(again.code == 0 && again.output.contains("nothing to do"))
    try FileManager.default.removeItem(atPath: folder("job/chunks/000000.chunk"))

    let processes = (0..<2).map { _ in
      let process = Process()
      process.executableURL = Tool.executable
      process.arguments = ["segment", "--job", folder("job"), "--chunk", "0", "-q"]
      return process
    }
    for process in processes { try process.run() }
    for process in processes {
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(try bytes("job/chunks/000000.chunk") == first)
    #expect(try files("job/chunks") == ["000000.chunk"])

    // Killed as soon as it writes.
    let killed = Process()
    killed.executableURL = Tool.executable
    killed.arguments = ["segment", "--job", folder("job"), "--chunk", "1", "-q"]
    try killed.run()
    while killed.isRunning, try !files("job/chunks").contains(where: { $0.hasSuffix(".part") }) {}
    kill(killed.processIdentifier, SIGKILL)
    killed.waitUntilExit()
    #expect(try !files("job/chunks").contains("000001.chunk"))
    let merged = try run("merge", "job", "--labels", "many")
    #expect(merged.code == 65 && merged.error.contains("segment --job job --chunk 1"), "\(merged.error)")
    try segment(1)
    // What a killed worker leaves is removed by its age.
    #expect(try files("job/chunks").filter { $0.hasSuffix(".part") || $0.hasSuffix(".progress") }.count <= 2)
    #expect(try run("merge", "job", "--labels", "many").code == 0)
  }

  @Test("A shot that is longer than a chunk is divided, and its regions go on behind the seam")
  func divided() throws {
    try CommandTests.writeFilm(folder("film.mp4"), [(0, 400), (1, 20)])
    try plan("3")
    let number = try chunks()
    #expect(number >= 3)
    for chunk in 0..<number { try segment(chunk) }
    let merged = try run("merge", "job", "--labels", "many", "--progress", "none")
    #expect(merged.code == 0, "\(merged.error)")
    let line = try #require(
      merged.output.split(separator: "\n").first { $0.hasPrefix("regions that go on at the seams") })
    let share = try #require(line.firstMatch(of: /: ([0-9.]+) %/).flatMap { Double($0.1) })
    #expect(share >= 98, "\(line)")
    #expect(try run("check", "many", "film.mp4").code == 0)
    // The same, whatever the order of the chunks.
    let digests = try run("merge", "job", "--labels", "md5").output
    for chunk in (0..<number).reversed() {
      try FileManager.default.removeItem(atPath: folder("job/chunks/\(String(format: "%06d", chunk)).chunk"))
      try segment(chunk)
    }
    #expect(try run("merge", "job", "--labels", "md5").output == digests)
  }

  @Test("Without responses of networks, which differ, a divided shot has the labels of one process, also if it returns")
  func dividedExactly() throws {
    try CommandTests.writeFilm(folder("film.mp4"), [(0, 180), (1, 20), (0, 150)])
    let colors = ["--set", "regions.network=0"]
    let one = try folder.tool.run(
      ["segment", "film.mp4", "--labels", "md5:one.md5", "--progress", "none"] + settings + colors)
    #expect(one.code == 0, "\(one.error)")
    let planned = try folder.tool.run(
      ["plan", "film.mp4", "--chunks", "4", "--out", "job", "--progress", "none"] + settings + colors)
    #expect(planned.code == 0, "\(planned.error)")
    #expect(try String(decoding: bytes("job/plan.json"), as: UTF8.self).contains("warm-up"))
    for chunk in 0..<(try chunks()) { try segment(chunk) }
    #expect(try run("merge", "job", "--labels", "md5:many.md5", "--progress", "none").code == 0)
    #expect(try bytes("one.md5") == bytes("many.md5"))
  }

  @Test("Damaged and forged chunks and plans are errors that name the file, never more")
  func hostile() throws {
    try writeFilm()
    try plan("2")
    for chunk in 0..<2 { try segment(chunk) }
    let (good, plan) = (try bytes("job/chunks/000001.chunk"), try bytes("job/plan.json"))
    let url = URL(fileURLWithPath: folder("job/chunks/000001.chunk"))
    var damaged: [Data] = [Data(), good.prefix(10), good.prefix(good.count / 2), good.dropLast(), good + Data([0])]
    for place in stride(from: 20, to: good.count, by: good.count / 8) {
      var bytes = good
      bytes[place] ^= 0x55
      damaged.append(bytes)
    }
    // A length of four gigabytes.
    let head = (good.firstRange(of: Data("}\n".utf8))?.upperBound ?? 0)
    damaged.append(good.prefix(head) + Data([0xFF, 0xFF, 0xFF, 0xFF]) + good.dropFirst(head + 4))
    for (number, bytes) in damaged.enumerated() {
      try bytes.write(to: url)
      let result = try run("merge", "job", "--labels", "null", "--progress", "none")
      #expect(result.code == 65 && result.error.contains("000001.chunk"), "\(number): \(result.code) \(result.error)")
    }
    // The worker sees it, too.
    try segment(1)
    #expect(try Data(contentsOf: url) == good)

    let text = String(decoding: plan, as: UTF8.self)
    let forged = [
      "", "{}", "[1]", String(text.prefix(200)), text.replacing("\"format\" : 2", with: "\"format\" : 1"),
      text.replacing("\"first\" : 0", with: "\"first\" : 1"),
      text.replacing("\"first\" : 0", with: "\"first\" : -9223372036854775808"),
      text.replacing("\"count\" : 30", with: "\"count\" : 9223372036854775807"),
      text.replacing("\"shot\" : 1", with: "\"shot\" : 7"),
      text.replacing("\"width\" : 96", with: "\"width\" : 96000000"),
      text.replacing("\"frames\" : 136", with: "\"frames\" : 135"),
    ]
    for (number, text) in forged.enumerated() {
      try text.write(toFile: folder("job/plan.json"), atomically: true, encoding: .utf8)
      let result = try run("merge", "job", "--labels", "null", "--progress", "none")
      #expect(result.code == 65, "\(number): \(result.code) \(result.error)")
    }
  }

  @Test("A job refuses what can not be segmented in parts, another film, and chunks of other machines if told to")
  func refusals() throws {
    try writeFilm()
    #expect(try run("plan", "film.mp4", "--pipeline", "clusters", "--out", "no").code == 64)
    #expect(try run("plan", "-", "--out", "no").code == 64)
    #expect(try run("segment", "--job", "no", "--chunk", "0").code == 65)
    #expect(try run("segment", "--job", "no").code == 64)
    #expect(try run("segment", "film.mp4", "--job", "no", "--chunk", "0").code == 64)
    #expect(try run("segment").code == 64)
    try plan("2")
    #expect(try run("plan", "film.mp4", "--out", "job").code == 73)
    #expect(try run("segment", "--job", "job", "--chunk", "9").code == 64)

    // A chunk of another machine.
    for chunk in 0..<2 { try segment(chunk) }
    let path = folder("job/plan.json")
    let plan = try String(contentsOfFile: path, encoding: .utf8)
    let kernels = try #require(plan.firstMatch(of: /"arithmetic" : "(.*?),/)).1
    try plan.replacing("\"\(kernels),", with: "\"scalar,").write(toFile: path, atomically: true, encoding: .utf8)
    for chunk in 0..<2 { try segment(chunk) }
    let strict = try run("merge", "job", "--labels", "null", "--same-bytes", "--progress", "none")
    #expect(strict.code == 65 && strict.error.contains("--same-bytes"), "\(strict.error)")
    let lax = try run("merge", "job", "--labels", "null", "--progress", "none")
    #expect(lax.code == 0 && lax.error.contains("round differently"), "\(lax.error)")

    // Another film in its place.
    try FileManager.default.removeItem(atPath: folder("film.mp4"))
    try CommandTests.writeFilm(folder("film.mp4"), [(1, 30), (0, 22), (1, 19), (2, 40), (3, 25)])
    #expect(try run("merge", "job", "--labels", "null").code == 65)
    try FileManager.default.removeItem(atPath: folder("job/chunks/000000.chunk"))
    #expect(try run("segment", "--job", "job", "--chunk", "0").code == 65)
    let status = try run("status", "job", "--json")
    #expect(status.output.contains("\"state\" : \"failed\"") && status.output.contains("was changed"))
  }

  @Test("The script quotes what a shell would read otherwise, and runs all steps")
  func script() throws {
    let path = folder("it's a $film")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try CommandTests.writeFilm(path + "/f.mp4", [(0, 20), (1, 18)])
    let planned = try folder.tool.run(
      ["plan", path + "/f.mp4", "--out", path + "/the job", "--chunks", "2", "--progress", "none"] + settings)
    #expect(planned.code == 0, "\(planned.error)")
    let result = try run("submit", path + "/the job", "--print", "--", "--labels", path + "/labels \"x\"", "-q")
    #expect(result.code == 0, "\(result.error)")
    #expect(try run("submit", path + "/the job", "--print", "--", "--lables", "x").code == 64)
    for words in [["chunk", "0"], ["chunk", "1"], ["merge"]] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path + "/the job/job.sh")
      process.arguments = words
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
    #expect(FileManager.default.fileExists(atPath: path + "/labels \"x\"/labels.json"))
    #expect(try run("status", path + "/the job").output.contains("merge: done; nothing is left to do"))
    // Chunks are large, and not needed any more.
    for chunk in 0..<2 { try FileManager.default.removeItem(atPath: path + "/the job/chunks/00000\(chunk).chunk") }
    let status = try run("status", path + "/the job").output
    #expect(status.contains("merge: done; another merge needs chunks") && !status.contains("left"))
  }

  @Test("Images are planned like a video")
  func images() throws {
    try FileManager.default.createDirectory(atPath: folder("frames"), withIntermediateDirectories: true)
    for index in 0..<12 { try writeImage(folder(String(format: "frames/%03d.png", index)), index: index) }
    let one = try folder.tool.run(["segment", "frames", "--labels", "md5:one.md5", "--progress", "none"] + settings)
    let planned = try folder.tool.run(["plan", "frames", "--out", "job", "--progress", "none"] + settings)
    #expect(one.code == 0 && planned.code == 0, "\(one.error)\(planned.error)")
    try segment(0)
    #expect(try run("merge", "job", "--labels", "md5:many.md5", "--progress", "none").code == 0)
    #expect(try bytes("one.md5") == bytes("many.md5"))
  }
}
