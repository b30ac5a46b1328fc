import Imaging

/// Makes the descriptors of two networks comparable that were trained on one shot: the affine map from those of the later
/// part to those of the earlier one, by least squares over frames that both parts have.
///
/// Both networks begin with the same weights, but are then trained on other frames, so that the same thing gets
/// responses that differ. Colors do not; they are kept.
package struct DescriptorAlignment: Sendable {
  private let dimensions: Int
  /// Σ n x xᵀ, (D + 1)²: x is a descriptor of the later part and a one, n the number of pixels.
  private var squares: [Double]
  /// Σ n x (y − x)ᵀ, (D + 1) × D: y is the descriptor of the same pixels in the earlier part.
  private var changes: [Double]

  /// The number of values that are colors.
  private static let colors = 3
  /// Added to the diagonal, relative to each value, and to the mean of all: where the frames say nothing, nothing is changed.
  private static let ridge = 1e-4, leastRidge = 1e-9

  /// - Parameter dimensions: the number of values of a descriptor, D.
  package init(dimensions: Int) {
    self.dimensions = dimensions
    squares = [Double](repeating: 0, count: (dimensions + 1) * (dimensions + 1))
    changes = [Double](repeating: 0, count: (dimensions + 1) * dimensions)
  }

  /// Adds a frame that both parts have. One without parts, or of another kind, says nothing.
  package mutating func add(earlier: FrameParts, later: FrameParts) {
    guard earlier.size == later.size, earlier.dimensions == dimensions, later.dimensions == dimensions else { return }
    var pairs = PairCounts()
    let offset = Int32(later.parts.count)
    for (a, b) in zip(later.map, earlier.map) { pairs.add(a, offset + b) }
    for pair in pairs.counted() {
      let (x, y) = (later.parts[Int(pair.a)].descriptor, earlier.parts[Int(pair.b - offset)].descriptor)
      let weight = Double(pair.count)
      for i in 0...dimensions {
        let value = weight * (i < dimensions ? Double(x[i]) : 1)
        for j in 0..<dimensions {
          squares[i * (dimensions + 1) + j] += value * Double(x[j])
          changes[i * dimensions + j] += value * Double(y[j] - x[j])
        }
        squares[i * (dimensions + 1) + dimensions] += value
      }
    }
  }

  /// The map from the later part's descriptors to the earlier one's.
  package var map: DescriptorMap {
    let n = dimensions + 1
    var (matrix, values) = (squares, changes)
    let mean = (0..<n).reduce(0.0) { $0 + squares[$1 * n + $1] } / Double(n)
    // Networks that agree need no map: nothing is rounded then.
    guard mean > 0, mean.isFinite, changes.contains(where: { $0 != 0 }) else { return .identity }
    for i in 0..<n { matrix[i * n + i] += Self.ridge * squares[i * n + i] + Self.leastRidge * mean }
    // Cholesky's decomposition, then forward and backward substitution.
    for i in 0..<n {
      for j in 0...i {
        var sum = matrix[i * n + j]
        for k in 0..<j { sum -= matrix[i * n + k] * matrix[j * n + k] }
        guard i == j else {
          matrix[i * n + j] = sum / matrix[j * n + j]
          continue
        }
        guard sum > 0 else { return .identity }
        matrix[i * n + i] = sum.squareRoot()
      }
    }
    for column in 0..<dimensions {
      for i in 0..<n {
        var sum = values[i * dimensions + column]
        for k in 0..<i { sum -= matrix[i * n + k] * values[k * dimensions + column] }
        values[i * dimensions + column] = sum / matrix[i * n + i]
      }
      for i in (0..<n).reversed() {
        var sum = values[i * dimensions + column]
        for k in (i + 1)..<n { sum -= matrix[k * n + i] * values[k * dimensions + column] }
        values[i * dimensions + column] = sum / matrix[i * n + i]
      }
    }
    guard values.allSatisfy(\.isFinite) else { return .identity }
    for i in 0..<n {
      for column in 0..<min(Self.colors, dimensions) { values[i * dimensions + column] = 0 }
    }
    return DescriptorMap(dimensions: dimensions, changes: values.map { Float($0) })
  }
}

/// An affine map of descriptors.
package struct DescriptorMap: Equatable, Sendable {
  fileprivate let dimensions: Int
  /// What is added to a descriptor, (D + 1) × D values: linear in it, and a constant.
  fileprivate let changes: [Float]

  package static let identity = DescriptorMap(dimensions: 0, changes: [])

  /// Descriptors of another number of values are not changed.
  package func callAsFunction(_ descriptor: [Float]) -> [Float] {
    guard dimensions > 0, descriptor.count == dimensions else { return descriptor }
    var result = descriptor
    for (i, value) in (descriptor + [1]).enumerated() where value != 0 {
      for j in 0..<dimensions { result[j] += value * changes[i * dimensions + j] }
    }
    return result
  }
}

extension DescribedFrame {
  /// The frame with other descriptors.
  package func mapped(by map: DescriptorMap) -> DescribedFrame {
    DescribedFrame(parts: parts?.withDescriptors { map($0) }, backward: backward)
  }
}

extension FrameParts {
  /// The number of values of a descriptor.
  var dimensions: Int { parts.first?.descriptor.count ?? 0 }
}
