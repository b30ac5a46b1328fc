import EvaluationFiles
import Imaging
import Media
import Testing

/// The figures beside ground truth, on cases worked by hand.
@Suite struct ObjectFigureTests {
  @Test("a binary mask over two frames")
  func binary() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[0, 255, 255, 255]])
    try material.add(labels: [[1, 1, 1, 2]], mask: [[0, 255, 255, 255]])
    let figures = try material.figures(masks: true)
    // Label 1 has 2 pixels of background and 3 of the object, label 2 has 3 of the object: both belong to it.
    #expect(figures.jSeq == 0.75)
    // Alone, the first frame gives label 1 to the background, which comes first of equals: 2/3 and 3/4.
    #expect(figures.jFrame == 0.7083)
    #expect(figures.idsPerObject == 2)
    // Both labels touch it: 8 pixels for 6. At least half of both lies in it.
    #expect(figures.ue3d == 0.3333)
    #expect(figures.sa3d == 1)
  }

  @Test("class masks with void: void pixels belong to no object, but count as part of the labels")
  func void() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 1, 2, 2, 2]], mask: [[7, 7, 9, 9, 9, 5]])
    let figures = try material.figures(masks: true, void: 9)
    #expect(figures.jSeq == 1 && figures.jFrame == 1)
    #expect(figures.idsPerObject == 1)
    // Class 7: 3 pixels for 2; class 5: 3 for 1. Of label 2 less than half is class 5.
    #expect(figures.ue3d == 1.25)
    #expect(figures.sa3d == 0.5)
  }

  @Test("without a void value, 0 is background; with one, 0 is a class")
  func background() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[0, 0, 0, 3]])
    // Object 3 has no label of its own in the first, and half of label 2 is not more than background in both.
    #expect(try material.figures(masks: true).jSeq == 0)
    #expect(try material.figures(masks: true, void: 200).jSeq == 0.375)
  }

  @Test("nine tenths of an object may be enough with fewer labels")
  func ninety() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]], mask: [plain(1, width: 10, height: 1)[0]])
    #expect(try material.figures(masks: true).idsPerObject == 2)
  }

  @Test("an object counts only in frames that contain it")
  func absent() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[0, 0, 4, 4]])
    try material.add(labels: [[1, 1, 1, 1]], mask: [[0, 0, 0, 0]])
    #expect(try material.figures(masks: true).jSeq == 1)
  }

  @Test("more than 64 values are a binary mask with smooth edges")
  func smooth() throws {
    let material = try Material()
    try material.add(
      labels: [(0..<80).map { $0 < 40 ? 1 : 2 }], mask: [(0..<80).map { UInt16($0) }])
    let figures = try material.figures(masks: true)
    #expect(figures.jSeq == 1)
    #expect(figures.idsPerObject == 1)
    #expect(figures.ue3d == 0)
  }

  @Test("colors are ids, black is background; a mask of another size takes the nearest pixel")
  func colors() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2, 3, 3], [1, 1, 2, 2, 3, 3]])
    var mask = Picture(size: PictureSize(width: 3, height: 1), filledWith: RGBColor(red: 0, green: 0, blue: 0))
    mask[1, 0] = RGBColor(red: 0, green: 0, blue: 9)
    mask[2, 0] = RGBColor(red: 9, green: 0, blue: 0)
    try material.write(PictureImage.png(mask), to: "masks")
    let figures = try material.figures(masks: true)
    #expect(figures.jSeq == 1 && figures.jFrame == 1 && figures.sa3d == 1)
    #expect(figures.idsPerObject == 1)
  }

  @Test("without masks there are no object figures")
  func withoutMasks() throws {
    let material = try Material()
    try material.add(labels: [[1, 2]])
    let figures = try material.figures()
    #expect(figures.jOne == nil && figures.jSeq == nil && figures.jFrame == nil)
    #expect(figures.idsPerObject == nil && figures.ue3d == nil && figures.sa3d == nil)
  }
}
