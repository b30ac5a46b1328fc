import Imaging
import Motion
import Superpixels

/// The superpixels of one frame merged to a few hundred parts: the nodes of the frame in the space-time graph.
package struct FrameParts: Sendable {
  package struct Part: Sendable {
    /// > 0.
    package var pixels: Float
    package var descriptor: [Float]
    package var motion: RegionModel.Motion
    /// The centroid, in pixels.
    package var centroid: SIMD2<Float>
  }

  /// The working picture, whose edges borders move to (``SlotMap/refined(_:earlier:backward:reach:)``).
  package let picture: Picture
  /// The part of every pixel.
  package let map: [Int32]
  package internal(set) var parts: [Part]
  /// Adjacent parts, with the length of their border; a strong contrast makes it shorter (``RegionModel/borders(of:size:)``).
  package let edges: [RegionAdjacencyGraph.Edge]

  package var size: PictureSize { picture.size }

  init(picture: Picture, map: [Int32], parts: [Part], edges: [RegionAdjacencyGraph.Edge]) {
    (self.picture, self.map, self.parts, self.edges) = (picture, map, parts, edges)
  }

  /// - Parameters:
  ///   - picture: of the size of the superpixels.
  ///   - colors: mean CIELAB color of each superpixel.
  ///   - responses: mean normalized responses of each superpixel, the same number for each; empty for none.
  ///   - residual: nil if there is no previous frame.
  ///   - maxParts: the maximum number of parts, ≥ 1.
  package init(
    _ picture: Picture, _ superpixels: Superpixels, colors: [SIMD3<Float>], responses: [Float], basis: DescriptorBasis,
    residual: ResidualMotion?, parameters: MergeParameters, maxParts: Int
  ) {
    let count = superpixels.count
    let q = responses.count / max(1, count)
    var model = RegionModel(parameters, dimensions: basis.dimensions, frames: 1, capacity: count)
    var descriptor: [Float] = []
    for k in 0..<count {
      descriptor.removeAll(keepingCapacity: true)
      basis.append(color: colors[k], responses: responses[(k * q)..<((k + 1) * q)], to: &descriptor)
      model.append(
        size: Float(superpixels[k].count), descriptor: descriptor,
        motion: (0, Self.motion(of: superpixels[k], residual)))
    }
    let edges = model.borders(of: superpixels.labels, size: superpixels.size)
    var merging = GreedyMerging(model, count: count, edges: edges)
    while merging.count > maxParts, merging.next() != nil {}

    var forest = merging.forest
    let (numbers, partCount) = forest.numbers()
    var roots = [Int](repeating: 0, count: partCount)
    for k in 0..<count { roots[Int(numbers[k])] = forest.root(of: k) }
    self.picture = picture
    map = superpixels.labels.map { numbers[Int($0)] }
    let centroids = Self.centroids(map, size: picture.size, count: partCount)
    parts = roots.indices.map { part in
      Part(
        pixels: merging.model.sizes[roots[part]], descriptor: Array(merging.model.descriptor(of: roots[part])),
        motion: merging.model.motion(of: roots[part], frame: 0), centroid: centroids[part])
    }
    self.edges = merging.edges.map { edge in
      let (a, b) = (numbers[Int(edge.a)], numbers[Int(edge.b)])
      return RegionAdjacencyGraph.Edge(a: min(a, b), b: max(a, b), length: edge.length)
    }
  }

  /// The parts with other descriptors.
  package func withDescriptors(_ descriptor: ([Float]) -> [Float]) -> FrameParts {
    var result = self
    for index in parts.indices { result.parts[index].descriptor = descriptor(parts[index].descriptor) }
    return result
  }

  private static func motion(of pixels: ArraySlice<Int32>, _ residual: ResidualMotion?) -> RegionModel.Motion {
    guard let residual else { return RegionModel.Motion() }
    var sum = SIMD2<Float>.zero
    var known: Float = 0
    for n in pixels where residual.isKnown[Int(n)] {
      sum += SIMD2(residual.dx[Int(n)], residual.dy[Int(n)])
      known += 1
    }
    return RegionModel.Motion(pixels: known, velocity: known > 0 ? sum / known : .zero)
  }

  static func centroids(_ map: [Int32], size: PictureSize, count: Int) -> [SIMD2<Float>] {
    var sums = [SIMD2<Float>](repeating: .zero, count: count)
    var areas = [Float](repeating: 0, count: count)
    for (n, part) in map.enumerated() {
      sums[Int(part)] += SIMD2(Float(n % size.width), Float(n / size.width))
      areas[Int(part)] += 1
    }
    return zip(sums, areas).map { $0 / max(1, $1) }
  }
}
