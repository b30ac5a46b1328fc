// Segments pictures that the program makes itself. A camera is fed in the same way: its callback yields into the stream.
//
//     swift run -c release FramesFromMemory
import Tessera

let size = PictureSize(width: 96, height: 64)

/// A disk that moves over a ground.
func picture(_ n: Int) -> Picture {
  var picture = Picture(size: size, filledWith: RGBColor(red: 60, green: 90, blue: 70))
  for y in 0..<size.height {
    for x in 0..<size.width where (x - 20 - 2 * n) * (x - 20 - 2 * n) + (y - 32) * (y - 32) < 200 {
      picture[x, y] = RGBColor(red: 230, green: 180, blue: 60)
    }
  }
  return picture
}

let frames = AsyncStream<TimedPicture> { continuation in
  for n in 0..<12 { continuation.yield(TimedPicture(picture(n), ticks: Int64(n))) }
  continuation.finish()
}

let video = try Video(frames: frames, size: size, timeBase: Rational(1, 25))
for try await frame in try Pipeline(named: "preview").segment(video) {
  print("\(frame.time): \(frame.labels.areas().map { "\($0.label): \($0.area)" }.joined(separator: ", "))")
}
