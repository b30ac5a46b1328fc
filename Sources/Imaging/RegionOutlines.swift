/// The outlines of one label along the sides of its pixels.
package struct RegionOutlines: Equatable, Sendable {
  /// A corner of pixels: 0…width, 0…height.
  package struct Corner: Hashable, Sendable {
    package let x, y: Int
  }

  /// A 4-connected part of the region.
  package struct Part: Equatable, Sendable {
    /// Clockwise on the screen, one corner for each turn.
    package fileprivate(set) var outline: [Corner] = []
    /// Counterclockwise.
    package fileprivate(set) var holes: [[Corner]] = []
  }

  package let label: UInt16
  /// In reading order of their first pixels.
  package let parts: [Part]
}

extension LabelMap {
  /// The outlines of every label but 0, by ascending label. Pixels that share only a corner are in separate parts.
  package func outlines() -> [RegionOutlines] {
    let components = ConnectedComponents(labels, size: size)
    var tracer = OutlineTracer(components)
    var parts = [RegionOutlines.Part](repeating: .init(), count: components.areas.count)
    var labelOf = [UInt16](repeating: 0, count: components.areas.count)
    for n in labels.indices {
      let component = Int(components.numbers[n])
      labelOf[component] = labels[n]
      guard labels[n] != 0, let ring = tracer.next(at: n) else { continue }
      if ring.isHole { parts[component].holes.append(ring.corners) } else { parts[component].outline = ring.corners }
    }
    var byLabel: [UInt16: [RegionOutlines.Part]] = [:]
    for (part, label) in zip(parts, labelOf) where label != 0 { byLabel[label, default: []].append(part) }
    return byLabel.sorted { $0.key < $1.key }.map { RegionOutlines(label: $0.key, parts: $0.value) }
  }
}

/// Walks along the border of a component, which is always on the right.
private struct OutlineTracer {
  private let numbers: [Int32]
  private let width, height: Int
  /// Whether the upper side of a pixel was passed.
  private var isPassed: [Bool]

  init(_ components: ConnectedComponents) {
    numbers = components.numbers
    (width, height) = (components.size.width, components.size.height)
    isPassed = Array(repeating: false, count: components.size.count)
  }

  /// The ring with the upper side of pixel `n`; nil if that is no border, or was passed.
  mutating func next(at n: Int) -> (corners: [RegionOutlines.Corner], isHole: Bool)? {
    let component = numbers[n]
    guard !isPassed[n], n < width || numbers[n - width] != component else { return nil }
    let (startX, startY) = (n % width, n / width)
    // Right, down, left, up.
    var (x, y, direction) = (startX, startY, 0)
    var corners = [RegionOutlines.Corner(x: x, y: y)]
    var doubleArea = 0
    repeat {
      if direction == 0 { isPassed[y * width + x] = true }
      let (oldX, oldY) = (x, y)
      switch direction {
      case 0: x += 1
      case 1: y += 1
      case 2: x -= 1
      default: y -= 1
      }
      doubleArea += oldX * y - x * oldY
      let (right, left) = ahead(x, y, direction)
      if right != component {
        direction = (direction + 1) & 3
      } else if left == component {
        direction = (direction + 3) & 3
      } else {
        continue
      }
      if x != startX || y != startY || direction != 0 { corners.append(.init(x: x, y: y)) }
    } while x != startX || y != startY || direction != 0
    return (corners, doubleArea < 0)
  }

  /// The components of the pixels ahead of a corner, on the right and on the left; −1 outside.
  private func ahead(_ x: Int, _ y: Int, _ direction: Int) -> (right: Int32, left: Int32) {
    switch direction {
    case 0: (component(x, y), component(x, y - 1))
    case 1: (component(x - 1, y), component(x, y))
    case 2: (component(x - 1, y - 1), component(x - 1, y))
    default: (component(x, y - 1), component(x - 1, y - 1))
    }
  }

  private func component(_ x: Int, _ y: Int) -> Int32 {
    x >= 0 && y >= 0 && x < width && y < height ? numbers[y * width + x] : -1
  }
}
