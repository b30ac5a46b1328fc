import Imaging
import Parallelism
import Segmentation
import Superpixels
import Testing

@Suite struct VoteTests {
  @Test("The most frequent cluster wins, the smallest on ties")
  func majority() {
    let superpixels = Superpixels(
      size: PictureSize(width: 4, height: 3), labels: [0, 0, 1, 1, 0, 2, 2, 1, 2, 2, 2, 1], count: 3)
    var result = [UInt16](repeating: 0, count: 12)
    Vote(superpixels: superpixels, clusterCount: 8, workers: Workers(count: 2))
      .winners([5, 3, 7, 7, 3, 1, 4, 2, 1, 4, 6, 2], into: &result)
    #expect(result == [3, 3, 2, 2, 3, 1, 1, 2, 1, 1, 1, 2])
  }
}
