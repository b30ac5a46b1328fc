import Foundation
import TestSupport
import Testing

/// What is written is what docs/schemas says.
@Suite struct SchemaTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try writeClip(folder("clip.mp4"), frames: 9)
    try folder.makeFolder("shots")
    for (index, name) in ["a,b", "quo\"te", "plain"].enumerated() {
      try writeImage(folder("shots/\(name).png"), index: index)
    }
  }

  /// The rows of a CSV file as JSON objects.
  private func rows(_ path: String) throws -> (columns: [String], rows: [[String: Any]]) {
    let lines = try String(contentsOfFile: folder(path), encoding: .utf8).split(separator: "\n").map(fields)
    let columns = lines[0]
    return (
      columns,
      lines.dropFirst().map { fields in
        Dictionary(
          uniqueKeysWithValues: zip(columns, fields).map { column, field in
            let isText = ["time_base", "image", "source"].contains(column)
            let value: Any =
              field.isEmpty ? NSNull() : isText ? field : Double(field).map { NSNumber(value: $0) } ?? field
            return (column, value)
          })
      }
    )
  }

  /// RFC 4180, another reader than the program's.
  private func fields(_ line: some StringProtocol) -> [String] {
    String(line).matches(of: #/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/#).map { match in
      match.output.1.map { String($0).replacing("\"\"", with: "\"") } ?? String(match.output.2 ?? "")
    }
  }

  @Test(
    "labels.json and frames.csv fit their schemas",
    arguments: [
      ["clip.mp4", "--labels", "out"], ["clip.mp4", "--labels", "out", "--pipeline", "kmeans", "--every", "2"],
      ["clip.mp4", "--labels", "out.mkv", "--start", "0.1", "--duration", "0.1"], ["shots", "--labels", "out"],
      ["clip.mp4", "--labels", "out", "--pipeline", "clusters", "--max-frames", "3", "--budget", "5s/frame"],
    ])
  func fits(_ arguments: [String]) throws {
    let result = try folder.tool.run(["segment"] + arguments + ["--progress", "none"] + small)
    #expect(result.code == 0, "\(result.error)")
    let isVideo = arguments.contains("out.mkv")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder(isVideo ? "out.json" : "out/labels.json")))
    let table = try JSONSerialization.jsonObject(with: data)
    #expect(try JSONSchema(named: "labels.schema.json").violations(of: table) == [])
    let schema = try JSONSchema(named: "frames.schema.json")
    let (columns, rows) = try rows(isVideo ? "out.csv" : "out/frames.csv")
    #expect(columns == schema.required)
    #expect(!rows.isEmpty)
    for row in rows { #expect(schema.violations(of: row) == []) }
    if arguments[0] == "shots" {
      #expect(rows.map { $0["source"] as? String } == ["a,b.png", "plain.png", "quo\"te.png"])
      #expect(rows.map { $0["image"] as? String } == rows.map { $0["source"] as? String })
      for row in rows { #expect(FileManager.default.fileExists(atPath: folder("out/\(row["image"] ?? "")"))) }
      #expect(try folder.tool("check", "out", "shots").code == 0)
    }
  }

  @Test("The plan of a job fits its schema")
  func plan() throws {
    let result = try folder.tool.run(["plan", "clip.mp4", "--out", "job", "--pipeline", "preview"] + small)
    #expect(result.code == 0, "\(result.error)")
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("job/plan.json")))
    #expect(try JSONSchema(named: "plan.schema.json").violations(of: JSONSerialization.jsonObject(with: data)) == [])
  }

  @Test("Relabeled results match the schemas, too")
  func relabeled() throws {
    #expect(try folder.tool.run(["segment", "clip.mp4", "--labels", "out", "--progress", "none"] + small).code == 0)
    #expect(try folder.tool("relabel", "out", "--regions", "2", "--labels", "two", "--progress", "none").code == 0)
    let data = try Data(contentsOf: URL(fileURLWithPath: folder("two/labels.json")))
    #expect(try JSONSchema(named: "labels.schema.json").violations(of: JSONSerialization.jsonObject(with: data)) == [])
  }

  @Test("Measurements match their schemas, as JSON lines and as CSV")
  func measured() throws {
    #expect(try folder.tool.run(["segment", "clip.mp4", "--labels", "out", "--progress", "none"] + small).code == 0)
    for output in ["regions.jsonl", "regions.csv"] {
      #expect(try folder.tool("measure", "out", "--out", output).code == 0)
    }
    for name in ["regions", "regions.tracks"] {
      let schema = try JSONSchema(named: name + ".schema.json")
      let lines = try String(contentsOfFile: folder(name + ".jsonl"), encoding: .utf8).split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        #expect(schema.violations(of: try JSONSerialization.jsonObject(with: Data(line.utf8))) == [])
      }
      #expect(try rows(name + ".csv").columns == schema.required)
    }
  }

  @Test("The schemas reject invalid files")
  func refuses() throws {
    let schema = try JSONSchema(named: "labels.schema.json")
    #expect(!schema.violations(of: ["format": 2]).isEmpty)
    let frames = try JSONSchema(named: "frames.schema.json")
    #expect(!frames.violations(of: ["index": -1]).isEmpty)
  }
}
