/// How far a region extends along the border of the picture (its rim), over its frames.
///
/// A figure is enclosed by its ground, and the ground extends to the border of the picture (Rubin, "Synsoplevede
/// figurer", 1915). The measure is boundary connectivity: the pixels on the picture border relative to the square
/// root of the area (Zhu, Liang, Wei and Sun, "Saliency optimization from robust background detection", CVPR 2014).
package struct BoundaryConnectivity: Equatable, Sendable {
  /// Pixels in all frames.
  private var area: Float
  /// Those on the picture border.
  private var rim: Float
  private var frames: Range<Int32>

  /// - Parameters:
  ///   - area: pixels in all frames, ≥ 0.
  ///   - rim: those on the picture border.
  ///   - frames: from the region's first to its last frame.
  package init(area: Float = 0, rim: Float = 0, frames: Range<Int32> = 0..<0) {
    (self.area, self.rim, self.frames) = (area, rim, frames)
  }

  /// 0 for a region that does not touch the picture border; 1 if its border pixels equal the square root of its area.
  package var value: Float {
    guard area > 0, !frames.isEmpty else { return 0 }
    return min(1, rim / (area * Float(frames.count)).squareRoot())
  }

  package mutating func join(_ other: Self) {
    area += other.area
    rim += other.rim
    if frames.isEmpty {
      frames = other.frames
    } else if !other.frames.isEmpty {
      frames = min(frames.lowerBound, other.frames.lowerBound)..<max(frames.upperBound, other.frames.upperBound)
    }
  }
}

extension BoundaryConnectivity {
  /// - Parameter samples: in ascending order of frames.
  init(_ samples: ArraySlice<Supervoxel.Sample>) {
    guard let first = samples.first, let last = samples.last else {
      self.init()
      return
    }
    self.init(
      area: samples.reduce(0) { $0 + $1.pixels }, rim: samples.reduce(0) { $0 + $1.rimPixels },
      frames: first.frame..<(last.frame + 1))
  }
}
