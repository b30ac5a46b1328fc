import Evaluation
import Imaging
import Motion
import Testing

@Suite struct TemporalConsistencyTests {
  private func row(dx: [Float]) -> FlowField {
    FlowField(size: PictureSize(width: dx.count, height: 1), dx: dx, dy: dx.map { _ in 0 })
  }

  @Test("labels are compared along the flow, at the edge with the last pixel")
  func along() {
    let share = TemporalConsistency.share(
      of: map([[5, 1, 2, 3]]), earlier: map([[1, 2, 3, 4]]), backward: row(dx: [-1, -1, -1, -1]),
      forward: row(dx: [1, 1, 1, 1]))
    #expect(share == 0.75)
  }

  @Test("points that fail the forward-backward check are excluded")
  func check() {
    let (now, before) = (map([[5, 1, 2, 3]]), map([[1, 2, 3, 4]]))
    let backward = row(dx: [-1, -1, -1, -1])
    // The first two pixels come from pixel 0.
    #expect(
      TemporalConsistency.share(of: now, earlier: before, backward: backward, forward: row(dx: [3, 1, 1, 1])) == 1)
    #expect(
      TemporalConsistency.share(of: now, earlier: before, backward: backward, forward: row(dx: [0, 0, 0, 0])) == nil)
  }

  @Test("halves are rounded to even")
  func halves() {
    let share = TemporalConsistency.share(
      of: map([[1, 3, 3, 4]]), earlier: map([[1, 2, 3, 4]]), backward: row(dx: [0.5, 0.5, 0, 0]),
      forward: row(dx: [0, 0, 0, 0]))
    #expect(share == 1)
  }

  @Test("in a still picture it is the share of pixels that keep their label: mean and worst frame")
  func still() throws {
    let material = try Material()
    var labels = plain(UInt16(1), width: 16, height: 16)
    try material.add(labels: labels)
    labels[3] = Array(repeating: 2, count: 16)
    try material.add(labels: labels)
    for y in 8..<12 { labels[y] = Array(repeating: 3, count: 16) }
    try material.add(labels: labels)
    let figures = try material.figures()
    // 1 − 16/256 and 1 − 64/256.
    #expect(figures.tc == 0.8438)
    #expect(figures.tcWorst == 0.75)
  }

  @Test("labels that move with the picture are consistent, static labels are not")
  func moving() throws {
    func value(_ x: Int, _ y: Int) -> UInt16 { UInt16(1 + x / 4 % 2 + 2 * (y / 4 % 2)) }
    func gray(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * x * 3 + y * y * 5 + x * y) / 8 % 97 + 20 * Int(value(x, y))) }
    let moving = try Material()
    let behind = try Material()
    for step in 0..<3 {
      let grays = (0..<48).map { y in (0..<64).map { x in gray(x + 2 * step, y + step) } }
      try moving.add(labels: (0..<48).map { y in (0..<64).map { x in value(x + 2 * step, y + step) } }, grays: grays)
      try behind.add(labels: (0..<48).map { y in (0..<64).map { x in value(x, y) } }, grays: grays)
    }
    #expect(try moving.figures().tc > 0.95)
    #expect(try behind.figures().tc < 0.6)
  }

  @Test("the figures do not depend on the number of threads")
  func threads() throws {
    let material = try Material()
    for step in 0..<2 {
      func gray(_ x: Int, _ y: Int) -> UInt8 { UInt8((x * x + 3 * y * y + 2 * x * y + step * 7) / 5 % 251) }
      let grays = (0..<40).map { y in (0..<50).map { x in gray(x, y) } }
      try material.add(labels: grays.map { $0.map { UInt16($0 / 50) } }, grays: grays)
    }
    var evaluation = material.evaluation()
    let once = try evaluation.run().figures
    evaluation.threads = 3
    #expect(try evaluation.run().figures == once)
  }
}
