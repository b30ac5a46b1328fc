import Evaluation
import Imaging
import Motion
import Testing

/// `tc_25`. The flows by hand are in frames of four rows, so that the grid has one row of points: row 2, columns 2, 6, 10 …
@Suite struct LongConsistencyTests {
  private func rows(_ labels: [UInt16]) -> LabelMap { map(Array(repeating: labels, count: 4)) }

  private func field(dx: [Float], dy: Float = 0) -> FlowField {
    FlowField(
      size: PictureSize(width: dx.count, height: 4), dx: (0..<4).flatMap { _ in dx },
      dy: Array(repeating: dy, count: 4 * dx.count))
  }

  private func field(width: Int, dx: Float, dy: Float = 0) -> FlowField {
    field(dx: Array(repeating: dx, count: width), dy: dy)
  }

  /// The share after 26 frames with one motion, of labels that change in the last frame.
  private func share(
    _ first: [UInt16], last: [UInt16], forward: (dx: Float, dy: Float), backward: (dx: Float, dy: Float)
  ) -> Double? {
    var consistency = LongConsistency(first: rows(first))
    for index in 1...25 {
      consistency.add(
        rows(index < 25 ? first : last), forward: field(width: first.count, dx: forward.dx, dy: forward.dy),
        backward: field(width: first.count, dx: backward.dx, dy: backward.dy))
    }
    return consistency.share
  }

  @Test("grid points are compared with themselves 25 frames later, independent of the frames between")
  func still() {
    let first: [UInt16] = [1, 1, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3]
    var consistency = LongConsistency(first: rows(first))
    let zero = field(width: 12, dx: 0)
    for _ in 1...24 { consistency.add(rows(plain(9, width: 12, height: 1)[0]), forward: zero, backward: zero) }
    #expect(consistency.share == nil)
    // Of the points 2, 6 and 10 the last one has another label. What is between them does not matter.
    consistency.add(rows([7, 7, 1, 7, 7, 7, 2, 7, 7, 7, 7, 7]), forward: zero, backward: zero)
    #expect(consistency.share == 2.0 / 3)
  }

  @Test("points start in every twelfth frame, and all of them count alike")
  func bundles() {
    var consistency = LongConsistency(first: rows([1, 1, 1, 1, 1, 1, 1, 1]))
    let zero = field(width: 8, dx: 0)
    let losesPoint2 = field(dx: [0, 0, 1, 0, 0, 0, 0, 0])
    for index in 1...61 {
      // The label of point 6.
      let label: UInt16 = index < 24 ? 1 : index < 37 ? 2 : index < 49 ? 3 : 2
      consistency.add(
        rows([1, 1, 1, 1, label, label, label, label]), forward: zero, backward: index == 40 ? losesPoint2 : zero)
      // Those of frames 0 and 12 end in 25 and 37: 1 of 2 each. Of those of 24 and 36 one is left; both keep their label.
      let expected: Double? = index < 25 ? nil : index < 49 ? 0.5 : index < 61 ? 3.0 / 5 : 4.0 / 6
      #expect(consistency.share == expected)
    }
  }

  @Test("sub-pixel motion accumulates; the end is rounded half to even; points that leave are excluded")
  func moving() {
    let first = (0..<20).map { UInt16($0) }
    // Points 2 and 6 end at 14.5 and 18.5. Points 10, 14 and 18 leave.
    var last = [UInt16](repeating: 100, count: 20)
    last[14] = 2
    #expect(share(first, last: last, forward: (0.5, 0), backward: (-0.5, 0)) == 0.5)
    last[18] = 6
    #expect(share(first, last: last, forward: (0.5, 0), backward: (-0.5, 0)) == 1)
  }

  @Test("the flow is that of the pixel nearest to the point at the time")
  func nearest() {
    let first = (0..<8).map { UInt16($0) }
    var consistency = LongConsistency(first: rows(first))
    // Point 2 goes to 2.75, from pixel 3 to 4.75, and rests at pixel 5. Point 6 rests.
    let forward = field(dx: [0, 0, 0.75, 2, 0, 0, 0, 0])
    let backward = field(dx: [0, 0, 0, -0.75, 0, -2, 0, 0])
    let zero = field(width: 8, dx: 0)
    consistency.add(rows(first), forward: forward, backward: backward)
    consistency.add(rows(first), forward: forward, backward: backward)
    for _ in 3...24 { consistency.add(rows(first), forward: zero, backward: zero) }
    consistency.add(rows([9, 9, 9, 9, 9, 2, 9, 9]), forward: zero, backward: zero)
    #expect(consistency.share == 0.5)
  }

  @Test("points with a backward error of a pixel or more are excluded; without points the share is nil")
  func check() {
    let labels: [UInt16] = [1, 1, 1, 1, 1, 1, 1, 1]
    #expect(share(labels, last: labels, forward: (0, 0), backward: (0.875, 0)) == 1)
    #expect(share(labels, last: labels, forward: (0, 0), backward: (1, 0)) == nil)
    #expect(share(labels, last: labels, forward: (0, 0), backward: (0.75, 0.75)) == nil)
    // One step that fails is enough: point 2 is lost, point 6 has another label.
    var consistency = LongConsistency(first: rows(labels))
    let zero = field(width: 8, dx: 0)
    for index in 1...25 {
      let backward = index == 10 ? field(dx: [0, 0, -2, 0, 0, 0, 0, 0]) : zero
      consistency.add(rows(index < 25 ? labels : [1, 1, 1, 1, 2, 2, 2, 2]), forward: zero, backward: backward)
    }
    #expect(consistency.share == 0)
  }

  @Test("a point may reach the edge, but not a step beyond it")
  func edge() {
    let first: [UInt16] = [1, 1, 1, 1]
    // Row 2 to row 3, which is the last one, and then on or not.
    let cases: [(step: Float, share: Double?)] = [(0, 1), (0.25, nil)]
    for (step, expected) in cases {
      var consistency = LongConsistency(first: rows(first))
      consistency.add(rows(first), forward: field(width: 4, dx: 0, dy: 1), backward: field(width: 4, dx: 0, dy: -1))
      for _ in 2...25 {
        consistency.add(
          rows(first), forward: field(width: 4, dx: 0, dy: step), backward: field(width: 4, dx: 0, dy: -step))
      }
      #expect(consistency.share == expected)
    }
  }

  @Test("a video of 25 frames has no complete points; one of 26 has those of its first frame")
  func shortVideo() throws {
    let material = try Material()
    var labels = plain(UInt16(1), width: 16, height: 16)
    for _ in 0..<25 { try material.add(labels: labels) }
    #expect(try material.figures().tc25 == nil)
    // One of the rows 2, 6, 10 and 14.
    labels[6] = Array(repeating: 2, count: 16)
    try material.add(labels: labels)
    #expect(try material.figures().tc25 == 0.75)
    var limited = material.evaluation()
    limited.limit = 25
    #expect(try limited.run().figures.tc25 == nil)
  }
}
