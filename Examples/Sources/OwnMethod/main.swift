// Replaces the method: clusters by lightness. Decoding, tracking of labels, overlay and exporters stay.
//
//     swift run -c release OwnMethod clip.mp4
import Foundation
import Tessera

/// Four clusters by the mean of the three channels.
struct LightnessMethod: Segmenter {
  mutating func segment(_ input: SegmenterInput) -> Segmentation {
    let picture = input.picture
    let clusters = (0..<picture.size.count).map { n in
      let sum = picture.bytes[(3 * n)..<(3 * n + 3)].reduce(0) { $0 + Int($1) }
      return UInt16(sum / 192)
    }
    return Segmentation(clusters: ClusterMap(size: picture.size, labels: clusters))
  }
}

guard CommandLine.arguments.count == 2 else {
  print("usage: OwnMethod VIDEO")
  exit(64)
}
let video = try Video(opening: CommandLine.arguments[1], selection: FrameSelection(maxFrames: 24))
for try await frame in try Pipeline(named: "preview").segment(video, by: LightnessMethod()) {
  print("\(frame.time): \(frame.labels.areas().count) regions")
}
