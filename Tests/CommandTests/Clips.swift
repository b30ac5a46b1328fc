import Foundation
import Imaging
import Media

/// A clip of a square that moves over a striped ground, at irregular times.
///
/// - Parameter shift: of the square, in pixels to the right.
func writeClip(
  _ path: String, frames: Int = 8, width: Int = 64, height: Int = 48, shift: Int = 0,
  encoding: EncodingSettings = EncodingSettings()
) throws {
  let size = PictureSize(width: width, height: height)
  let writer = try VideoWriter(path: path, size: size, timeBase: Rational(1, 1000), encoding: encoding)
  for index in 0..<frames { try writer.write(picture(size, index + shift / 2), at: clipTime(index)) }
  try writer.finish()
}

func clipTime(_ index: Int) -> MediaTime {
  MediaTime(ticks: Int64(40 * index + (index % 3) * 7), timeBase: Rational(1, 1000))
}

func writeImage(_ path: String, width: Int = 32, height: Int = 24, index: Int = 0) throws {
  let bytes = try PictureImage.png(picture(PictureSize(width: width, height: height), index))
  try Data(bytes).write(to: URL(fileURLWithPath: path))
}

private func picture(_ size: PictureSize, _ index: Int) -> Picture {
  var picture = Picture(size: size, filledWith: RGBColor(red: 40, green: 90, blue: 160))
  for y in 0..<size.height {
    for x in 0..<size.width {
      if (y / 4).isMultiple(of: 3) { picture[x, y] = RGBColor(red: 60, green: 140, blue: 150) }
      if abs(x - 10 - 2 * index) < 8, abs(y - size.height / 2) < 9 {
        picture[x, y] = RGBColor(red: 220, green: 190, blue: 40)
      }
    }
  }
  return picture
}

/// Options that make a run take a moment. The clips are too small for half of the size.
let small = [
  "--set", "segment.channels=8", "--set", "segment.clusters=8", "--set", "iterations.first=6", "--set",
  "iterations.warm=1", "--set", "half-size.first=0", "--set", "half-size.warm=false",
]

/// A file that a run wrote; of a table of labels all but the names of the outputs, which are not the same in two runs.
func written(_ path: String) throws -> Data {
  let data = try Data(contentsOf: URL(fileURLWithPath: path))
  guard path.hasSuffix(".json") else { return data }
  let lines = String(decoding: data, as: UTF8.self).split(separator: "\n").filter { !$0.hasPrefix("  \"outputs\": [") }
  return Data(lines.joined(separator: "\n").utf8)
}
