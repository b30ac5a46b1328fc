// Writes an overlay and, in the same pass, a format of one's own: a text file with the box of every region.
//
//     swift run -c release OwnExporter clip.mp4 boxes.txt
import Foundation
import Tessera

/// One line a region: frame, seconds, region, left, top, right, bottom.
actor BoxExporter: Sink {
  private let path: String
  private var lines: [String] = []

  init(path: String) { self.path = path }

  func write(_ frame: SegmentedFrame) {
    var boxes: [UInt16: (left: Int, top: Int, right: Int, bottom: Int)] = [:]
    let labels = frame.labels
    for y in 0..<labels.size.height {
      for x in 0..<labels.size.width {
        let box = boxes[labels[x, y]] ?? (x, y, x, y)
        boxes[labels[x, y]] = (min(box.left, x), min(box.top, y), max(box.right, x), max(box.bottom, y))
      }
    }
    for (region, box) in boxes.sorted(by: { $0.key < $1.key }) {
      lines.append("\(frame.index) \(frame.time.seconds) \(region) \(box.left) \(box.top) \(box.right) \(box.bottom)")
    }
  }

  func finish(isComplete: Bool) throws -> [String] {
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    return ["boxes: \(path) (\(lines.count) lines)"]
  }

  // Nothing was written before `finish`.
  func discard() {}
}

guard CommandLine.arguments.count == 3 else {
  print("usage: OwnExporter VIDEO FILE.txt")
  exit(64)
}
let (input, output) = (CommandLine.arguments[1], CommandLine.arguments[2])
let video = try Video(opening: input, selection: FrameSelection(maxFrames: 24))
do {
  let summary = try await Pipeline(named: "preview").write(
    video, to: [.overlay(path: output + ".mp4")], sinks: [BoxExporter(path: output)], overwrite: true)
  print(summary.lines.joined(separator: "\n"))
} catch let failure as PipelineFailure {
  // What was written is whole: the summary names it.
  print("stopped: \(failure)", failure.summary.lines.joined(separator: "\n"), separator: "\n")
}
