import Foundation

extension Network {
  /// The mean softmax of the normalized responses of the last ``forward(_:)`` over sets of pixels: each cluster's
  /// share of a set, weighted by the network's confidence.
  ///
  /// - Parameters:
  ///   - pixels: the pixels of all sets, concatenated.
  ///   - offsets: the start of each set, and the end of the last; no set is empty.
  /// - Returns: q values for each set, 0…1, with sum 1.
  package func meanProbabilities(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    guard let normalization = responseNormalization else { return [] }
    let q = architecture.clusters
    return sums(over: pixels, offsets: offsets) { members, sum in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: q) { y in
        y.initialize(repeating: 0)
        for n in members {
          normalization.apply(to: responses.values + Int(n) * q, into: y.baseAddress!)
          Self.addSoftmax(of: y, weight: 1 / Float(members.count), to: sum)
        }
      }
    }
  }

  /// The mean of the normalized responses y′ of the last ``forward(_:)`` over sets of pixels.
  ///
  /// - Parameters: as in ``meanProbabilities(of:offsets:)``.
  /// - Returns: q values for each set.
  package func meanResponses(of pixels: [Int32], offsets: [Int32]) -> [Float] {
    guard let normalization = responseNormalization else { return [] }
    let q = architecture.clusters
    return sums(over: pixels, offsets: offsets) { members, sum in
      for n in members {
        let y = responses.values + Int(n) * q
        for i in 0..<q { sum[i] += y[i] }
      }
      // The normalization is affine, so it can be applied to the mean.
      for i in 0..<q { sum[i] *= 1 / Float(members.count) }
      normalization.apply(to: sum, into: sum)
    }
  }

  /// Sums a function over each set of pixels; the function gets the pixels and q zeros.
  private func sums(
    over pixels: [Int32], offsets: [Int32], _ add: (ArraySlice<Int32>, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    let q = architecture.clusters
    let sets = offsets.count - 1
    let block = 64
    return [Float](unsafeUninitializedCapacity: sets * q) { result, initialized in
      result.initialize(repeating: 0)
      // SAFETY: a part writes only the values of its own sets; every pixel is in the map, which is not written
      // meanwhile.
      nonisolated(unsafe) let (result, add) = (result, add)
      workers.forEach((sets + block - 1) / block) { part, _ in
        for set in (part * block)..<min(sets, (part + 1) * block) {
          add(pixels[Int(offsets[set])..<Int(offsets[set + 1])], result.baseAddress! + set * q)
        }
      }
      initialized = sets * q
    }
  }

  /// Adds weight · exp(yᵢ) / Σ exp(yⱼ) to every value of a sum.
  private static func addSoftmax(
    of y: UnsafeMutableBufferPointer<Float>, weight: Float, to sum: UnsafeMutablePointer<Float>
  ) {
    let largest = y.max() ?? 0
    var total: Float = 0
    for i in y.indices {
      y[i] = exp(y[i] - largest)
      total += y[i]
    }
    for i in y.indices { sum[i] += y[i] * (weight / total) }
  }
}
