import Foundation
import Imaging
import Media

/// One MD5 per label map, for regression tests: `index,pts,md5` lines, of the labels as little-endian 16-bit numbers,
/// rows from the top.
package actor DigestSink: Sink {
  private let file: OutputText
  private var count = 0

  /// - Parameters:
  ///   - path: the output file; nil for standard output.
  ///   - state: the state to resume from.
  package init(path: String?, overwrite: Bool, from state: State? = nil) throws {
    if let path, let state {
      file = try OutputText(
        path.fileName, in: OutputFiles.folder(of: path), resumedAt: state.text)
      count = state.count
    } else {
      file = try path.map { try OutputText(path: $0, overwrite: overwrite) } ?? .standardOutput()
      try file.write("index,pts,md5\n")
    }
  }

  package func write(_ frame: SegmentedFrame) throws {
    try file.write("\(frame.index),\(frame.time.ticks),\(Self.digest(of: frame.labels))\n")
    count += 1
  }

  package static func digest(of map: LabelMap) -> String {
    var bytes = [UInt8]()
    bytes.reserveCapacity(2 * map.labels.count)
    for label in map.labels {
      bytes.append(UInt8(label & 255))
      bytes.append(UInt8(label >> 8))
    }
    return md5(bytes)
  }

  package func finish(isComplete: Bool) throws -> [String] {
    try file.finish()
    return ["md5: \(count) label maps" + (file.path.map { " in \($0)" } ?? "")]
  }

  package func discard() { file.discard() }
}

extension DigestSink: ResumableSink {
  package struct State: Sendable, Codable {
    let count: Int
    let text: OutputText.Mark
  }

  package func suspend() throws -> SinkState {
    let text = try file.suspend()
    if let path = file.path { try OutputFiles.folder(of: path).sync() }
    return .digests(State(count: count, text: text))
  }
}
