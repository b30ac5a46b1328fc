import Imaging
import TestSupport
import Testing

@Suite struct LumaThumbnailTests {
  @Test(
    "The shorter side has about 108 pixels",
    arguments: [(1, 1, 1, 1), (50, 90, 50, 90), (161, 300, 161, 300), (854, 480, 213, 120), (720, 1280, 102, 182)])
  func size(_ width: Int, _ height: Int, _ newWidth: Int, _ newHeight: Int) {
    let picture = Picture(
      size: PictureSize(width: width, height: height), filledWith: RGBColor(red: 9, green: 9, blue: 9))
    let thumbnail = LumaThumbnail(picture)
    #expect(thumbnail.size == PictureSize(width: newWidth, height: newHeight))
    #expect(thumbnail.luma.allSatisfy { $0 == 9 } && thumbnail.isConsistent)
  }

  @Test("A pixel is the mean luma of a square")
  func means() {
    var picture = Picture(
      size: PictureSize(width: 205, height: 203), filledWith: RGBColor(red: 0, green: 0, blue: 0))
    picture[2, 0] = RGBColor(red: 255, green: 255, blue: 255)
    picture[3, 1] = RGBColor(red: 0, green: 100, blue: 0)
    picture[204, 202] = RGBColor(red: 255, green: 255, blue: 255)
    let thumbnail = LumaThumbnail(picture)
    #expect(thumbnail.size == PictureSize(width: 102, height: 101))
    // (255 + 0.587 · 100) / 4
    #expect(thumbnail.luma[1] == 78 && thumbnail.luma.count { $0 > 0 } == 1)
  }
}
