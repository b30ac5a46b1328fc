import Imaging
import Media

/// The frames of a planned film: for each its time, its shot and a digest of its picture at the working size;
/// `frames.csv`. A worker compares with it whatever it decodes.
struct FilmIndex: Sendable, Equatable {
  /// In ticks of the film's time base.
  private(set) var ticks: [Int64] = []
  private(set) var shots: [Int32] = []
  private var digests: [UInt64] = []

  private static let columns = "index,ticks,shot,digest"

  var count: Int { ticks.count }

  init() {}

  mutating func append(_ frame: Frame, shot: Int) {
    ticks.append(frame.time.ticks)
    shots.append(Int32(clamping: shot))
    digests.append(Self.digest(of: frame))
  }

  /// Whether it is this frame, by its time.
  func hasTime(of frame: Frame) -> Bool {
    ticks.indices.contains(frame.index) && ticks[frame.index] == frame.time.ticks
  }

  /// Whether it is this frame, by its picture.
  func hasPicture(of frame: Frame) -> Bool {
    digests.indices.contains(frame.index) && digests[frame.index] == Self.digest(of: frame)
  }

  private static func digest(of frame: Frame) -> UInt64 {
    UInt64(md5(frame.workingPicture.bytes).prefix(16), radix: 16) ?? 0
  }

  /// Whether a frame is of the same shot as the one before it.
  func continuesShot(_ frame: Int) -> Bool {
    frame > 0 && shots.indices.contains(frame) && shots[frame] == shots[frame - 1]
  }

  /// The frames of each shot without a cut between them, in order.
  var visits: [(shot: Int, frames: Range<Int>)] {
    var visits: [(shot: Int, frames: Range<Int>)] = []
    for (index, shot) in shots.enumerated() {
      if let last = visits.last, last.shot == Int(shot) {
        visits[visits.count - 1].frames = last.frames.lowerBound..<(index + 1)
      } else {
        visits.append((Int(shot), index..<(index + 1)))
      }
    }
    return visits
  }

  var text: [UInt8] {
    var text = Self.columns + "\n"
    for index in ticks.indices {
      text += "\(index),\(ticks[index]),\(shots[index]),\(String(digests[index], radix: 16))\n"
    }
    return Array(text.utf8)
  }

  /// Nil if a line is damaged.
  init?(text: [UInt8]) {
    let lines = text.split(separator: UInt8(ascii: "\n"))
    guard let head = lines.first, head.elementsEqual(Self.columns.utf8) else { return nil }
    for (index, line) in lines.dropFirst().enumerated() {
      let fields = line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
      guard fields.count == 4, Int(fields[0]) == index, let ticks = Int64(fields[1]), let shot = Int32(fields[2]),
        shot >= 0, let digest = UInt64(fields[3], radix: 16)
      else { return nil }
      self.ticks.append(ticks)
      shots.append(shot)
      digests.append(digest)
    }
  }
}
