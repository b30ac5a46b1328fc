import Imaging
import Motion
import Regions
import Superpixels

/// A drawn scene: rectangles of one color that move before a background at rest, with superpixels, colors, and motion
/// as true as can be.
struct DrawnScene {
  /// A rectangle that shows from its first frame on.
  struct Thing {
    var color: SIMD3<Float>
    var width = 16
    var height = 16
    /// The upper left corner in a frame; nil while it is hidden.
    var place: @Sendable (Int) -> (x: Int, y: Int)?
  }

  var size = PictureSize(width: 96, height: 64)
  /// CIELAB at a pixel of the background.
  var background: @Sendable (_ x: Int, _ y: Int) -> SIMD3<Float> = { _, _ in SIMD3(50, 0, 0) }
  var things: [Thing] = []
  var shot = 0
  /// Of the network, made up from the colors.
  var responses = 0

  /// The sides of superpixels.
  private static let tile = 8

  /// The thing that each pixel shows, the last that is there; −1 for the background.
  func owners(_ frame: Int) -> [Int] {
    var owners = [Int](repeating: -1, count: size.count)
    for (index, thing) in things.enumerated() {
      guard let (left, top) = thing.place(frame) else { continue }
      for y in max(0, top)..<max(0, min(size.height, top + thing.height)) {
        for x in max(0, left)..<max(0, min(size.width, left + thing.width)) { owners[y * size.width + x] = index }
      }
    }
    return owners
  }

  /// - Parameters:
  ///   - earlier: the shot's frame before; nil for its first.
  ///   - isBlank: the frame is drawn, but said to show nothing.
  func input(_ frame: Int, after earlier: Int?, isBlank: Bool = false) -> RegionInput {
    let owners = owners(frame)
    let (backward, residual) = motion(owners, frame, earlier)
    let stay = (0..<Int32(size.count)).map { $0 }
    let (superpixels, colors) = superpixels(owners, frame)
    return RegionInput(
      picture: picture(owners), superpixels: superpixels, colors: colors,
      responses: colors.flatMap { color in (0..<responses).map { color[$0 % 3] / 50 + Float($0) } },
      correspondence: FrameCorrespondence(
        shot: shot, backward: isBlank ? stay : backward, seconds: 0.04, change: 0, isBlank: isBlank,
        residual: isBlank ? nil : residual))
  }

  /// Colors that differ as those of the scene do.
  private func picture(_ owners: [Int]) -> Picture {
    Picture(
      size: size,
      bytes: owners.enumerated().flatMap { n, owner in
        let lab = owner < 0 ? background(n % size.width, n / size.width) : things[owner].color
        return [lab.x + lab.y, lab.x - lab.y, lab.x - lab.z].map { UInt8(max(0, min(255, 2 * $0))) }
      })
  }

  /// Tiles of the background, and of each thing.
  private func superpixels(_ owners: [Int], _ frame: Int) -> (Superpixels, [SIMD3<Float>]) {
    var numbers: [SIMD3<Int>: Int32] = [:]
    var colors: [SIMD3<Float>] = []
    let labels = owners.enumerated().map { n, owner -> Int32 in
      let (x, y) = (n % size.width, n / size.width)
      let corner = owner < 0 ? (0, 0) : things[owner].place(frame) ?? (0, 0)
      let (column, row) = ((x - corner.0) / Self.tile, (y - corner.1) / Self.tile)
      let key = SIMD3(owner, column, row)
      if let known = numbers[key] { return known }
      let number = Int32(colors.count)
      numbers[key] = number
      colors.append(owner < 0 ? background(column * Self.tile, row * Self.tile) : things[owner].color)
      return number
    }
    return (Superpixels(size: size, labels: labels, count: colors.count), colors)
  }

  private func motion(_ owners: [Int], _ frame: Int, _ earlier: Int?) -> ([Int32]?, ResidualMotion?) {
    guard let earlier else { return (nil, nil) }
    let before = self.owners(earlier)
    var backward = [Int32](repeating: -1, count: size.count)
    var (dx, dy) = ([Float](repeating: 0, count: size.count), [Float](repeating: 0, count: size.count))
    for (n, owner) in owners.enumerated() {
      var (x, y) = (n % size.width, n / size.width)
      if owner >= 0, let now = things[owner].place(frame), let then = things[owner].place(earlier) {
        (x, y) = (x + then.x - now.x, y + then.y - now.y)
        (dx[n], dy[n]) = (Float(then.x - now.x), Float(then.y - now.y))
      }
      guard (0..<size.width).contains(x), (0..<size.height).contains(y) else { continue }
      if before[y * size.width + x] == owner { backward[n] = Int32(y * size.width + x) }
    }
    return (backward, ResidualMotion(backwardFlow: FlowField(size: size, dx: dx, dy: dy), backward: backward))
  }

  /// A place that goes to and fro between the edges, `step` pixels a frame.
  static func swing(width: Int, step: Int, y: Int, from start: Int = 0) -> @Sendable (Int) -> (x: Int, y: Int)? {
    { frame in
      let way = (start + step * frame) % (2 * width)
      return (way < width ? way : 2 * width - way, y)
    }
  }
}

extension RegionTracker {
  /// All frames of a scene, and the end.
  mutating func frames(of scene: DrawnScene, count: Int) throws -> [RegionFrame] {
    var result: [RegionFrame] = []
    for frame in 0..<count { result += try add(scene.input(frame, after: frame > 0 ? frame - 1 : nil)) }
    return result + (try finish())
  }
}

extension LabelMap {
  /// The label that most of a thing's pixels have, and its intersection over union with the thing.
  func best(for owners: [Int], _ thing: Int) -> (label: UInt16, overlap: Double) {
    var counts: [UInt16: Int] = [:]
    for (label, owner) in zip(labels, owners) where owner == thing { counts[label, default: 0] += 1 }
    let (label, shared) = counts.max { ($0.value, $1.key) < ($1.value, $0.key) } ?? (0, 0)
    let union = zip(labels, owners).count { $0 == label || $1 == thing }
    return (label, Double(shared) / Double(max(1, union)))
  }
}

extension RegionSettings {
  /// For drawn scenes: few supervoxels, and as many regions as there are things.
  static func drawn(_ count: Int, window: Int = 16) -> RegionSettings {
    var settings = RegionSettings()
    (settings.count, settings.window, settings.supervoxels) = (count, window, 24)
    return settings
  }
}
