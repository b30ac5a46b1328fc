import Imaging
import Media
import Randomness

/// Frames of three shots of moving blocks, the third of which is the first again.
final class ShotFrames: FileReader {
  static let extent = PictureSize(width: 64, height: 48)
  static let count = 14

  let info = MediaInfo(path: "shots", container: "none")
  let size = ShotFrames.extent
  let timeBase = Rational(1, 1000)
  let frameRate: Rational? = Rational(25, 1)
  let sampleAspectRatio = Rational(1, 1)
  let expectedFrames: Int? = ShotFrames.count
  let warnings: [String] = []
  let notes: [String] = []
  private var position = 0

  func next() throws(MediaError) -> Frame? {
    guard position < Self.count else { return nil }
    defer { position += 1 }
    let picture = Self.picture(shot: (5..<9).contains(position) ? 1 : 0, step: position)
    return Frame(
      index: position, time: MediaTime(ticks: Int64(40 * position + position % 3), timeBase: timeBase),
      picture: picture, workingPicture: picture)
  }

  private static func picture(shot: Int, step: Int) -> Picture {
    var picture = Picture(size: extent, filledWith: RGBColor(red: 90, green: 90, blue: 90))
    for y in 0..<extent.height {
      for x in 0..<extent.width {
        var random = SplitMix64(seed: UInt64(1000 * shot + 20 * (y / 8) + (x + step) / 8))
        let value = random.next()
        picture[x, y] = RGBColor(
          red: UInt8(value & 255), green: UInt8(value >> 8 & 255), blue: UInt8(value >> 16 & 255))
        if step > 2, abs(x - 20 - step) < 9, abs(y - 24) < 9 {
          picture[x, y] = RGBColor(red: 250, green: 240, blue: 10)
        }
      }
    }
    return picture
  }
}
