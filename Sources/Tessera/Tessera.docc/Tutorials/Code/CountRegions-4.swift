import Tessera

let video = try Video(opening: "clip.mp4")
let pipeline = try Pipeline(named: "preview")
var frames: [UInt16: Int] = [:]

for try await frame in try pipeline.segment(video) {
  print("\(frame.time): \(frame.labels.areas().count) regions")
  for region in frame.labels.areas() { frames[region.label, default: 0] += 1 }
}
for (track, count) in frames.sorted(by: { $0.value > $1.value }).prefix(3) {
  print("track \(track) is in \(count) frames")
}
