import Foundation

/// The softmax loss of section 2.4 between the normalised responses and the target labels, and the arg max of
/// section 2.1; both walk the contiguous channels of one pixel.
enum SoftmaxLoss {
  /// The normalised responses of one pixel, padded to whole vectors with values that never win.
  ///
  /// SAFETY: the memory lives for the call of `body`; it is written as floats and read as vectors through one raw
  /// pointer.
  private static func withScratch<Result>(channels: Int, _ body: (Scratch) -> Result) -> Result {
    let vectors = (channels + 7) / 8
    return withUnsafeTemporaryAllocation(byteCount: vectors * 32, alignment: 32) { bytes in
      let scratch = Scratch(floats: bytes.bindMemory(to: Float.self).baseAddress!, vectors: vectors)
      scratch.pad()
      return body(scratch)
    }
  }

  private struct Scratch {
    let floats: UnsafeMutablePointer<Float>
    let vectors: Int

    /// The padding loses against any response. The last vector holds all of it.
    func pad() { self[vectors - 1] = SIMD8(repeating: -.greatestFiniteMagnitude) }

    subscript(vector: Int) -> SIMD8<Float> {
      get { UnsafeRawPointer(floats).load(fromByteOffset: 32 * vector, as: SIMD8<Float>.self) }
      nonmutating set {
        UnsafeMutableRawPointer(floats).storeBytes(of: newValue, toByteOffset: 32 * vector, as: SIMD8<Float>.self)
      }
    }

    func maximum() -> Float {
      var largest = self[0]
      for v in 1..<max(1, vectors) { largest.replace(with: self[v], where: self[v] .> largest) }
      return largest.max()
    }
  }

  /// cₙ = arg max of y′ₙ, the smallest index where several are largest.
  static func argMax(
    _ y: UnsafePointer<Float>, pixels: Int, channels: Int, normalization: BatchNormalization,
    into clusters: UnsafeMutablePointer<UInt16>
  ) {
    withScratch(channels: channels) { scratch in
      for n in 0..<pixels {
        normalization.apply(to: y + n * channels, into: scratch.floats)
        let maximum = scratch.maximum()
        var c = 0
        while c < channels - 1, scratch.floats[c] != maximum { c += 1 }
        clusters[n] = UInt16(truncatingIfNeeded: c)
      }
    }
  }

  /// g ← (softmax(y′) − one-hot(target)) / N for every pixel of a strip; sums[c] += g, sums[channels + c] += g·ŷ with ŷ
  /// the response normalised but without γ and β.
  ///
  /// - Returns: Σ over the pixels of −log softmax(y′)[target].
  static func gradient(
    _ y: UnsafePointer<Float>, targets: UnsafePointer<UInt16>, pixels: Int, channels: Int, count: Int,
    normalization: BatchNormalization, into g: UnsafeMutablePointer<Float>, sums: UnsafeMutablePointer<Float>
  ) -> Double {
    let weight = 1 / Float(count)
    let loss = withScratch(channels: channels) { scratch in
      var loss = 0.0
      for n in 0..<pixels {
        normalization.apply(to: y + n * channels, into: scratch.floats)
        let target = Int(targets[n])
        let targetResponse = scratch.floats[target]
        let maximum = scratch.maximum()
        var total = SIMD8<Float>(repeating: 0)
        for v in 0..<scratch.vectors {
          scratch[v] = exponential(scratch[v] - maximum)
          total += scratch[v]
        }
        // The padding adds e⁻⁸⁷ a lane, far below the last bit of a sum that is at least 1.
        let sum = total.sum()
        loss += Double(log(sum) + maximum - targetResponse)
        let factor = weight / sum
        let row = g + n * channels
        for c in 0..<channels { row[c] = scratch.floats[c] * factor }
        row[target] -= weight
        scratch.pad()
      }
      return loss
    }
    Rows.sumGradient(
      g, of: y, pixels: pixels, channels: channels, normalization: normalization, sums: sums)
    return loss
  }
}
