import Tessera

let video = try Video(opening: "clip.mp4")
let pipeline = try Pipeline(named: "preview")

let summary = try await pipeline.write(
  video, to: [.overlay(path: "clip.overlay.mp4"), .labels(folder: "clip.labels")])
print(summary.lines.joined(separator: "\n"))
