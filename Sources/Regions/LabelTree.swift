import Imaging

/// A merge tree of the regions of a shot in labels without supervoxels, by their colors and common borders. The regions that the
/// labels have are the leaves, so each region of a cut is a union of them, in every frame.
package struct LabelTree: Sendable {
  /// By number: the label of each region, by its first frame, then by label.
  private let labels: [UInt16]
  private let numbers: [UInt16: Int32]
  /// By number: the older region that it joins, −1 for none, and the level.
  private let joins: [Int32]
  private let levels: [Float]

  fileprivate init(labels: [UInt16], numbers: [UInt16: Int32], model: RegionModel, edges: [RegionAdjacencyGraph.Edge]) {
    var joins = [Int32](repeating: -1, count: labels.count)
    var levels = [Float](repeating: .infinity, count: labels.count)
    // The oldest region of each merged one.
    var founders = Array(labels.indices)
    var merging = GreedyMerging(model, count: labels.count, edges: edges, isExact: true)
    while let union = merging.next() {
      let (older, younger) = (
        min(founders[union.kept], founders[union.other]), max(founders[union.kept], founders[union.other])
      )
      // At level 0 nothing is joined, not even regions of one color.
      (joins[younger], levels[younger]) = (Int32(older), max(union.level, .leastNormalMagnitude))
      founders[union.kept] = older
    }
    (self.labels, self.numbers, self.joins, self.levels) = (labels, numbers, joins, levels)
  }

  /// Counts the regions of each cut; a region has the number of its place in the tree.
  package var counts: RegionCounts { RegionCounts(joins: joins, levels: levels) }

  /// The numbers of the regions in a frame, with their pixels.
  ///
  /// - Parameter areas: of the labels in the frame; 0 is no region.
  package func numbered(_ areas: [(label: UInt16, area: Int)]) -> [(supervoxel: Int, area: Double)] {
    areas.compactMap { label, area in numbers[label].map { (Int($0), Double(area)) } }
  }

  /// By label up to the largest, the label of the region that has it at a level: that of the oldest region in it.
  package func regions(at level: Float) -> [UInt16] {
    var regions = Array(0...(labels.max() ?? 0))
    var founders: [Int] = []
    for number in labels.indices {
      // The joined region is older, so its founder is known.
      founders.append(levels[number] <= level && joins[number] >= 0 ? founders[Int(joins[number])] : number)
      regions[Int(labels[number])] = labels[founders[number]]
    }
    return regions
  }
}

/// The colors and the borders of the regions of a shot, added up frame by frame: what a ``LabelTree`` is made of.
package struct LabelGraph: Sendable {
  private var labels: [UInt16] = []
  private var numbers: [UInt16: Int32] = [:]
  private var pixels: [Double] = []
  /// Sums of CIELAB.
  private var colors: [SIMD3<Double>] = []
  /// Sides of pixels, by the two numbers.
  private var borders: [UInt64: Int] = [:]

  package init() {}

  /// The number of pairs of regions that share a border; memory grows with it.
  package var borderCount: Int { borders.count }

  /// Adds a frame of the shot.
  ///
  /// - Parameters:
  ///   - map: its labels; 0 is no region.
  ///   - lab: its picture, as large as the map.
  package mutating func add(_ map: LabelMap, in lab: LabPlanes) {
    precondition(map.size == lab.size)
    let present = map.areas().filter { $0.label > 0 }
    var places = [Int](repeating: -1, count: Int(present.last?.label ?? 0) + 1)
    for (label, area) in present {
      let number = number(of: label)
      places[Int(label)] = number
      pixels[number] += Double(area)
    }
    for (n, label) in map.labels.enumerated() where label > 0 {
      colors[places[Int(label)]] += SIMD3(Double(lab.lightness[n]), Double(lab.a[n]), Double(lab.b[n]))
    }
    for edge in RegionAdjacencyGraph(map.labels.map(Int32.init), size: map.size).edges where edge.a > 0 {
      let (a, b) = (places[Int(edge.a)], places[Int(edge.b)])
      borders[UInt64(min(a, b)) << 32 | UInt64(max(a, b)), default: 0] += Int(edge.length)
    }
  }

  private mutating func number(of label: UInt16) -> Int {
    if let number = numbers[label] { return Int(number) }
    numbers[label] = Int32(labels.count)
    labels.append(label)
    pixels.append(0)
    colors.append(.zero)
    return labels.count - 1
  }

  /// The merge tree of all frames so far.
  package var tree: LabelTree {
    var model = RegionModel(MergeParameters(), dimensions: 3, frames: 0, capacity: labels.count)
    for number in labels.indices {
      let mean = SIMD3<Float>(colors[number] / pixels[number])
      model.append(size: Float(pixels[number]), descriptor: [mean.x, mean.y, mean.z])
    }
    let edges = borders.sorted { $0.key < $1.key }.map { pair, length in
      RegionAdjacencyGraph.Edge(
        a: Int32(truncatingIfNeeded: pair >> 32), b: Int32(truncatingIfNeeded: pair), length: Float(length))
    }
    return LabelTree(labels: labels, numbers: numbers, model: model, edges: model.shortened(edges))
  }
}
