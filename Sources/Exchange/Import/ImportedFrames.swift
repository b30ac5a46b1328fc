import Foundation
import Imaging
import Media

/// Annotations of frames as they are collected from a file, which has them in any order.
///
/// They are in a file without a name. Memory holds a few numbers and the name of each frame.
package final class ImportedFrames {
  /// The pixels of an object in a frame, as runs in reading order or down the columns.
  package struct Mask {
    /// The object that it belongs to.
    package let object: Int
    package let isByColumns: Bool
    /// The box in which the runs are; the whole picture for COCO.
    package let left, top, width, height: Int
    /// Alternating from background.
    package let counts: [Int]
    /// Masks with higher numbers are above others.
    package var layer = 0

    package init(
      object: Int, isByColumns: Bool, left: Int, top: Int, width: Int, height: Int, counts: [Int], layer: Int = 0
    ) {
      (self.object, self.isByColumns, self.layer) = (object, isByColumns, layer)
      (self.left, self.top, self.width, self.height) = (left, top, width, height)
      self.counts = counts
    }

    /// In pixels.
    var area: Int { stride(from: 1, to: counts.count, by: 2).reduce(0) { $0 + counts[$1] } }
  }

  /// The most frames that are read.
  static let maxFrames = 1_000_000

  struct Frame {
    /// As in the file; nil if it has none.
    var name: String?
    /// The number of the frame, if the file gives it apart from the name.
    var number: Int?
    var time: MediaTime?
  }

  /// Objects from here on have no track ID in the file; a smaller number is the track ID.
  static let firstUnnumbered = 65_536

  let path: String
  /// The work that the frames and masks so far are: about the pixels that are written.
  private var work = 0
  private let maxWork: Int
  /// The track IDs of objects that the file gives apart from their masks.
  private var given: [Int: UInt16] = [:]
  private var used: Set<UInt16> = []
  /// No smaller track ID is free.
  private var next = 1
  private let spool: TrackSpool
  private(set) var frames: [Frame] = []
  var size: PictureSize?

  init(path: String, spoolBesides output: String) throws {
    self.path = path
    maxWork = Self.maxWork(of: path)
    spool = try TrackSpool(besides: output)
  }

  func addFrame(_ frame: Frame) throws {
    guard frames.count < Self.maxFrames else {
      throw ExchangeError.tooMany(path: path, what: "frames", limit: Self.maxFrames)
    }
    try count(max(size?.count ?? 0, Self.leastFrameWork))
    frames.append(frame)
  }

  // MARK: Work

  /// A small frame is as much work as one with so many pixels: it is a file.
  private static let leastFrameWork = 1 << 18
  /// A run is as much work as so many pixels, where it is stored.
  private static let runWork = 256

  /// A few words of a file can stand for any number of frames and pixels. Beyond what takes minutes, the work has to be
  /// in proportion to the file: 1 000 000 pixels a byte. A line of JSON with a full mask of 4K has 100 000 a byte.
  private static func maxWork(of path: String) -> Int {
    var status = stat()
    let bytes = stat(path, &status) == 0 ? Int(status.st_size) : 0
    return max(1 << 36, min(bytes, 1 << 40) * 1_000_000)
  }

  private func count(_ pixels: Int) throws {
    work += pixels
    guard work <= maxWork else { throw ExchangeError.tooMuchWork(path: path, pixels: maxWork) }
  }

  /// Sets the size, or checks that it is the same.
  func agree(on size: PictureSize, _ error: @autoclosure () -> ExchangeError) throws {
    guard self.size ?? size == size else { throw error() }
    self.size = size
  }

  /// The object of a track ID.
  ///
  /// - Throws: ``ExchangeError`` unless it is in 1…65535.
  func object(track: Int, place: String) throws -> Int {
    guard let trackID = UInt16(exactly: track), trackID > 0 else {
      throw ExchangeError.badFile(path: path, place: place, reason: "its track ID \(track) is not in 1…65535")
    }
    used.insert(trackID)
    return track
  }

  /// Gives an object its track ID.
  func set(track: Int, of object: Int, place: String) throws {
    given[object] = UInt16(try self.object(track: track, place: place))
  }

  /// The track ID of an object. Objects without one get free numbers, from 1, in the order in which they are asked for.
  func trackID(of object: Int) throws -> UInt16 {
    if object < Self.firstUnnumbered { return UInt16(object) }
    if let trackID = given[object] { return trackID }
    while next <= 65_535, used.contains(UInt16(next)) { next += 1 }
    guard next <= 65_535 else { throw ExchangeError.tooMany(path: path, what: "tracks", limit: 65_535) }
    used.insert(UInt16(next))
    given[object] = UInt16(next)
    return UInt16(next)
  }

  /// Adds a mask to a frame, which need not be there yet.
  func add(_ mask: Mask, toFrame frame: Int) throws {
    try count(mask.area + Self.runWork * mask.counts.count)
    var bytes: [UInt8] = []
    let numbers = [mask.object, mask.isByColumns ? 1 : 0, mask.left, mask.top, mask.width, mask.height, mask.layer]
    for number in numbers { bytes.append(littleEndian: Int64(number)) }
    for count in mask.counts { bytes.append(littleEndian: UInt32(count)) }
    try spool.append(bytes, frame: frame, to: frame)
  }

  /// Passes the masks of a frame from the lowest to the highest, those of one layer in the order of the file.
  func forEachMask(ofFrame frame: Int, _ body: (Mask) throws -> Void) throws {
    var places: [(layer: Int, place: Int64)] = []
    try spool.forEach(of: frame) { places.append((Self.mask($0).layer, $0.place)) }
    // The sort of the standard library is stable.
    for (_, place) in places.sorted(by: { $0.layer < $1.layer }) { try body(Self.mask(spool.record(at: place))) }
  }

  private static func mask(_ record: TrackSpool.Record) -> Mask {
    let bytes = record.bytes
    func number(_ place: Int) -> Int {
      Int(bytes[8 * place..<8 * place + 8].reversed().reduce(0) { $0 << 8 | Int64($1) })
    }
    let counts = stride(from: 56, to: bytes.count, by: 4).map { place in
      Int(bytes[place..<place + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
    }
    return Mask(
      object: number(0), isByColumns: number(1) == 1, left: number(2), top: number(3), width: number(4),
      height: number(5), counts: counts, layer: number(6))
  }
}

extension LabelMap {
  /// Draws a mask with a track ID.
  ///
  /// - Returns: the number of pixels that had another one.
  package mutating func draw(_ mask: ImportedFrames.Mask, as trackID: UInt16) -> Int {
    var covered = 0
    var place = 0
    let length = mask.isByColumns ? mask.height : mask.width
    guard length > 0 else { return 0 }
    let (width, step) = (size.width, mask.isByColumns ? size.width : 1)
    let (lineStep, origin) = (mask.isByColumns ? 1 : width, mask.top * width + mask.left)
    for (n, count) in mask.counts.enumerated() {
      let end = place + count
      defer { place = end }
      guard n % 2 == 1 else { continue }
      // Line by line: the part of the run in each.
      var (line, offset) = place.quotientAndRemainder(dividingBy: length)
      var left = count
      while left > 0 {
        let part = min(left, length - offset)
        var pixel = origin + line * lineStep + offset * step
        for _ in 0..<part {
          let old = labels[pixel]
          if old != 0, old != trackID { covered += 1 }
          labels[pixel] = trackID
          pixel += step
        }
        (line, offset, left) = (line + 1, 0, left - part)
      }
    }
    return covered
  }
}
