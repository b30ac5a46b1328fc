import Foundation

/// Where labels come from, as the table beside them (`labels.json`) says.
package struct LabelSource: Sendable, Equatable {
  /// The word that named the input; nil where the table does not say.
  package let input: String?
  /// Which of its frames were segmented.
  package let selection: FrameSelection
  package let seed: UInt64
  /// How many label maps there are; nil where the table does not say.
  package let frames: Int?

  /// A larger table is not looked at.
  private static let mostBytes = 1 << 30

  /// - Throws: `MediaError`, `badLabelFile` where it is no such table.
  package init(path: String) throws(MediaError) {
    try InputFile.checkFile(path)
    let data: Data
    do {
      let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      data = try file.read(upToCount: Self.mostBytes + 1) ?? Data()
    } catch {
      throw .notReadable(path: path, reason: error.localizedDescription)
    }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard data.count <= Self.mostBytes, let table = try? decoder.decode(Table.self, from: data) else {
      throw .badLabelFile(path: path, line: nil, reason: "it is not a table of labels")
    }
    input = table.input
    seed = table.seed ?? 0
    frames = table.frames
    guard let selection = table.selection else {
      self.selection = .all
      return
    }
    guard selection.start >= 0, selection.every > 0, selection.duration ?? 1 >= 0, selection.maxFrames ?? 1 > 0 else {
      throw .badLabelFile(path: path, line: nil, reason: "its selection is none")
    }
    self.selection = FrameSelection(
      start: selection.start, duration: selection.duration, every: selection.every, maxFrames: selection.maxFrames)
  }

  private struct Table: Decodable {
    struct Selection: Decodable {
      let start: Double
      let duration: Double?
      let every: Int
      let maxFrames: Int?
    }
    let input: String?
    let selection: Selection?
    let seed: UInt64?
    let frames: Int?
  }
}
