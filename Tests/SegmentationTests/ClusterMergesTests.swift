import Imaging
import Segmentation
import Superpixels
import Testing

@Suite("Merging clusters")
struct ClusterMergesTests {
  /// Sixteen superpixels of four by four pixels, four in a row.
  private let size = PictureSize(width: 16, height: 16)
  private var superpixels: Superpixels {
    let labels = (0..<size.count).map { Int32(4 * ($0 / size.width / 4) + $0 % size.width / 4) }
    return Superpixels(size: size, labels: labels, count: 16)
  }
  /// A label for each superpixel.
  private let clusters: [UInt16] = [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4]
  private let gray: [UInt16: Float] = [0: 10, 1: 80, 2: 84, 3: 40, 4: 20]

  private func map(_ labels: [UInt16]) -> [UInt16] { superpixels.labels.map { labels[Int($0)] } }

  private func merged(to limit: Int, of clusters: [UInt16]? = nil) -> [UInt16] {
    let clusters = clusters ?? self.clusters
    var merges = ClusterMerges(clusterCount: 5)
    merges.limit(
      map(clusters), of: superpixels, colors: clusters.map { SIMD3(gray[$0] ?? 0, 0, 0) }, to: limit)
    return merges.applied(to: [0, 1, 2, 3, 4])
  }

  @Test("Nothing is merged below the limit", arguments: [5, 6, 100])
  func enough(limit: Int) {
    #expect(merged(to: limit) == [0, 1, 2, 3, 4])
  }

  @Test("The limit is never exceeded", arguments: 1...5)
  func limit(limit: Int) {
    #expect(Set(merged(to: limit)).count == limit)
  }

  @Test("Neighbors of similar color are merged first, and the larger one keeps its number")
  func alike() {
    let table = merged(to: 4)
    #expect(table[1] == table[2])
    #expect(table == [0, 1, 1, 3, 4])
    // One superpixel of cluster 1 fewer: now 2 is larger.
    let other = merged(to: 4, of: [0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4, 4])
    #expect(other == [0, 2, 2, 3, 4])
  }

  @Test("Of two equally similar clusters, the surrounding one is joined")
  func border() {
    let surrounded: [UInt16] = [
      1, 1, 1, 0,
      1, 2, 1, 0,
      1, 1, 1, 0,
      3, 3, 3, 0,
    ]
    let superpixels = superpixels
    var merges = ClusterMerges(clusterCount: 4)
    // Cluster 2 is as far from 0 as from 1.
    let gray: [Float] = [20, 40, 30, 99]
    merges.limit(
      map(surrounded), of: superpixels, colors: surrounded.map { SIMD3(gray[Int($0)], 0, 0) }, to: 3)
    #expect(merges.applied(to: [0, 1, 2, 3]) == [0, 1, 1, 3])
  }

  @Test("Merged clusters stay merged in later frames")
  func lasting() {
    var merges = ClusterMerges(clusterCount: 5)
    merges.limit(map(clusters), of: superpixels, colors: clusters.map { SIMD3(gray[$0] ?? 0, 0, 0) }, to: 4)
    // In the next frame they look as different as can be.
    let changed = clusters.map { SIMD3<Float>($0 == 2 ? 0 : 100, 0, 0) }
    let next = merges.applied(to: map(clusters))
    merges.limit(next, of: superpixels, colors: changed, to: 4)
    #expect(merges.applied(to: [0, 1, 2, 3, 4]) == [0, 1, 1, 3, 4])
  }
}
