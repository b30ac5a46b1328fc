import Foundation
import Imaging
import Media

let red = RGBColor(red: 200, green: 30, blue: 40)
let green = RGBColor(red: 30, green: 180, blue: 60)
let blue = RGBColor(red: 20, green: 40, blue: 210)
let white = RGBColor(red: 235, green: 235, blue: 235)

/// Four plain quarters: red and green above, blue and white below.
func quarters(_ size: PictureSize) -> Picture {
  var picture = Picture(size: size, filledWith: red)
  for y in 0..<size.height {
    for x in 0..<size.width {
      let colors = y < size.height / 2 ? [red, green] : [blue, white]
      picture[x, y] = colors[x < size.width / 2 ? 0 : 1]
    }
  }
  return picture
}

/// Writes a clip of the four quarters with a frame at each of the times.
func writeClip(
  _ path: String, size: PictureSize = PictureSize(width: 64, height: 48), ticks: [Int64] = [0, 1, 2, 3, 4],
  timeBase: Rational = Rational(1, 25), streams: StreamSource? = nil
) throws -> VideoWriter {
  let writer = try VideoWriter(path: path, size: size, timeBase: timeBase, streams: streams)
  for tick in ticks { try writer.write(quarters(size), at: MediaTime(ticks: tick, timeBase: timeBase)) }
  try writer.finish()
  return writer
}

func allFrames(_ source: any FileReader) throws -> [Frame] {
  var frames: [Frame] = []
  while let frame = try source.next() { frames.append(frame) }
  return frames
}

/// Whether two colors differ by no more than lossy coding explains.
func isNear(_ a: RGBColor, _ b: RGBColor, tolerance: Int = 6) -> Bool {
  [(a.red, b.red), (a.green, b.green), (a.blue, b.blue)].allSatisfy { abs(Int($0.0) - Int($0.1)) <= tolerance }
}

/// The error that the body throws, if it is one of Media's.
func mediaError(_ body: () throws -> Void) -> MediaError? {
  do {
    try body()
    return nil
  } catch {
    return error as? MediaError
  }
}
