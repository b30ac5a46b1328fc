import Foundation
import Training

/// The network of the paper written down plainly, in double precision and without any cleverness: what the fast kernels
/// are compared to. Every formula stands as in the paper; gradients are left to finite differences of ``loss``.
struct ReferenceNetwork {
  let architecture: Architecture
  let layout: ParameterLayout
  var values: [Double]

  init(_ state: NetworkState) {
    architecture = state.architecture
    layout = ParameterLayout(state.architecture)
    values = state.values.map(Double.init)
  }

  /// y′, N × q values.
  func normalizedResponses(_ picture: [Double], height: Int, width: Int) -> [Double] {
    var map = picture
    var channels = architecture.inputs
    for (m, component) in layout.components.enumerated() {
      map = convolve(
        map, height: height, width: width, inputs: channels, weights: component.weights, bias: component.bias,
        dilation: architecture.isDilated ? [1, 2, 4, 8, 16, 16][m] : 1)
      channels = architecture.channels
      for i in map.indices { map[i] = max(0, map[i]) }
      map = normalize(map, channels: channels, scale: component.scale, shift: component.shift)
    }
    if layout.components.isEmpty { map = normalize(map, channels: channels, scale: 0..<0, shift: 0..<0) }
    return normalize(
      classify(map), channels: architecture.clusters, scale: layout.responseScale, shift: layout.responseShift)
  }

  /// The mean over the pixels of −log softmax(y′)[target], plus `continuity` times the loss of spatial continuity.
  func loss(
    _ picture: [Double], height: Int, width: Int, targets: [UInt16], continuity: Double = 0
  ) -> Double {
    let q = architecture.clusters
    let y = normalizedResponses(picture, height: height, width: width)
    var sum = 0.0
    let targeted = targets.indices.filter { targets[$0] != Network.ignored }
    for n in targeted {
      let row = y[(n * q)..<((n + 1) * q)]
      let largest = row.max()!
      sum += log(row.reduce(0) { $0 + exp($1 - largest) }) + largest - row[n * q + Int(targets[n])]
    }
    func meanDifference(_ rows: Int, _ columns: Int, step: Int) -> Double {
      let pairs = (0..<rows).flatMap { row in (0..<columns).map { row * width + $0 } }
      guard !pairs.isEmpty else { return 0 }
      let differences = pairs.flatMap { n in (0..<q).map { abs(y[(n + step) * q + $0] - y[n * q + $0]) } }
      return differences.reduce(0, +) / Double(differences.count)
    }
    let differences =
      meanDifference(height, width - 1, step: 1) + meanDifference(height - 1, width, step: width)
    return sum / Double(targeted.count) + continuity * differences
  }

  private func convolve(
    _ map: [Double], height: Int, width: Int, inputs: Int, weights: Range<Int>, bias: Range<Int>, dilation: Int
  ) -> [Double] {
    let outputs = architecture.channels
    var result = [Double](repeating: 0, count: height * width * outputs)
    for y in 0..<height {
      for x in 0..<width {
        for o in 0..<outputs {
          var sum = values[bias.lowerBound + o]
          for ky in 0..<3 {
            for kx in 0..<3 {
              let sourceY = y + (ky - 1) * dilation
              let sourceX = x + (kx - 1) * dilation
              guard (0..<height).contains(sourceY), (0..<width).contains(sourceX) else { continue }
              for i in 0..<inputs {
                let weight = values[weights.lowerBound + ((o * 3 + ky) * 3 + kx) * inputs + i]
                sum += weight * map[(sourceY * width + sourceX) * inputs + i]
              }
            }
          }
          result[(y * width + x) * outputs + o] = sum
        }
      }
    }
    return result
  }

  private func normalize(_ map: [Double], channels: Int, scale: Range<Int>, shift: Range<Int>) -> [Double] {
    let count = Double(map.count / channels)
    var result = map
    for c in 0..<channels {
      let column = stride(from: c, to: map.count, by: channels)
      let mean = column.reduce(0) { $0 + map[$1] } / count
      let variance = column.reduce(0) { $0 + (map[$1] - mean) * (map[$1] - mean) } / count
      for i in column {
        let normalized = (map[i] - mean) / (variance + Double(architecture.epsilon)).squareRoot()
        result[i] =
          scale.isEmpty
          ? normalized : normalized * values[scale.lowerBound + c] + values[shift.lowerBound + c]
      }
    }
    return result
  }

  private func classify(_ map: [Double]) -> [Double] {
    let p = architecture.channels
    let q = architecture.clusters
    let pixels = map.count / p
    var result = [Double](repeating: 0, count: pixels * q)
    for n in 0..<pixels {
      for i in 0..<q {
        var sum = values[layout.classifierBias.lowerBound + i]
        for c in 0..<p { sum += values[layout.classifierWeights.lowerBound + i * p + c] * map[n * p + c] }
        result[n * q + i] = sum
      }
    }
    return result
  }
}

func norm(_ a: [Double]) -> Double { a.reduce(0) { $0 + $1 * $1 }.squareRoot() }

/// ‖a − b‖ / ‖b‖
func relativeDifference(_ a: [Float], _ b: [Double]) -> Double {
  precondition(a.count == b.count)
  return norm(a.indices.map { Double(a[$0]) - b[$0] }) / norm(b)
}
