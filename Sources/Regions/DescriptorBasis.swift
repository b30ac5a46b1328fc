import Imaging

/// The descriptor of a superpixel: mean color and the network's responses.
///
/// The mean normalized responses of a superpixel (y′ of the paper, q values) are projected to their first principal
/// components in the shot's first frame, and scaled to three quarters of the variance of the colors
/// (``DescriptorWeights/network``). The colors themselves are halved, so they keep a quarter of their variance
/// (``DescriptorWeights/color``): the responses are the main part of a descriptor.
package struct DescriptorBasis: Equatable, Sendable, Codable {
  /// The maximum number of principal components.
  private static let maxComponents = 16

  /// The number of responses; 0 for none.
  private let responses: Int
  /// `components` × `responses` values, already scaled.
  private let projection: [Float]
  private let weights: DescriptorWeights
  /// ``projection`` as one vector per response.
  private let columns: [SIMD16<Float>]

  /// The number of values of a descriptor.
  package var dimensions: Int { 3 + (responses > 0 ? projection.count / responses : 0) }

  /// - Parameters:
  ///   - colors: CIELAB, one per superpixel.
  ///   - responses: the same number for every superpixel; empty for none.
  package init(colors: [SIMD3<Float>], responses: [Float], weights: DescriptorWeights) {
    self.weights = weights
    let q = colors.isEmpty ? 0 : responses.count / colors.count
    guard q > 0, weights.network > 0 else {
      (self.responses, projection, columns) = (0, [], [])
      return
    }
    self.responses = q
    let covariance = Self.covariance(responses, dimensions: q)
    let (components, variance) = Self.principalComponents(
      covariance, dimensions: q, maxCount: min(Self.maxComponents, q))
    let scaled = colors.map { $0 * Self.channelWeights }
    let mean = scaled.reduce(.zero, +) / Float(colors.count)
    let colorVariance =
      scaled.reduce(Float(0)) { sum, color in
        let step = color - mean
        return sum + (step * step).sum()
      } / Float(colors.count)
    let scale = variance > 0 ? (weights.network * colorVariance / variance).squareRoot() : 0
    projection = components.map { $0 * scale }
    columns = Self.columns(projection, responses: q)
  }

  /// Lightness has half weight in squared differences: shadows and shading change it within an object.
  private static let channelWeights = SIMD3<Float>(Float(0.5).squareRoot(), 1, 1)

  /// Appends the descriptor of a superpixel.
  package func append(color: SIMD3<Float>, responses values: ArraySlice<Float>, to descriptor: inout [Float]) {
    let scaled = color * Self.channelWeights * weights.color
    descriptor.append(scaled.x)
    descriptor.append(scaled.y)
    descriptor.append(scaled.z)
    guard responses > 0 else { return }
    // All components at once; a slice of another length counts as no responses.
    var sums = SIMD16<Float>.zero
    if values.count == responses {
      for (i, value) in values.enumerated() { sums += columns[i] * value }
    }
    for component in 0..<(dimensions - 3) { descriptor.append(sums[component]) }
  }

  /// The columns of the projection, with up to 16 components.
  private static func columns(_ projection: [Float], responses: Int) -> [SIMD16<Float>] {
    var columns = [SIMD16<Float>](repeating: .zero, count: responses)
    for (n, weight) in projection.enumerated() { columns[n % responses][n / responses] = weight }
    return columns
  }

  private enum CodingKeys: CodingKey { case responses, projection, weights }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    responses = try container.decode(Int.self, forKey: .responses)
    projection = try container.decode([Float].self, forKey: .projection)
    weights = try container.decode(DescriptorWeights.self, forKey: .weights)
    // At least one component is required, which bounds the number of responses by the number of values.
    let isWhole = responses > 0 && projection.count.isMultiple(of: responses)
    guard
      responses == 0 && projection.isEmpty
        || isWhole && (1...Self.maxComponents).contains(projection.count / responses),
      projection.allSatisfy(\.isFinite)
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .projection, in: container, debugDescription: "the projection does not match the responses")
    }
    columns = Self.columns(projection, responses: responses)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(responses, forKey: .responses)
    try container.encode(projection, forKey: .projection)
    try container.encode(weights, forKey: .weights)
  }

  /// Validates decoded state for this number of responses.
  package func isConsistent(responses: Int) -> Bool {
    projection.allSatisfy(\.isFinite) && [weights.color, weights.network].allSatisfy { $0 >= 0 && $0.isFinite }
      && (self.responses == 0 ? projection.isEmpty : self.responses == responses)
      && (responses == 0 || projection.count <= Self.maxComponents * responses)
  }

  private static func covariance(_ values: [Float], dimensions q: Int) -> [Double] {
    let count = values.count / q
    var mean = [Double](repeating: 0, count: q)
    for k in 0..<count { for i in 0..<q { mean[i] += Double(values[k * q + i]) / Double(count) } }
    // A few hundred superpixels are enough to estimate the covariance.
    let step = max(1, count / 512)
    var result = [Double](repeating: 0, count: q * q)
    var centered = [Double](repeating: 0, count: q)
    var samples = 0.0
    for k in stride(from: 0, to: count, by: step) {
      samples += 1
      for i in 0..<q { centered[i] = Double(values[k * q + i]) - mean[i] }
      for i in 0..<q { for j in i..<q { result[i * q + j] += centered[i] * centered[j] } }
    }
    for i in 0..<q {
      for j in i..<q {
        result[i * q + j] /= samples
        result[j * q + i] = result[i * q + j]
      }
    }
    return result
  }

  /// The first eigenvectors by orthogonal iteration (Golub and Van Loan, "Matrix computations", 8.2.4), and the sum
  /// of their eigenvalues.
  private static func principalComponents(
    _ matrix: [Double], dimensions q: Int, maxCount: Int
  ) -> (components: [Float], variance: Float) {
    // A deterministic start that is not orthogonal to any eigenvector.
    var vectors = (0..<maxCount).map { row in
      (0..<q).map { column -> Double in
        let mixed = UInt64(row * q + column + 1) &* 0x9e37_79b9_7f4a_7c15
        return Double(mixed >> 40) / 16_777_216 - 0.5
      }
    }
    var values = [Double](repeating: 0, count: maxCount)
    for _ in 0..<24 {
      for row in 0..<maxCount {
        var product = (0..<q).map { i in
          var sum = 0.0
          for j in 0..<q { sum += matrix[i * q + j] * vectors[row][j] }
          return sum
        }
        for earlier in 0..<row {
          var share = 0.0
          for i in 0..<q { share += product[i] * vectors[earlier][i] }
          for i in 0..<q { product[i] -= share * vectors[earlier][i] }
        }
        let length = product.reduce(0.0) { $0 + $1 * $1 }.squareRoot()
        values[row] = length
        guard length > 1e-12 else {
          vectors[row] = Array(repeating: 0, count: q)
          continue
        }
        vectors[row] = product.map { $0 / length }
      }
    }
    return (vectors.flatMap { $0.map { Float($0) } }, Float(values.reduce(0, +)))
  }
}

/// The weights of a descriptor's parts.
package struct DescriptorWeights: Hashable, Sendable, Codable {
  /// The factor of CIELAB colors, ≥ 0; their variance changes by its square.
  package var color: Float
  /// The variance of the responses relative to that of the colors before ``color`` is applied, ≥ 0; 0 omits them.
  package var network: Float

  package init(color: Float = 0.5, network: Float = 0.75) {
    self.color = color
    self.network = network
  }
}
