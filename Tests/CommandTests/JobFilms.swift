import Imaging
import Media

/// A film of several shots, each a square that moves over a ground of its own. Shots may return.
///
/// - Parameters:
///   - shots: for each visit the number of the shot, 0…5, and its frames. A shot that returns goes on where it was.
func writeFilm(_ path: String, _ visits: [(shot: Int, frames: Int)]) throws {
  let size = PictureSize(width: 96, height: 64)
  let writer = try VideoWriter(path: path, size: size, timeBase: Rational(1, 1000), encoding: EncodingSettings())
  var shown: [Int: Int] = [:]
  var index = 0
  for (shot, count) in visits {
    for _ in 0..<count {
      let frame = shown[shot, default: 0]
      shown[shot] = frame + 1
      try writer.write(scene(size, shot, frame), at: clipTime(index))
      index += 1
    }
  }
  try writer.finish()
}

private func scene(_ size: PictureSize, _ shot: Int, _ frame: Int) -> Picture {
  let grounds: [(RGBColor, RGBColor)] = [
    (RGBColor(red: 40, green: 90, blue: 160), RGBColor(red: 60, green: 140, blue: 150)),
    (RGBColor(red: 170, green: 60, blue: 40), RGBColor(red: 120, green: 30, blue: 90)),
    (RGBColor(red: 230, green: 230, blue: 210), RGBColor(red: 180, green: 200, blue: 230)),
    (RGBColor(red: 20, green: 60, blue: 20), RGBColor(red: 70, green: 110, blue: 30)),
    (RGBColor(red: 90, green: 90, blue: 90), RGBColor(red: 20, green: 20, blue: 40)),
    (RGBColor(red: 200, green: 120, blue: 200), RGBColor(red: 90, green: 40, blue: 120)),
  ]
  let (ground, stripe) = grounds[shot % grounds.count]
  var picture = Picture(size: size, filledWith: ground)
  let way = (3 * shot + frame) % 120
  let x0 = 16 + (way < 60 ? way : 120 - way)
  for y in 0..<size.height {
    for x in 0..<size.width {
      // Stripes of another direction and width in every shot, with a little texture to follow.
      let place = shot.isMultiple(of: 2) ? y : x + y
      if (place / (4 + shot)).isMultiple(of: 3) { picture[x, y] = stripe }
      if (x * 7 + y * 13 + shot * 5) % 11 == 0 {
        picture[x, y] = RGBColor(red: ground.red / 2, green: stripe.green / 2, blue: ground.blue / 2)
      }
      if abs(x - x0) < 8, abs(y - size.height / 2) < 9 {
        picture[x, y] = RGBColor(red: 220, green: UInt8(190 - 25 * shot), blue: UInt8(40 + 30 * shot))
      }
    }
  }
  return picture
}
