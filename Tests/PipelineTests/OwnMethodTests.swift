import Imaging
import Pipeline
import Segmentation
import Testing

/// The least that a method has to have; it keeps what it was given.
private struct OwnMethod: Segmenter {
  let given: Counter

  mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    if input.superpixels != nil { given.add() }
    let isBright = input.lab.lightness.prefix(input.picture.size.count).map { $0 > 50 }
    return Segmentation(
      clusters: ClusterMap(size: input.picture.size, labels: isBright.map { $0 ? 1 : 0 }), clusterEpoch: 0)
  }
}

@Suite struct OwnMethodTests {
  @Test("A method has to have one function; superpixels are cut where it or the regions use them", arguments: [0, 1])
  func least(_ regions: Int) async throws {
    var settings = smallSettings()
    if regions == 1 { settings.remap.method = .regions }
    let given = Counter()
    let frames = Pipeline(settings: settings, threads: 2).frames(
      of: SyntheticFrames(count: 3), segmenter: OwnMethod(given: given))
    var count = 0
    for try await frame in frames {
      count += 1
      // The method does not say what it goes on with.
      #expect(frame.states == nil)
    }
    #expect(count == 3)
    #expect(given.count == (regions == 1 ? 3 : 0))
  }
}
