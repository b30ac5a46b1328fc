import Parallelism
import Superpixels

/// The spatial continuity constraint, section 2.2: the most frequent cluster of each superpixel wins.
package struct Vote {
  private let superpixels: Superpixels
  /// q: clusters are 0 ..< clusterCount.
  private let clusterCount: Int
  private let workers: Workers

  package init(superpixels: Superpixels, clusterCount: Int, workers: Workers) {
    self.superpixels = superpixels
    self.clusterCount = clusterCount
    self.workers = workers
  }

  /// Writes c′ₙ: the most frequent cluster in the superpixel of pixel n, the smallest on ties.
  package func winners(_ clusters: [UInt16], into result: inout [UInt16]) {
    precondition(clusters.count == superpixels.pixels.count && result.count == clusters.count)
    let block = 256
    let blocks = (superpixels.count + block - 1) / block
    clusters.withUnsafeBufferPointer { clusters in
      result.withUnsafeMutableBufferPointer { result in
        superpixels.pixels.withUnsafeBufferPointer { pixels in
          superpixels.offsets.withUnsafeBufferPointer { offsets in
            let result = result
            workers.forEach(blocks) { part, _ in
              withUnsafeTemporaryAllocation(of: Int32.self, capacity: clusterCount) { histogram in
                histogram.initialize(repeating: 0)
                for k in (part * block)..<min(superpixels.count, (part + 1) * block) {
                  let members = UnsafeBufferPointer(rebasing: pixels[Int(offsets[k])..<Int(offsets[k + 1])])
                  Self.vote(members, clusters: clusters, histogram: histogram, into: result)
                }
              }
            }
          }
        }
      }
    }
  }

  /// SAFETY: superpixels are disjoint, so votes may run in parallel; the histogram is all zeros before and after.
  @inline(__always)
  private static func vote(
    _ members: UnsafeBufferPointer<Int32>, clusters: UnsafeBufferPointer<UInt16>,
    histogram: UnsafeMutableBufferPointer<Int32>, into result: UnsafeMutableBufferPointer<UInt16>
  ) {
    var winner: UInt16 = 0
    var maxVotes: Int32 = 0
    for n in members { histogram[Int(clusters[Int(n)])] += 1 }
    for n in members {
      let cluster = clusters[Int(n)]
      let votes = histogram[Int(cluster)]
      if votes > maxVotes || (votes == maxVotes && cluster < winner) {
        maxVotes = votes
        winner = cluster
      }
    }
    for n in members {
      histogram[Int(clusters[Int(n)])] = 0
      result[Int(n)] = winner
    }
  }
}
