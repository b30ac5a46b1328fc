import EvaluationFiles
import Testing

/// `j_one`, on cases worked by hand.
@Suite struct BestLabelTests {
  @Test("an object has one label for the whole video: that with the greatest IoU over all frames")
  func oneLabel() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[0, 255, 255, 255]])
    try material.add(labels: [[1, 1, 1, 2]], mask: [[0, 255, 255, 255]])
    // Label 1: 3 of 8 pixels, label 2: 3 of 6. Label 2 has 2 of 3 in the first frame and 1 of 3 in the second.
    let figures = try material.figures(masks: true)
    #expect(figures.jOne == 0.5)
    #expect(figures.jSeq == 0.75)
  }

  @Test("the mean is over the frames that show an object, whatever their number for each object")
  func mean() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[3, 3, 4, 4]])
    try material.add(labels: [[1, 2, 2, 2]], mask: [[0, 0, 4, 4]])
    try material.add(labels: [[1, 2, 2, 2]], mask: [[0, 0, 0, 4]])
    // Object 3: 1 in one frame. Object 4: 1, 2/3 and 1/3. By object it would be 5/6.
    #expect(try material.figures(masks: true).jOne == 0.75)
  }

  @Test("one label may fit several objects best")
  func shared() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 1, 1]], mask: [[3, 3, 3, 4]])
    let figures = try material.figures(masks: true)
    #expect(figures.jOne == 0.5)
    #expect(figures.jSeq == 0.375)
  }

  @Test("void pixels count in the choice of the label, but not in its IoU")
  func void() throws {
    let choice = try Material()
    try choice.add(labels: [[1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2]], mask: [[5, 5, 5, 5, 5, 5, 5, 9, 9, 9, 9]])
    // Label 1: 3 of 7 pixels; label 2: 4 of 11, without void 4 of 7.
    #expect(try choice.figures(masks: true, void: 9).jOne == 0.4286)
    let overlap = try Material()
    try overlap.add(labels: [[1, 1, 1, 2, 2, 2]], mask: [[7, 7, 9, 9, 9, 5]])
    #expect(try overlap.figures(masks: true, void: 9).jOne == 1)
  }

  @Test("with a void value 0 is a class like others")
  func background() throws {
    let material = try Material()
    try material.add(labels: [[1, 1, 2, 2]], mask: [[0, 0, 0, 3]])
    #expect(try material.figures(masks: true).jOne == 0.5)
    // Class 0: label 1 with 2/3.
    #expect(try material.figures(masks: true, void: 200).jOne == 0.5833)
  }

  @Test("on ties the label with the smallest number is best, not the first to occur")
  func equals() throws {
    let material = try Material()
    try material.add(labels: [[5, 5, 5, 2]], mask: [[1, 1, 1, 1]])
    try material.add(labels: [[2, 2, 7, 7]], mask: [[1, 1, 0, 0]])
    // Labels 2 and 5 have 3 of 6 pixels each: 1/4 and 1 with label 2, 3/4 and 0 with label 5.
    #expect(try material.figures(masks: true).jOne == 0.625)
  }

  @Test(
    "numbers are rounded to four digits by their exact value, exact halves to even",
    arguments: [(85, 0.5312), (87, 0.5437), (89, 0.5563), (95, 0.5938)])
  func rounding(_ pixels: Int, _ expected: Double) throws {
    let material = try Material()
    try material.add(
      labels: [(0..<160).map { $0 < pixels ? 1 : 2 }], mask: [Array(repeating: 255, count: 160)])
    #expect(try material.figures(masks: true).jOne == expected)
  }
}
