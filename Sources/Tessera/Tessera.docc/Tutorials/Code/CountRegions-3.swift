import Tessera

let video = try Video(opening: "clip.mp4")
let pipeline = try Pipeline(named: "preview")

for try await frame in try pipeline.segment(video) {
  print("\(frame.time): \(frame.labels.areas().count) regions")
}
