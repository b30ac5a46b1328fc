import Imaging

/// Space-time regions as compared by merging: size, appearance, and motion in each of several frames, after
/// subtracting the camera motion.
///
/// The cost of a union is the increase of Mumford and Shah's energy per removed border ("Optimal approximations by
/// piecewise smooth functions and associated variational problems", 1989), with motion in addition to appearance:
///
///     cost(a, b) = (h · ‖f_a − f_b‖² / (1 + c·φ) + w · Σ_t h_t · ρ(‖v_a(t) − v_b(t)‖²)) · (1 + d) / Lᵞ
///
/// - f: the mean descriptor of a region; h = n_a·n_b / (n_a + n_b), with n its pixels. Values that are a distribution are
///   compared by their square roots (the Hellinger distance, without its factor 1/√2), in which differences of small
///   probabilities count more.
/// - v(t): its mean residual motion in frame t; h_t: as h, of the pixels with known motion. A bare region has few of them;
///   it is presumed to rest (``Motion/presumingRest(_:)``). ρ(s) = s / (1 + s/s₀). Regions with different motion stay
///   separate even if they look alike. Those without a common frame are compared without motion.
/// - φ, 0…1: their common fate (``MotionComparison``). Regions with common motion merge even if they look different.
/// - d = μ·|m_a − m_b| + ε·|o_a − o_b| keeps figure and ground separate. m, 0…1: how much a region moves
///   (``MotionComparison/contrast``). o, 0…1: how far it extends along the picture border (``BoundaryConnectivity``).
/// - L: the length of the common border.
///
/// ``MergeParameters`` has the constants: c (`commonFate`) and m₀ of φ (`commonMotion`), w (`motionWeight`), s₀
/// (`motionSaturation`), μ (`movementContrast`), ε (`boundaryContrast`), γ (`borderExponent`), and the share that is presumed
/// to rest (`restingShare`).
package struct RegionModel: MergeModel, Sendable {
  private let parameters: MergeParameters
  /// D: the number of values of a descriptor.
  private let dimensions: Int
  /// The number of values, at the end of a descriptor, that are a distribution.
  private let outcomes: Int
  /// The number of frames in which motion is compared.
  private let frames: Int
  /// Pixels of each region.
  package private(set) var sizes: [Float] = []
  /// The mean descriptor of each region, D values.
  package private(set) var descriptors: [Float] = []
  /// The square roots of the mean distribution of each region, `outcomes` values.
  private var roots: [Float] = []
  /// For each region and frame: the pixels with known motion, and its mean in pixels per frame.
  package private(set) var motion: [Motion] = []
  /// The boundary connectivity of each region; empty if not used.
  private var boundaries: [BoundaryConnectivity] = []
  /// The frames in which each region may have motion.
  private var spans: [Range<Int32>] = []

  /// The residual motion of a region in one frame.
  package struct Motion: Equatable, Sendable {
    /// Those with known motion.
    package var pixels: Float = 0
    /// All pixels of the region, ≥ `pixels`; 0 if motion must be known to count (``presumingRest(_:)``).
    package var area: Float = 0
    /// The mean of the known motion.
    package var velocity: SIMD2<Float> = .zero

    package init(pixels: Float = 0, area: Float = 0, velocity: SIMD2<Float> = .zero) {
      self.pixels = pixels
      self.area = area
      self.velocity = velocity
    }

    /// Fills up the pixels with known motion to a share of the area, with pixels at rest.
    ///
    /// A bare surface shows its motion almost nowhere but at the outline of an object in front of it, where the flow is the
    /// object's. Without this rule, it seems to move with the object.
    ///
    /// - Parameter share: of the area, 0…1 (``MergeParameters/restingShare``).
    @inline(__always)
    package func presumingRest(_ share: Float) -> Motion {
      let missing = share * area - pixels
      guard missing > 0 else { return self }
      return Motion(pixels: pixels + missing, area: area, velocity: velocity * (pixels / (pixels + missing)))
    }
  }

  /// - Parameters:
  ///   - parameters: the constants of the cost.
  ///   - dimensions: the number of values of a descriptor.
  ///   - outcomes: how many of them, the last ones, are a distribution: ≥ 0, of sum 1.
  ///   - frames: the number of frames in which motion is compared.
  ///   - capacity: the expected number of regions.
  package init(_ parameters: MergeParameters, dimensions: Int, outcomes: Int = 0, frames: Int, capacity: Int = 0) {
    precondition((0...dimensions).contains(outcomes))
    self.parameters = parameters
    self.dimensions = dimensions
    self.outcomes = outcomes
    self.frames = frames
    sizes.reserveCapacity(capacity)
    descriptors.reserveCapacity(capacity * dimensions)
    motion.reserveCapacity(capacity * frames)
    spans.reserveCapacity(capacity)
  }

  package var count: Int { sizes.count }

  /// Appends a region of one frame, or of none if `motion` is nil.
  ///
  /// - Parameters:
  ///   - size: pixels, ≥ 0.
  ///   - descriptor: D values.
  ///   - motion: its motion, and the frame, 0 ..< `frames`.
  package mutating func append(size: Float, descriptor: some Collection<Float>, motion: (frame: Int, Motion)? = nil) {
    precondition(descriptor.count == dimensions)
    sizes.append(size)
    descriptors.append(contentsOf: descriptor)
    roots.append(contentsOf: descriptors.suffix(outcomes).lazy.map { max(0, $0).squareRoot() })
    let start = self.motion.count
    self.motion.append(contentsOf: repeatElement(Motion(), count: frames))
    if let motion {
      self.motion[start + motion.frame] = motion.1
      spans.append(Int32(motion.frame)..<Int32(motion.frame + 1))
    } else {
      spans.append(0..<0)
    }
  }

  /// Adds the motion of the last region appended in a later frame.
  package mutating func appendMotion(_ motion: Motion, frame: Int) {
    guard let span = spans.last else { return }
    self.motion[(count - 1) * frames + frame] = motion
    spans[count - 1] = span.isEmpty ? Int32(frame)..<Int32(frame + 1) : span.lowerBound..<Int32(frame + 1)
  }

  /// Sets the boundary connectivity of the last region appended. Call it for all regions or for none.
  package mutating func appendBoundary(_ boundary: BoundaryConnectivity) { boundaries.append(boundary) }

  package func cost(_ a: Int, _ b: Int, length: Float) -> Float {
    let size = sizes[a] + sizes[b]
    guard size > 0 else { return 0 }
    let motion = compareMotion(a, b)
    let appearance = sizes[a] * sizes[b] / size * squaredDistance(a, b)
    let energy =
      appearance / (1 + parameters.commonFate * motion.commonFate(from: parameters.commonMotion))
      + parameters.motionWeight * motion.divergence
    var contrast = parameters.movementContrast * motion.contrast
    if !boundaries.isEmpty {
      contrast += parameters.boundaryContrast * abs(boundaries[a].value - boundaries[b].value)
    }
    return energy * (1 + contrast) / parameters.border(length)
  }

  /// ‖f_a − f_b‖².
  private func squaredDistance(_ a: Int, _ b: Int) -> Float {
    let distance = Self.squaredDistance(descriptors, a * dimensions, b * dimensions, count: dimensions - outcomes)
    guard outcomes > 0 else { return distance }
    return distance + Self.squaredDistance(roots, a * outcomes, b * outcomes, count: outcomes)
  }

  /// Of `count` values from place `a` on to those from place `b` on.
  private static func squaredDistance(_ values: [Float], _ a: Int, _ b: Int, count: Int) -> Float {
    var sum: Float = 0
    values.withUnsafeBufferPointer { values in
      // SAFETY: the places are those of valid regions, and each has at least `count` values.
      for i in 0..<count {
        let step = values[a + i] - values[b + i]
        sum += step * step
      }
    }
    return sum
  }

  /// The borders between the regions of a map, as edges of the graph, shortened where the descriptors differ.
  ///
  /// - Parameter labels: the region of every pixel, rows from the top.
  package func borders(of labels: [Int32], size: PictureSize) -> [RegionAdjacencyGraph.Edge] {
    shortened(RegionAdjacencyGraph(labels, size: size).edges)
  }

  /// Shortens borders where the descriptors differ (``MergeParameters/edgeScale``): of two divisions that explain the picture
  /// equally well, people prefer borders along contours to borders across smooth gradients such as a sky.
  package func shortened(_ edges: [RegionAdjacencyGraph.Edge]) -> [RegionAdjacencyGraph.Edge] {
    edges.map { edge in
      let contrast = squaredDistance(Int(edge.a), Int(edge.b)).squareRoot()
      return .init(a: edge.a, b: edge.b, length: edge.length / (1 + contrast / parameters.edgeScale))
    }
  }

  private func compareMotion(_ a: Int, _ b: Int) -> MotionComparison {
    var result = MotionComparison()
    let (start, end) = (
      max(spans[a].lowerBound, spans[b].lowerBound), min(spans[a].upperBound, spans[b].upperBound)
    )
    guard start < end else { return result }
    motion.withUnsafeBufferPointer { motion in
      // SAFETY: spans lie within 0 ..< frames, and every region has `frames` values.
      for frame in Int(start)..<Int(end) {
        result.add(
          motion[a * frames + frame].presumingRest(parameters.restingShare),
          motion[b * frames + frame].presumingRest(parameters.restingShare), saturation: parameters.motionSaturation)
      }
    }
    return result
  }

  package mutating func join(_ b: Int, into a: Int) {
    let size = sizes[a] + sizes[b]
    let share = size > 0 ? sizes[b] / size : 0
    for i in 0..<dimensions {
      descriptors[a * dimensions + i] += share * (descriptors[b * dimensions + i] - descriptors[a * dimensions + i])
    }
    for i in 0..<outcomes {
      roots[a * outcomes + i] = max(0, descriptors[(a + 1) * dimensions - outcomes + i]).squareRoot()
    }
    sizes[a] = size
    if !boundaries.isEmpty { boundaries[a].join(boundaries[b]) }
    for frame in Int(spans[b].lowerBound)..<Int(spans[b].upperBound) {
      let other = motion[b * frames + frame]
      guard other.pixels > 0 || other.area > 0 else { continue }
      let own = motion[a * frames + frame]
      let pixels = own.pixels + other.pixels
      let share = pixels > 0 ? other.pixels / pixels : 0
      motion[a * frames + frame] = Motion(
        pixels: pixels, area: own.area + other.area, velocity: own.velocity + (other.velocity - own.velocity) * share)
    }
    if spans[a].isEmpty {
      spans[a] = spans[b]
    } else if !spans[b].isEmpty {
      spans[a] = min(spans[a].lowerBound, spans[b].lowerBound)..<max(spans[a].upperBound, spans[b].upperBound)
    }
  }

  /// The descriptor of a region.
  package func descriptor(of region: Int) -> ArraySlice<Float> {
    descriptors[(region * dimensions)..<((region + 1) * dimensions)]
  }

  /// The motion of a region in a frame.
  package func motion(of region: Int, frame: Int) -> Motion { motion[region * frames + frame] }
}
