import Imaging
import Motion
import Regions
import Testing

/// The classes of supervoxels by scribbles on some.
@Suite struct SeededGraphTests {
  private static let size = PictureSize(width: 60, height: 20)

  /// Six columns of ten pixels, each a supervoxel, in colors of their own.
  private func graph(_ colors: [RGBColor], frames: Int = 3) -> SeededGraph {
    var picture = Picture(size: Self.size, filledWith: colors[0])
    var map = [Int32](repeating: 0, count: Self.size.count)
    for y in 0..<Self.size.height {
      for x in 0..<Self.size.width {
        picture[x, y] = colors[x / 10]
        map[y * Self.size.width + x] = Int32(100 + x / 10)
      }
    }
    var graph = SeededGraph()
    let stay = (0..<Self.size.count).map { Int32($0) }
    for frame in 0..<frames {
      graph.add(
        map, picture,
        FrameCorrespondence(shot: 0, backward: frame == 0 ? nil : stay, seconds: 0.04, change: 0))
    }
    return graph
  }

  private static let red = RGBColor(red: 200, green: 40, blue: 30)
  private static let dark = RGBColor(red: 150, green: 30, blue: 30)
  private static let green = RGBColor(red: 30, green: 160, blue: 60)

  @Test("A class reaches supervoxels of its color, not those beyond an edge")
  func colors() {
    var graph = graph([Self.red, Self.red, Self.dark, Self.green, Self.green, Self.green])
    graph.vote(for: 4, 100, pixels: 9)
    graph.vote(for: 2, 105, pixels: 9)
    #expect(graph.classes == [2, 4])
    #expect(graph.classified() == [100: 4, 101: 4, 102: 4, 103: 2, 104: 2, 105: 2])
  }

  @Test("A supervoxel has the class of most of its scribbled pixels; of equal ones the smaller")
  func votes() {
    var graph = graph([Self.red, Self.red, Self.red, Self.red, Self.red, Self.red])
    graph.vote(for: 1, 100, pixels: 3)
    graph.vote(for: 2, 100, pixels: 4)
    graph.vote(for: 5, 105, pixels: 4)
    graph.vote(for: 3, 105, pixels: 4)
    // A supervoxel that no frame has.
    graph.vote(for: 9, 7, pixels: 100)
    let classes = graph.classified()
    #expect(classes[100] == 2)
    #expect(classes[105] == 3)
    #expect(classes.count == 6)
  }

  @Test("Without scribbles, references decide; a scribble overrules them")
  func references() {
    var picture = Picture(size: Self.size, filledWith: Self.red)
    var map = [Int32](repeating: 0, count: Self.size.count)
    for n in map.indices {
      map[n] = Int32(n % Self.size.width / 20)
      if map[n] == 2 { picture[n % Self.size.width, n / Self.size.width] = Self.green }
    }
    var graph = SeededGraph(referenceClasses: [3, 8])
    graph.add(map, picture, FrameCorrespondence(shot: 0, backward: nil, seconds: 0.04, change: 0))
    #expect(graph.classes == [3, 8])
    graph.add([0.9, 0.1], to: 0, pixels: 400)
    graph.add([0.6, 0.4], to: 1, pixels: 400)
    graph.add([0.2, 0.8], to: 2, pixels: 400)
    // A supervoxel that no frame has.
    graph.add([0, 1], to: 9, pixels: 400)
    #expect(graph.classified() == [0: 3, 1: 3, 2: 8])
    graph.vote(for: 5, 0, pixels: 10)
    #expect(graph.classified()[0] == 5)
    #expect(graph.classified()[2] == 8)
  }

  @Test("Without scribbles there are no classes; one class is that of all")
  func few() {
    var graph = graph([Self.red, Self.green, Self.red, Self.green, Self.red, Self.green], frames: 1)
    #expect(graph.classified().isEmpty)
    graph.vote(for: 0, 103, pixels: 1)
    #expect(Set(graph.classified().values) == [0])
  }
}
