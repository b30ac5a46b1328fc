// Segments a file and prints the largest region of every frame.
//
//     swift run -c release SegmentFile clip.mp4
import Foundation
import Tessera

guard CommandLine.arguments.count == 2 else {
  print("usage: SegmentFile VIDEO")
  exit(64)
}
let video = try Video(opening: CommandLine.arguments[1], selection: FrameSelection(maxFrames: 24))
let pipeline = try Pipeline(named: "preview")

for try await frame in try pipeline.segment(video) {
  guard let largest = frame.labels.areas().max(by: { $0.area < $1.area }) else { continue }
  print("\(frame.time): region \(largest.label) has \(100 * largest.area / frame.labels.size.count) % of the picture")
}
