import Imaging
import Motion

/// The supervoxels of a shot as a graph, in which some have a class. Frames are added in order; memory grows with the
/// supervoxels and their borders, not with the frames.
package struct SeededGraph: Sendable {
  /// A pair of supervoxels that touch in space or along the motion.
  struct Border: Sendable {
    let a, b: Int32
    /// Pixel sides, and pixels along the motion, summed over the frames.
    var length: Float = 0
    var shared: Float = 0
    /// Color differences across the border, summed over both.
    var contrast: Float = 0
    /// Σ h · ρ(‖v_a − v_b‖²) and Σ h over the frames that contain both: their motion, as in ``RegionModel``.
    var divergence: Float = 0
    var commonMotion: Float = 0
  }

  struct Node: Sendable {
    var pixels: Float = 0
    /// The side of its area, summed over the frames.
    var side: Float = 0
    var colors = ColorHistogram()
    /// By class: its scribbled pixels.
    var votes: [UInt8: Int] = [:]
    /// By reference class: its probability, summed over the pixels.
    var probabilities: [Float] = []
    /// Borders with later nodes.
    var borders: [Int32] = []
  }

  /// s₀, (pixels per frame)²: motion differences saturate above it.
  private static let motionSaturation: Float = 3

  /// The classes of references, ascending; empty without references.
  let referenceClasses: [UInt8]
  /// The number of frames that were added.
  package private(set) var frames = 0
  private(set) var nodes: [Node] = []
  private(set) var borders: [Border] = []
  /// By node: its supervoxel.
  private(set) var numbers: [Int32] = []
  private var places: [Int32: Int32] = [:]
  private var table = PairTable(minimumCapacity: 1024)
  /// Of the last frame.
  private var last: (nodes: [Int32], colors: BlurredLab)?

  /// - Parameter referenceClasses: the classes of references, ascending; empty without references.
  package init(referenceClasses: [UInt8] = []) { self.referenceClasses = referenceClasses }

  /// Adds a frame.
  ///
  /// - Parameters:
  ///   - supervoxels: the number of every pixel's supervoxel, at the size of the picture.
  ///   - picture: the working picture.
  ///   - correspondence: with the shot's previous frame.
  package mutating func add(_ supervoxels: [Int32], _ picture: Picture, _ correspondence: FrameCorrespondence) {
    precondition(supervoxels.count == picture.size.count)
    frames += 1
    let map = supervoxels.map { node(of: $0) }
    let lab = LabPlanes(picture)
    let colors = BlurredLab(lab)
    var present = [Int32: Float]()
    for (n, node) in map.enumerated() {
      nodes[Int(node)].colors.add(
        ColorHistogram.bin(lightness: lab.lightness[n], a: lab.a[n], b: lab.b[n]))
      present[node, default: 0] += 1
    }
    for (node, area) in present {
      nodes[Int(node)].pixels += area
      nodes[Int(node)].side += area.squareRoot()
    }
    addBorders(map, colors)
    if let last, let backward = correspondence.backward, last.nodes.count == map.count, backward.count == map.count {
      addShared(map, colors, last, backward)
    }
    if let residual = correspondence.residual, residual.isKnown.count == map.count {
      addMotion(map, residual, present.keys.sorted())
    }
    last = (map, colors)
  }

  /// Gives pixels of a supervoxel to a class.
  ///
  /// - Parameters:
  ///   - number: of the supervoxel, which must be in a frame that was added.
  ///   - class: as scribbled.
  ///   - pixels: how many.
  package mutating func vote(for class: UInt8, _ number: Int32, pixels: Int) {
    guard let place = places[number] else { return }
    nodes[Int(place)].votes[`class`, default: 0] += pixels
  }

  /// Adds the class probabilities of a supervoxel in one frame, by what references show.
  ///
  /// - Parameters:
  ///   - number: of the supervoxel, which must be in a frame that was added.
  ///   - probabilities: a value for each reference class, 0…1.
  ///   - pixels: the pixels of the supervoxel in the frame.
  package mutating func add(_ probabilities: some Collection<Float>, to number: Int32, pixels: Int) {
    guard let place = places[number].map(Int.init) else { return }
    if nodes[place].probabilities.isEmpty {
      nodes[place].probabilities = [Float](repeating: 0, count: referenceClasses.count)
    }
    for (own, probability) in probabilities.enumerated() {
      nodes[place].probabilities[own] += Float(pixels) * probability
    }
  }

  private mutating func node(of number: Int32) -> Int32 {
    if let place = places[number] { return place }
    let place = Int32(nodes.count)
    places[number] = place
    numbers.append(number)
    nodes.append(Node())
    return place
  }

  private mutating func addBorders(_ map: [Int32], _ colors: BlurredLab) {
    let (width, height) = (colors.size.width, colors.size.height)
    for y in 0..<height {
      for x in 0..<width {
        let n = y * width + x
        if x + 1 < width, map[n] != map[n + 1] {
          let (before, after) = (x > 0 ? n - 1 : n, x + 2 < width ? n + 2 : n + 1)
          add(map[n], map[n + 1], colors.difference(before, after), isShared: false)
        }
        if y + 1 < height, map[n] != map[n + width] {
          let (before, after) = (y > 0 ? n - width : n, y + 2 < height ? n + 2 * width : n + width)
          add(map[n], map[n + width], colors.difference(before, after), isShared: false)
        }
      }
    }
  }

  private mutating func addShared(
    _ map: [Int32], _ colors: BlurredLab, _ last: (nodes: [Int32], colors: BlurredLab), _ backward: [Int32]
  ) {
    for (n, place) in backward.enumerated() where place >= 0 {
      let (own, former) = (map[n], last.nodes[Int(place)])
      if own != former { add(own, former, colors.difference(n, Int(place), in: last.colors), isShared: true) }
    }
  }

  private mutating func add(_ a: Int32, _ b: Int32, _ contrast: Float, isShared: Bool) {
    let border: Int
    if let known = table[a, b] {
      border = Int(known)
    } else {
      border = borders.count
      table.insert(Int32(border), a, b)
      borders.append(Border(a: min(a, b), b: max(a, b)))
      nodes[Int(min(a, b))].borders.append(Int32(border))
    }
    if isShared { borders[border].shared += 1 } else { borders[border].length += 1 }
    borders[border].contrast += contrast
  }

  /// - Parameter present: the nodes of the frame, ascending.
  private mutating func addMotion(_ map: [Int32], _ residual: ResidualMotion, _ present: [Int32]) {
    var motion = [Int32: RegionModel.Motion](minimumCapacity: present.count)
    for (n, node) in map.enumerated() where residual.isKnown[n] {
      motion[node, default: .init()].pixels += 1
      motion[node, default: .init()].velocity += SIMD2(residual.dx[n], residual.dy[n])
    }
    for node in present {
      guard let own = motion[node] else { continue }
      for border in nodes[Int(node)].borders.map(Int.init) {
        guard let other = motion[borders[border].b] else { continue }
        let harmonic = own.pixels * other.pixels / (own.pixels + other.pixels)
        let step = own.velocity / own.pixels - other.velocity / other.pixels
        let square = (step * step).sum()
        borders[border].divergence += harmonic * square / (1 + square / Self.motionSaturation)
        borders[border].commonMotion += harmonic
      }
    }
  }
}

/// A picture in CIELAB, blurred by a Gaussian of one pixel.
struct BlurredLab: Sendable {
  let size: PictureSize
  private let pixels: [SIMD4<Float>]

  init(_ planes: LabPlanes) {
    size = planes.size
    let (width, height) = (size.width, size.height)
    let sharp = (0..<size.count).map { SIMD4(planes.lightness[$0], planes.a[$0], planes.b[$0], 0) }
    func blurred(_ source: [SIMD4<Float>], _ place: (_ x: Int, _ y: Int, _ step: Int) -> Int) -> [SIMD4<Float>] {
      var result = source
      for y in 0..<height {
        for x in 0..<width {
          let near = source[place(x, y, -1)] + source[place(x, y, 1)]
          let far = source[place(x, y, -2)] + source[place(x, y, 2)]
          result[y * width + x] = source[y * width + x] * 0.375 + near * 0.25 + far * 0.0625
        }
      }
      return result
    }
    let rows = blurred(sharp) { x, y, step in y * width + min(max(x + step, 0), width - 1) }
    pixels = blurred(rows) { x, y, step in min(max(y + step, 0), height - 1) * width + x }
  }

  /// The distance of the colors of two pixels, ΔE (CIE 1976).
  func difference(_ a: Int, _ b: Int) -> Float { difference(a, b, in: self) }

  /// The distance of the colors of a pixel and one of another picture.
  func difference(_ a: Int, _ b: Int, in other: BlurredLab) -> Float {
    let step = pixels[a] - other.pixels[b]
    return (step * step).sum().squareRoot()
  }
}
