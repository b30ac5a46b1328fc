import Imaging
import Regions
import Testing

@Suite struct DescriptorAlignmentTests {
  private static let settings = RegionSettings.drawn(3)

  /// The frames of a scene as two networks describe them: the responses of the second one are mapped.
  private func frames(_ count: Int, mapped: (SIMD3<Float>) -> [Float]) -> [FrameParts] {
    var scene = DrawnScene()
    scene.background = { x, y in SIMD3(Float(20 + x / 2), Float(y / 3), Float((x + y) % 40)) }
    var describer = FrameDescriber(Self.settings)
    return (0..<count).compactMap { frame in
      let input = scene.input(frame, after: frame > 0 ? frame - 1 : nil)
      let described = describer.describe(
        RegionInput(
          picture: input.picture, superpixels: input.superpixels, colors: input.colors, responses: [],
          correspondence: input.correspondence)
      ).frame
      // Three colors, and three values in place of responses.
      return described.parts?.withDescriptors { color in mapped(SIMD3(color[0], color[1], color[2])) }
    }
  }

  private func descriptors(_ frames: [FrameParts]) -> [[Float]] { frames.flatMap { $0.parts.map(\.descriptor) } }

  @Test("Where both parts agree, nothing changes")
  func identity() {
    let frames = frames(4) { [$0.x, $0.y, $0.z, $0.x - $0.y, 2 * $0.z, 5] }
    var alignment = DescriptorAlignment(dimensions: 6)
    for frame in frames { alignment.add(earlier: frame, later: frame) }
    for descriptor in descriptors(frames) { #expect(alignment.map(descriptor) == descriptor) }
  }

  @Test("An affine difference is found, colors are kept, and the order of the frames does not matter")
  func affine() {
    let later = frames(6) { [$0.x, $0.y, $0.z, $0.x - $0.y, 2 * $0.z, $0.y] }
    let earlier = frames(6) { [$0.x, $0.y, $0.z, 1.5 * ($0.x - $0.y) + 3, 2 * $0.z - 0.5 * $0.y, $0.y + 7] }
    var (alignment, reversed) = (DescriptorAlignment(dimensions: 6), DescriptorAlignment(dimensions: 6))
    for (a, b) in zip(earlier, later) { alignment.add(earlier: a, later: b) }
    for (a, b) in zip(earlier, later).reversed() { reversed.add(earlier: a, later: b) }
    for (own, other) in zip(descriptors(later), descriptors(earlier)) {
      let (mapped, again) = (alignment.map(own), reversed.map(own))
      #expect(mapped.prefix(3) == own.prefix(3))
      #expect(zip(mapped, other).allSatisfy { abs($0 - $1) < 0.1 })
      #expect(zip(mapped, again).allSatisfy { abs($0 - $1) < 0.01 })
    }
  }

  @Test("Frames that say nothing change nothing")
  func nothing() {
    let descriptor: [Float] = [1, 2, 3, 4]
    #expect(DescriptorAlignment(dimensions: 4).map(descriptor) == descriptor)
    #expect(DescriptorMap.identity(descriptor) == descriptor)
  }
}
