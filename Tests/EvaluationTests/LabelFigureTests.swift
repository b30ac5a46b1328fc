import EvaluationFiles
import Imaging
import Media
import Testing

/// The figures that need no ground truth, on cases worked by hand.
@Suite struct LabelFigureTests {
  /// 2000 pixels, of which labels 1, 2, 3 … have the areas given and label 0 the rest.
  private func labels(areas: Int...) -> [[UInt16]] {
    var rows = plain(UInt16(0), width: 50, height: 40)
    var place = 0
    for (n, area) in areas.enumerated() {
      for _ in 0..<area {
        rows[place / 50][place % 50] = UInt16(n + 1)
        place += 1
      }
    }
    return rows
  }

  @Test("a label is in use above a thousandth of the frame, and large above five")
  func use() throws {
    let material = try Material()
    // Two pixels are a thousandth and not more, three are; ten are no large label, eleven are.
    try material.add(labels: labels(areas: 2, 3, 10, 11, 400))
    try material.add(labels: labels(areas: 2, 3, 10, 2, 400))
    let two = try material.figures()
    #expect(two.frames == 2)
    #expect(two.labelsFirst == 5 && two.labelsLast == 4)
    #expect(two.labelsMedian == 4.5 && two.labelsMean == 4.5)
    // Labels 0, 4 and 5 were large; 4 is gone.
    #expect(two.survival == 0.6667)
    try material.add(labels: labels(areas: 0, 0, 0, 0, 3))
    let three = try material.figures()
    #expect(three.labelsLast == 2)
    #expect(three.labelsMedian == 4)
    // (5 + 4 + 2) / 3
    #expect(three.labelsMean == 3.6667)
    #expect(three.survival == 0.6667)
  }

  @Test("explained variation: between labels 100 of 104")
  func variation() throws {
    let material = try Material()
    // Grays 0, 2 | 10, 12 with mean 6: squares 36 + 16 + 16 + 36; the labels' means 1 and 11: four times 25.
    try material.add(labels: [[1, 1, 2, 2]], grays: [[0, 2, 10, 12]])
    #expect(try material.figures().ev == 0.9615)
    // With the labels exchanged in a second frame, both have the mean of all.
    try material.add(labels: [[2, 2, 1, 1]], grays: [[0, 2, 10, 12]])
    #expect(try material.figures().ev == 0)
  }

  @Test("one label explains nothing and never changes")
  func oneLabel() throws {
    let material = try Material()
    for step in 0..<3 {
      let grays = (0..<24).map { y in (0..<32).map { x in UInt8((x * 7 + y * 5 + step * 11) % 256) } }
      try material.add(labels: plain(9, width: 32, height: 24), grays: grays)
    }
    let figures = try material.figures()
    #expect(figures.ev == 0)
    #expect(figures.tc == 1 && figures.tcWorst == 1)
    #expect(figures.labelsFirst == 1 && figures.labelsMean == 1 && figures.survival == 1)
  }

  @Test("one label per pixel explains all variation; a uniform video has none")
  func extremes() throws {
    let material = try Material()
    try material.add(labels: [[1, 2, 3]], grays: [[5, 80, 200]])
    #expect(try material.figures().ev == 1)
    let gray = try Material()
    try gray.add(labels: [[1, 2, 3]])
    #expect(try gray.figures().ev == 0)
  }

  @Test("16-bit labels and colors give the same figures as a palette")
  func formats() throws {
    let grays: [[UInt8]] = [[0, 2, 10], [7, 90, 200]]
    let palette = try Material()
    try palette.add(labels: [[1, 1, 2], [3, 3, 2]], grays: grays)
    let gray16 = try Material()
    try gray16.add(labels: [[300, 300, 65_535], [0, 0, 65_535]], grays: grays)
    let colors = try Material()
    var image = Picture(size: PictureSize(width: 3, height: 2), filledWith: RGBColor(red: 255, green: 0, blue: 0))
    for (x, y) in [(2, 0), (2, 1)] { image[x, y] = RGBColor(red: 0, green: 255, blue: 0) }
    for x in 0...1 { image[x, 1] = RGBColor(red: 0, green: 0, blue: 255) }
    try colors.write(PictureImage.png(image), to: "labels")
    try colors.addFrame(picture(grays))
    let figures = try palette.figures()
    #expect(figures.labelsFirst == 3)
    #expect(try gray16.figures() == figures)
    #expect(try colors.figures() == figures)
  }

  @Test("frames are resized to the labels' size")
  func resizes() throws {
    let material = try Material()
    try material.addLabels([[1, 2], [1, 2]])
    try material.addFrame(picture(plain([10, 10, 10, 10, 90, 90, 90, 90], width: 1, height: 8).map { $0[0] }))
    #expect(try material.figures().ev == 1)
  }
}
