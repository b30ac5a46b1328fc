import Imaging
import Randomness
import Regions
import Testing

@Suite struct RefiningTests {
  private static let size = PictureSize(width: 24, height: 10)
  private static let still = (0..<Int32(size.count)).map { $0 }
  private static let dark = RGBColor(red: 40, green: 60, blue: 40)
  private static let light = RGBColor(red: 200, green: 180, blue: 170)

  /// 1 on the left of a column, 2 from there on.
  private static func map(border: Int) -> SlotMap {
    SlotMap(size: size, labels: (0..<size.count).map { $0 % size.width < border ? 1 : 2 })
  }

  /// Dark on the left of a column, light from there on.
  private static func picture(edge: Int) -> LabPlanes {
    let bytes = (0..<size.count).flatMap { n in
      let color = n % size.width < edge ? dark : light
      return [color.red, color.green, color.blue]
    }
    return LabPlanes(Picture(size: size, bytes: bytes))
  }

  @Test("A border within the reach of an edge moves to it", arguments: [10, 11, 12, 13, 14])
  func edge(border: Int) {
    let refined = Self.map(border: border).refined(
      Self.picture(edge: 12), earlier: Self.map(border: border), backward: Self.still, reach: 2)
    #expect(refined == Self.map(border: 12))
  }

  @Test("The edge of the picture outweighs the earlier border")
  func moved() {
    let refined = Self.map(border: 12).refined(
      Self.picture(edge: 12), earlier: Self.map(border: 10), backward: Self.still, reach: 2)
    #expect(refined == Self.map(border: 12))
  }

  @Test("Without an edge the border stays where it was in the previous frame", arguments: [10, 11, 13, 14])
  func steady(border: Int) {
    let flat = Self.picture(edge: 0)
    let refined = Self.map(border: border).refined(
      flat, earlier: Self.map(border: 12), backward: Self.still, reach: 2)
    #expect(refined == Self.map(border: 12))
    let first = Self.map(border: border).refined(flat, earlier: SlotMap(size: Self.size), backward: nil, reach: 2)
    #expect(first == Self.map(border: border), "the first frame of a shot has no earlier border")
    let hidden = [Int32](repeating: -1, count: Self.size.count)
    let alone = Self.map(border: border).refined(flat, earlier: Self.map(border: 12), backward: hidden, reach: 2)
    #expect(alone == Self.map(border: border), "points that were hidden have none, either")
  }

  @Test("A pixel takes only labels within the reach of it")
  func reach() {
    let far = Self.map(border: 4).refined(
      Self.picture(edge: 12), earlier: Self.map(border: 4), backward: Self.still, reach: 3)
    for n in 0..<Self.size.count where !(1..<7).contains(n % Self.size.width) {
      #expect(far.labels[n] == Self.map(border: 4).labels[n])
    }
  }

  @Test("Each pixel has the least cost of the labels around it, as a plain search finds")
  func search() {
    var random = SplitMix64(seed: 5)
    let map = SlotMap(
      size: Self.size, labels: (0..<Self.size.count).map { _ in UInt16.random(in: 1...3, using: &random) })
    let earlier = SlotMap(
      size: Self.size, labels: (0..<Self.size.count).map { _ in UInt16.random(in: 1...3, using: &random) })
    let bytes = (0..<3 * Self.size.count).map { _ in UInt8.random(in: 90...140, using: &random) }
    let lab = LabPlanes(Picture(size: Self.size, bytes: bytes))
    let refined = map.refined(lab, earlier: earlier, backward: Self.still, reach: 1)
    for y in 0..<Self.size.height {
      for x in 0..<Self.size.width {
        let costs = Self.costs(x, y, map, earlier, lab)
        let chosen = costs[refined[x, y]] ?? .infinity
        #expect(chosen < (costs.values.min() ?? 0) + 1e-3)
      }
    }
  }

  /// The cost of every label next to a pixel: the squared difference to the mean color of its pixels in the nine cells of
  /// 8 × 8 pixels around, in units of 8 and at most 4, less 2 for the earlier label and 0.5 for the own one.
  private static func costs(_ x: Int, _ y: Int, _ map: SlotMap, _ earlier: SlotMap, _ lab: LabPlanes) -> [UInt16:
    Double]
  {
    func color(_ n: Int) -> SIMD3<Double> { SIMD3(Double(lab.lightness[n]), Double(lab.a[n]), Double(lab.b[n])) }
    func pixels(_ columns: ClosedRange<Int>, _ rows: ClosedRange<Int>) -> [Int] {
      rows.filter { (0..<size.height).contains($0) }.flatMap { row in
        columns.filter { (0..<size.width).contains($0) }.map { row * size.width + $0 }
      }
    }
    let (left, top) = (x / 8 * 8, y / 8 * 8)
    let around = pixels((left - 8)...(left + 15), (top - 8)...(top + 15))
    var costs: [UInt16: Double] = [:]
    for label in Set(pixels((x - 1)...(x + 1), (y - 1)...(y + 1)).map { map.labels[$0] }) {
      let own = around.filter { map.labels[$0] == label }
      let mean = own.reduce(SIMD3<Double>.zero) { $0 + color($1) } / Double(own.count)
      let difference = color(y * size.width + x) - mean
      costs[label] =
        min((difference * difference).sum() / 64, 4) - (earlier[x, y] == label ? 2 : 0) - (map[x, y] == label ? 0.5 : 0)
    }
    return costs
  }
}
