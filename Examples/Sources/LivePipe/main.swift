// Segments standard input while it arrives, and writes the overlay to standard output.
//
//     ffmpeg -i clip.mp4 -f matroska - | swift run -c release LivePipe | ffplay -
import Foundation
import Tessera

var pipeline = try Pipeline(named: "preview")
pipeline.settings.regions.window = 0  // Only the past counts: no frame waits.
let video = try Video.standardInput()
let start = ContinuousClock.now
let summary = try await pipeline.write(video, to: [.overlay(path: nil)]) { frame in
  let line = "frame \(frame.index) at \(frame.time), \(start.duration(to: .now)) after the start\n"
  FileHandle.standardError.write(Data(line.utf8))
  return true
}
FileHandle.standardError.write(Data("\(summary.frames) frames\n".utf8))
