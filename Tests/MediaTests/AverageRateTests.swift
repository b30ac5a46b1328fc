import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct AverageRateTests {
  @Test("The rate is that of the intervals between the frames")
  func rate() {
    #expect(AverageRate.rate(frames: 26, over: 1) == Rational(25, 1))
    #expect(AverageRate.rate(frames: 301, over: 300 * 1001 / 30_000) == Rational(29_970, 1000))
    #expect(AverageRate.rate(frames: 74, over: 9.73) == Rational(7503, 1000))
    for (frames, seconds) in [(1, 1.0), (0, 1), (5, 0), (5, -1), (5, .infinity), (5, .nan)] {
      #expect(AverageRate.rate(frames: frames, over: seconds) == nil)
    }
  }

  @Test("It is measured over a whole file, whose frames are not evenly spaced")
  func measured() throws {
    let folder = try TemporaryFolder()
    let size = PictureSize(width: 16, height: 16)
    let writer = try VideoWriter(path: folder("clip.mkv"), size: size, timeBase: Rational(1, 1000))
    let black = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for ticks: Int64 in [0, 30, 100, 120, 400] {
      try writer.write(black, at: MediaTime(ticks: ticks, timeBase: Rational(1, 1000)))
    }
    try writer.finish()
    #expect(try AverageRate.measure(path: folder("clip.mkv"), options: InputOptions()) == Rational(10, 1))
  }
}
