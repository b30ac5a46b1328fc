import Foundation
import Imaging
import Media

/// The frames of the player: reduced pictures and label maps, evenly spaced, in bounded memory.
package struct PlayerFrames: Sendable {
  package struct Frame: Sendable {
    package let index: Int
    package let seconds: Double?
    /// WebP or JPEG; empty without pictures.
    package let picture: [UInt8]
    /// See ``runLengths(of:)``.
    package let map: [UInt8]

    fileprivate var byteCount: Int { picture.count + map.count }
  }

  /// Pictures and maps together, before base 64 makes four bytes of three.
  private static let budget = 4_200_000
  private static let maxCount = 600
  /// The box of the pictures for a short and for a long video.
  private static let (largeBox, smallBox) = (PictureSize(width: 480, height: 360), PictureSize(width: 320, height: 240))
  private static let shortVideo = 150

  /// The size of pictures and maps.
  let size: PictureSize
  let format: StillFormat
  /// Frames whose index is a multiple of it are kept, and the last one.
  private var stride: Int
  private let lastIndex: Int
  private var byteCount = 0
  /// In ascending order of the indices.
  package private(set) var frames: [Frame] = []

  /// - Parameters:
  ///   - size: of the label maps.
  ///   - count: the number of label maps.
  package init(size: PictureSize, count: Int) {
    self.size = size.fitted(in: count <= Self.shortVideo ? Self.largeBox : Self.smallBox)
    format = StillFormat.webp.isAvailable ? .webp : .jpeg
    stride = max(1, (count + Self.maxCount - 1) / Self.maxCount)
    lastIndex = count - 1
  }

  /// Adds a frame if it is one of those that are kept.
  ///
  /// - Throws: `MediaError`.
  package mutating func add(_ map: LabelMap, _ picture: Picture?, index: Int, seconds: Double?) throws(MediaError) {
    guard index % stride == 0 || index == lastIndex else { return }
    let frame = Frame(
      index: index, seconds: seconds,
      picture: try picture?.reduced(to: size).encoded(as: format) ?? [],
      map: runLengths(of: map.resized(to: size)))
    frames.append(frame)
    byteCount += frame.byteCount
    while byteCount > Self.budget, frames.count > 2 {
      stride *= 2
      frames.removeAll { $0.index % stride != 0 && $0.index != lastIndex }
      byteCount = frames.reduce(0) { $0 + $1.byteCount }
    }
  }
}

extension Picture {
  /// Small rather than exact.
  func encoded(as format: StillFormat) throws(MediaError) -> [UInt8] { try format.encode(self, quality: .preview) }
}

/// The runs of equal labels in reading order: for each its length and its label, as numbers of seven bits a byte, the
/// lowest first; the upper bit of a byte says that another one follows.
package func runLengths(of map: LabelMap) -> [UInt8] {
  var bytes: [UInt8] = []
  func append(_ number: Int) {
    var rest = number
    while rest > 127 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
  let labels = map.labels
  var start = 0
  while start < labels.count {
    var end = start + 1
    while end < labels.count, labels[end] == labels[start] { end += 1 }
    append(end - start)
    append(Int(labels[start]))
    start = end
  }
  return bytes
}
