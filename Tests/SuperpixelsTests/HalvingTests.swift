import Imaging
import Parallelism
import Randomness
import Superpixels
import Testing

@Suite struct HalvingTests {
  @Test(
    "Half of the size: the superpixels of the pixels' centers, numbered without gaps, and the mean colors",
    arguments: [PictureSize(width: 64, height: 40), PictureSize(width: 33, height: 75)])
  func halved(_ size: PictureSize) throws {
    var random = SplitMix64(seed: 7)
    let picture = Picture(
      size: size, bytes: (0..<(3 * size.count)).map { _ in UInt8.random(in: 0...255, using: &random) })
    var settings = SuperpixelSettings()
    settings.size = 3
    let whole = SLIC(settings, workers: Workers(count: 1)).superpixels(of: picture).0
    let half = try #require(whole.halved(with: picture))
    let halfSize = PictureSize(width: size.width / 2, height: size.height / 2)
    #expect(half.picture == picture.reduced(to: halfSize))
    #expect(half.superpixels.size == halfSize)
    #expect(Set(half.superpixels.labels) == Set(0..<Int32(half.superpixels.count)))
    // The pixel below the center, and one number for one superpixel.
    var numbers: [Int32: Int32] = [:]
    for y in 0..<halfSize.height {
      for x in 0..<halfSize.width {
        let center = (
          Int((Double(x) + 0.5) * Double(size.width) / Double(halfSize.width)),
          Int((Double(y) + 0.5) * Double(size.height) / Double(halfSize.height))
        )
        let before = whole.labels[center.1 * size.width + center.0]
        let after = half.superpixels.labels[y * halfSize.width + x]
        #expect(numbers[before, default: after] == after)
        numbers[before] = after
      }
    }
    #expect(Set(numbers.values).count == numbers.count)
  }

  @Test("Small pictures are not halved")
  func small() {
    let size = PictureSize(width: 400, height: 31)
    let superpixels = Superpixels(size: size, labels: Array(repeating: 0, count: size.count), count: 1)
    let picture = Picture(size: size, filledWith: RGBColor(red: 1, green: 2, blue: 3))
    #expect(superpixels.halved(with: picture) == nil)
  }
}
