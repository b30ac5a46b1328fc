import Imaging
import Motion
import Segmentation
import Testing

@Suite("The memory of labels")
struct LabelMemoryTests {
  private let size = PictureSize(width: 16, height: 8)
  private let labelHysteresis = 0.5
  /// Seconds a frame: a quarter of the label hysteresis, and exact in binary.
  private let interval = 0.125

  private func frame(_ backward: [Int32]? = nil) -> FrameCorrespondence {
    FrameCorrespondence(shot: 0, backward: backward ?? Array(0..<Int32(size.count)), seconds: interval, change: 0.1)
  }

  private func filled(_ label: UInt16) -> ClusterMap { ClusterMap(size: size, filledWith: label) }

  /// A memory in which a map has been believed for long.
  private func memory(of map: ClusterMap) -> LabelMemory {
    var memory = LabelMemory(map)
    for _ in 0..<12 { _ = memory.settle(map, frame(), labelHysteresis: labelHysteresis, minArea: 0) }
    return memory
  }

  @Test("Flicker shorter than the label hysteresis is ignored, even if repeated")
  func flicker() {
    var memory = memory(of: filled(1))
    for _ in 0..<5 {
      for _ in 0..<3 {
        #expect(memory.settle(filled(2), frame(), labelHysteresis: labelHysteresis, minArea: 0) == filled(1))
      }
      for _ in 0..<3 {
        #expect(memory.settle(filled(1), frame(), labelHysteresis: labelHysteresis, minArea: 0) == filled(1))
      }
    }
  }

  @Test("A lasting change takes effect after the label hysteresis")
  func change() {
    var memory = memory(of: filled(1))
    var labels: [UInt16] = []
    for _ in 0..<8 {
      labels.append(memory.settle(filled(2), frame(), labelHysteresis: labelHysteresis, minArea: 0).labels[0])
    }
    #expect(labels == [1, 1, 1, 1, 2, 2, 2, 2])
  }

  @Test("Label hysteresis is in seconds, independent of the frame rate")
  func seconds() {
    var memory = memory(of: filled(1))
    let slow = FrameCorrespondence(shot: 0, backward: Array(0..<Int32(size.count)), seconds: 1, change: 0.1)
    #expect(memory.settle(filled(2), slow, labelHysteresis: labelHysteresis, minArea: 0) == filled(2))
  }

  @Test("New labels change sooner than old ones")
  func confidenceGrows() {
    var young = LabelMemory(filled(1))
    _ = young.settle(filled(1), frame(), labelHysteresis: labelHysteresis, minArea: 0)
    #expect(young.settle(filled(2), frame(), labelHysteresis: labelHysteresis, minArea: 0) == filled(1))
    #expect(young.settle(filled(2), frame(), labelHysteresis: labelHysteresis, minArea: 0) == filled(2))
  }

  @Test("Two equally likely clusters do not alternate")
  func noTurns() {
    var memory = memory(of: filled(1))
    var labels: [UInt16] = []
    for index in 0..<40 {
      labels.append(
        memory.settle(filled(index.isMultiple(of: 2) ? 2 : 1), frame(), labelHysteresis: labelHysteresis, minArea: 0)
          .labels[0])
    }
    #expect(Set(labels) == [1])
  }

  @Test("A label moves with its point, against the observation")
  func travels() {
    /// A bar four pixels wide.
    func bar(at left: Int) -> ClusterMap {
      ClusterMap(size: size, labels: (0..<size.count).map { (left..<left + 4).contains($0 % 16) ? 5 : 1 })
    }
    var memory = memory(of: bar(at: 2))
    let moved = (0..<Int32(size.count)).map { $0 % 16 < 2 ? -1 : $0 - 2 }
    #expect(memory.settle(filled(1), frame(moved), labelHysteresis: labelHysteresis, minArea: 0) == bar(at: 4))
    #expect(memory.settle(filled(1), frame(moved), labelHysteresis: labelHysteresis, minArea: 0) == bar(at: 6))
  }

  @Test("A pixel without correspondence takes the observed label, the others keep theirs")
  func untracked() {
    var memory = memory(of: filled(1))
    let backward = (0..<Int32(size.count)).map { $0 % 16 < 8 ? $0 : -1 }
    let settled = memory.settle(filled(2), frame(backward), labelHysteresis: labelHysteresis, minArea: 0)
    #expect(settled.labels == (0..<size.count).map { $0 % 16 < 8 ? 1 : 2 })
  }

  @Test("Regions below the minimum area are not stored")
  func small() {
    var memory = memory(of: filled(1))
    // A block of nine pixels that nothing is known of.
    let block = (0..<size.count).map { (3..<6).contains($0 % 16) && (2..<5).contains($0 / 16) }
    let observed = ClusterMap(size: size, labels: block.map { $0 ? 7 : 1 })
    let backward = block.enumerated().map { $1 ? -1 : Int32($0) }
    #expect(memory.settle(observed, frame(backward), labelHysteresis: labelHysteresis, minArea: 20) == filled(1))
    #expect(memory.settle(observed, frame(backward), labelHysteresis: labelHysteresis, minArea: 2).areas().count == 2)
  }

  @Test("Without a backward correspondence, or at another size, the observation is used")
  func anew() {
    var memory = memory(of: filled(1))
    let first = FrameCorrespondence(shot: 0, backward: nil, seconds: interval, change: 1)
    #expect(memory.settle(filled(2), first, labelHysteresis: labelHysteresis, minArea: 0) == filled(2))
    let other = ClusterMap(size: PictureSize(width: 3, height: 2), labels: [1, 2, 3, 4, 5, 6])
    let still = FrameCorrespondence(shot: 0, backward: Array(0..<6), seconds: interval, change: 0)
    #expect(memory.settle(other, still, labelHysteresis: labelHysteresis, minArea: 0) == other)
  }
}
