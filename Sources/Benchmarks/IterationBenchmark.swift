import Foundation
import Imaging
import Parallelism
import Segmentation
import Superpixels
import Training
import VectorKernels

/// The time of one training iteration: forward, superpixel vote, backward and gradient step.
package struct IterationBenchmark {
  package var size = PictureSize(width: 481, height: 321)
  package var components = 2
  /// p and q.
  package var channels = 100
  package var superpixels = 10_000
  package var iterations = 10
  package var threads = 2
  package var convolution = ConvolutionMethod.winograd
  /// μ, the weight of the loss of spatial continuity.
  package var continuity: Float = 0
  package var kernels = Kernels.best

  package init() {}

  package struct Report: Encodable {
    package let benchmark = "iteration"
    package let size: String
    package let components, channels: Int
    package let threads: Int
    package let convolution: String
    /// The vector width.
    package let kernels: String
    /// Whose matrix product it was: ours or OpenBLAS's.
    package let product: String
    /// The median over the iterations, without the first two.
    package let secondsPerIteration: Double
    package let fastest: Double
    /// The operations of direct convolutions, divided by the measured time.
    package let directGflops: Double
    package let sgemmPeakGflops: Double
    package let directOverSgemmPeak: Double
    package let peakRssMb: Int
    package let blas: String
  }

  package func run() -> Report {
    let workers = Workers(count: threads)
    let picture = Self.picture(size)
    var superpixelSettings = SuperpixelSettings()
    superpixelSettings.count = superpixels
    let parts = SLIC(superpixelSettings, workers: workers).superpixels(of: picture).0
    let state = NetworkState(
      architecture: Architecture(
        components: components, channels: channels, clusters: channels, hasResponseAffine: true),
      initialization: .fanIn, seed: 0)
    let network = Network(
      state: state, height: size.height, width: size.width, workers: workers, convolution: convolution,
      continuity: continuity, kernels: kernels)
    network.setInput(picture.bytes.map { Float($0) / 255 })
    let vote = Vote(superpixels: parts, clusterCount: channels, workers: workers)
    var clusters = [UInt16](repeating: 0, count: size.count)
    var targets = clusters
    var times: [Double] = []
    for _ in 0..<(iterations + 2) {
      times.append(
        seconds {
          network.forward(&clusters)
          vote.winners(clusters, into: &targets)
          _ = network.backward(targets: targets)
          network.descend(rate: 0.1, momentum: 0.9)
        })
    }
    let peakMemory = peakResidentMegabytes()
    let counted = times.dropFirst(2).sorted()
    let median = counted[counted.count / 2]
    let peak = sgemmPeak(workers)
    let direct = directFlops / median / 1e9
    return Report(
      size: "\(size.width)x\(size.height)", components: components, channels: channels, threads: threads,
      convolution: convolution.rawValue, kernels: "\(kernels.level)",
      product: kernels.multiplies ? "own" : "OpenBLAS", secondsPerIteration: median, fastest: counted[0],
      directGflops: direct, sgemmPeakGflops: peak, directOverSgemmPeak: direct / peak,
      peakRssMb: peakMemory, blas: Matrix.description)
  }

  /// Three times 2·N·(27p + 9p²(M − 1) + pq): forward, and about twice that backward, without the first layer's input
  /// gradient.
  private var directFlops: Double {
    let n = Double(size.count)
    let p = Double(channels)
    let first = 27 * p
    let others = 9 * p * p * Double(components - 1) + p * p
    return 2 * n * (2 * first + 3 * others)
  }

  /// The peak performance of a matrix product: 2048³, rows divided among the workers, best of five.
  private func sgemmPeak(_ workers: Workers) -> Double {
    let n = 2048
    let a = FeatureMap(height: 1, width: n, channels: n)
    let b = FeatureMap(height: 1, width: n, channels: n)
    let c = FeatureMap(height: 1, width: n, channels: n)
    for i in 0..<(n * n) {
      a.values[i] = Float(i % 7) - 3
      b.values[i] = Float(i % 5) - 2
    }
    let rows = n / workers.count
    let times = (0..<5).map { _ in
      seconds {
        workers.forEach(workers.count) { part, _ in
          let first = part * rows
          let count = part == workers.count - 1 ? n - first : rows
          Matrix.multiplyByLibrary(
            a.values((first * n)..<((first + count) * n)), b.values(0..<(n * n)),
            into: c.mutableValues((first * n)..<((first + count) * n)), m: count, n: n, k: n)
        }
      }
    }
    return 2 * Double(n * n * n) / (times.min() ?? 1) / 1e9
  }

  /// Smooth blobs in all colors.
  package static func picture(_ size: PictureSize) -> Picture {
    var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for y in 0..<size.height {
      for x in 0..<size.width {
        let (u, v) = (Double(x), Double(y))
        let red = sin(u / 17) + cos(v / 23 + u / 61)
        let green = sin(v / 13 - u / 41) + cos(u / 29)
        let blue = cos((u + v) / 31) + sin(v / 11)
        picture[x, y] = RGBColor(
          red: UInt8(127 + 60 * red), green: UInt8(127 + 60 * green), blue: UInt8(127 + 60 * blue))
      }
    }
    return picture
  }
}

package func seconds(_ body: () throws -> Void) rethrows -> Double {
  let (whole, attoseconds) = try ContinuousClock().measure(body).components
  return Double(whole) + Double(attoseconds) * 1e-18
}

/// The median of several runs, after one warm-up run.
package func medianSeconds(of repetitions: Int, _ body: () throws -> Void) rethrows -> Double {
  let times = try (0...repetitions).map { _ in try seconds(body) }
  let counted = times.dropFirst().sorted()
  return counted[counted.count / 2]
}

package func peakResidentMegabytes() -> Int {
  var usage = rusage()
  // RUSAGE_SELF has a different type on each system.
  getrusage(0, &usage)
  #if os(Linux)
    return usage.ru_maxrss / 1024
  #else
    return usage.ru_maxrss >> 20
  #endif
}
