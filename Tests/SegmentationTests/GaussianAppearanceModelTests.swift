import Imaging
import Segmentation
import Superpixels
import Testing

@Suite("The colors of clusters")
struct GaussianAppearanceModelTests {
  /// Twelve superpixels of four by four pixels, four in a row.
  private let size = PictureSize(width: 16, height: 12)
  private var superpixels: Superpixels {
    let labels = (0..<size.count).map { n -> Int32 in
      let (x, y) = (n % size.width, n / size.width)
      return Int32(4 * (y / 4) + x / 4)
    }
    return Superpixels(size: size, labels: labels, count: 12)
  }
  private let sky = SIMD3<Float>(75, -5, -20)
  private let meadow = SIMD3<Float>(55, -35, 40)
  private let stranger = SIMD3<Float>(40, 60, 45)

  /// One label a superpixel, brought to the pixels.
  private func map(_ labels: [UInt16]) -> [UInt16] { superpixels.labels.map { labels[Int($0)] } }

  /// Cluster 3 is sky, cluster 7 is meadow.
  private var known: GaussianAppearanceModel {
    var colors = GaussianAppearanceModel(clusterCount: 10)
    colors.learn(
      map([3, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7]), of: superpixels,
      colors: Array(repeating: sky, count: 6) + Array(repeating: meadow, count: 6))
    return colors
  }

  @Test("Superpixels near their cluster's colors are unchanged")
  func usual() {
    var colors = known
    let voted = map([3, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7])
    let seen = (0..<12).map { ($0 < 6 ? sky : meadow) + SIMD3(Float($0 % 3), 2, -3) }
    #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 16) == voted)
    #expect(colors.count == 2)
  }

  @Test("A superpixel with the colors of another cluster is assigned to it")
  func mistaken() {
    var colors = known
    let seen = [meadow] + Array(repeating: sky, count: 11)
    let corrected = colors.corrected(map(Array(repeating: 3, count: 12)), of: superpixels, colors: seen, minArea: 64)
    #expect(corrected == map([7] + Array(repeating: 3, count: 11)))
  }

  @Test("A new object gets and keeps a new cluster if it is large enough")
  func birth() {
    var colors = known
    let seen = [stranger, stranger] + Array(repeating: sky, count: 10)
    let voted = map(Array(repeating: 3, count: 12))
    #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 33) == voted)
    #expect(colors.count == 2)

    let corrected = colors.corrected(voted, of: superpixels, colors: seen, minArea: 32)
    let own = corrected[0]
    #expect(own != 3 && own != 7)
    #expect(corrected == map([own, own] + Array(repeating: 3, count: 10)))
    #expect(colors.count == 3)

    colors.learn(corrected, of: superpixels, colors: seen)
    let moved = Array(repeating: sky, count: 11) + [stranger]
    #expect(colors.corrected(voted, of: superpixels, colors: moved, minArea: 100).last == own)
    #expect(colors.count == 3)
  }

  @Test("When all clusters are in use, new content keeps the network's cluster")
  func full() {
    var colors = GaussianAppearanceModel(clusterCount: 1)
    colors.learn(map(Array(repeating: 0, count: 12)), of: superpixels, colors: Array(repeating: sky, count: 12))
    let voted = map(Array(repeating: 0, count: 12))
    let seen = Array(repeating: stranger, count: 12)
    #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 1) == voted)
  }

  @Test("No cluster is started above the maximum")
  func maxClusters() {
    var colors = GaussianAppearanceModel(clusterCount: 10, maxClusters: 1)
    colors.learn(map(Array(repeating: 3, count: 12)), of: superpixels, colors: Array(repeating: sky, count: 12))
    let voted = map(Array(repeating: 3, count: 12))
    let seen = Array(repeating: stranger, count: 6) + Array(repeating: sky, count: 6)
    #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 1) == voted)
    #expect(colors.count == 1)
  }

  @Test("A cluster that is no longer visible can be reused")
  func room() {
    var colors = GaussianAppearanceModel(clusterCount: 10, maxClusters: 2)
    let both = map([3, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7])
    colors.learn(both, of: superpixels, colors: Array(repeating: sky, count: 6) + Array(repeating: meadow, count: 6))
    let voted = map(Array(repeating: 3, count: 12))
    let seen = Array(repeating: stranger, count: 6) + Array(repeating: sky, count: 6)
    #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 1) == voted)
    colors.learn(voted, of: superpixels, colors: Array(repeating: sky, count: 12))
    #expect(Set(colors.corrected(voted, of: superpixels, colors: seen, minArea: 1)).count == 2)
    #expect(colors.count == 3)
  }

  @Test("Slow changes of light are followed")
  func drift() {
    var colors = known
    let voted = map([3, 3, 3, 3, 3, 3, 7, 7, 7, 7, 7, 7])
    for frame in 1...200 {
      let light = SIMD3<Float>(-0.15 * Float(frame), 0, 0)
      let seen = (0..<12).map { ($0 < 6 ? sky : meadow) + light }
      #expect(colors.corrected(voted, of: superpixels, colors: seen, minArea: 16) == voted)
      colors.learn(voted, of: superpixels, colors: seen)
    }
    #expect(colors.count == 2)
  }
}
