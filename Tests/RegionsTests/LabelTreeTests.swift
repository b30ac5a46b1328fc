import Imaging
import Regions
import Testing

@Suite struct LabelTreeTests {
  private let size = PictureSize(width: 40, height: 10)

  /// Stripes of the given labels and grays, from left to right.
  private func frame(_ stripes: [(label: UInt16, gray: UInt8)]) -> (map: LabelMap, lab: LabPlanes) {
    let place = (0..<size.count).map { $0 % size.width * stripes.count / size.width }
    let picture = Picture(
      size: size, bytes: place.flatMap { [stripes[$0].gray, stripes[$0].gray, stripes[$0].gray] })
    return (LabelMap(size: size, labels: place.map { stripes[$0].label }), LabPlanes(picture))
  }

  private func tree(_ frames: [[(label: UInt16, gray: UInt8)]]) -> LabelTree {
    var graph = LabelGraph()
    for stripes in frames {
      let (map, lab) = frame(stripes)
      graph.add(map, in: lab)
    }
    return graph.tree
  }

  @Test("The most alike neighbors are merged first; a union has the number of its oldest region")
  func order() {
    let stripes: [(label: UInt16, gray: UInt8)] = [(7, 10), (3, 200), (9, 190), (4, 12)]
    let tree = tree([stripes, stripes])
    let map = frame(stripes).map
    var counts = tree.counts
    counts.add(tree.numbered(map.areas()), of: size.count)
    func regions(_ count: Int) -> [UInt16] {
      let regions = tree.regions(at: counts.level(for: count))
      return [7, 3, 9, 4].map { regions[$0] }
    }
    #expect(regions(4) == [7, 3, 9, 4])
    #expect(regions(3) == [7, 3, 3, 4])
    // One level may join more.
    #expect(Set(regions(2)).count <= 2)
    #expect(regions(1) == [3, 3, 3, 3])
  }

  @Test("Regions without a common border, and pixels without a region, are not merged")
  func apart() {
    let tree = tree([[(1, 50), (0, 50), (2, 50)]])
    let regions = tree.regions(at: .greatestFiniteMagnitude)
    #expect(regions == [0, 1, 2])
  }

  @Test("An older region is one of an earlier frame")
  func age() {
    let tree = tree([[(8, 90)], [(8, 90), (2, 91)]])
    #expect(tree.regions(at: .greatestFiniteMagnitude)[2] == 8)
  }

  @Test("Labels without any region have an empty tree")
  func empty() {
    #expect(LabelGraph().tree.regions(at: 1) == [0])
  }
}
