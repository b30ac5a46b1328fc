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

  /// Of frames whose pictures are not compared.
  init(ticks: [Int64], shots: [Int32]) {
    self.ticks = ticks
    self.shots = shots
  }

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

  /// Tells pictures apart, and says nothing about who made them: multiplications of eight bytes at a time in four lanes take
  /// a twentieth of the time of MD5.
  private static func digest(of frame: Frame) -> UInt64 {
    let factor: UInt64 = 0x9e37_79b9_7f4a_7c15
    var lanes = SIMD4<UInt64>(1, 2, 3, 4)
    let bytes = frame.workingPicture.bytes
    let whole = bytes.count / 32 * 32
    bytes.withUnsafeBytes { bytes in
      for place in stride(from: 0, to: whole, by: 32) {
        // SAFETY: 32 bytes are left after `place`.
        let words = bytes.loadUnaligned(fromByteOffset: place, as: SIMD4<UInt64>.self)
        lanes = (lanes ^ words) &* SIMD4(repeating: factor)
        lanes ^= lanes &>> SIMD4(repeating: 29)
      }
    }
    var digest = UInt64(bytes.count)
    for value in [lanes.x, lanes.y, lanes.z, lanes.w] + bytes[whole...].map(UInt64.init) {
      digest = (digest ^ value) &* factor
      digest ^= digest >> 32
    }
    return digest
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
