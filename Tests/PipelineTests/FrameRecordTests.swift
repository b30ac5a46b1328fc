import Imaging
import Motion
import Pipeline
import Regions
import Superpixels
import Testing
import Tracking

/// What chunks say of frames, as bytes.
@Suite struct FrameRecordTests {
  private let size = PictureSize(width: 24, height: 16)

  private func chunkRecord(level: Float) -> ChunkRecord {
    let map = SlotMap(size: size, labels: (0..<size.count).map { $0 % 24 < 10 ? 1 : 2 })
    var frame = ShotFrame(
      shot: 3, map: map, present: [.init(slot: 1, number: 4, founder: 4), .init(slot: 2, number: 6, founder: 4)],
      level: level)
    frame.finalized = [.init(number: 4, place: TreePlace(joins: nil, level: .infinity))]
    return ChunkRecord(
      FrameFigures(index: 7, ticks: 700, iterations: 2, loss: 1.5), frame, FrameEvents(shot: 3, change: 0.25),
      founders: [:])
  }

  /// Tiles of 4 × 4 that moved by two pixels, and a column that is new.
  private func describedRecord() -> DescribedRecord {
    var labels: [Int32] = []
    for y in 0..<size.height {
      for x in 0..<size.width { labels.append(Int32(y / 4 * 6 + x / 4)) }
    }
    let superpixels = Superpixels(size: size, labels: labels, count: 24)
    let colors: [SIMD3<Float>] = (0..<24).map { tile in SIMD3(Float(4 * tile), Float(tile % 5), Float(tile % 3)) }
    let backward: [Int32] = (0..<Int32(size.count)).map { n in n % 24 < 2 ? -1 : n - 2 }
    let bytes: [UInt8] = (0..<3 * size.count).map { n in UInt8(truncatingIfNeeded: 7 * n * n) }
    let picture = Picture(size: size, bytes: bytes)
    var describer = FrameDescriber(RegionSettings())
    let (frame, basis) = describer.describe(
      RegionInput(
        picture: picture, superpixels: superpixels, colors: colors,
        responses: colors.flatMap { color -> [Float] in [color.x, color.y + 1, 2, color.z] },
        correspondence: FrameCorrespondence(shot: 3, backward: backward, seconds: 0.04, change: 0.1)))
    return DescribedRecord(
      FrameFigures(index: 9, ticks: 900, iterations: 1, loss: nil), frame, isWarmUp: true, shot: 3, size: size,
      basis: basis, change: 0.1)
  }

  @Test("Records come back as they were written")
  func roundTrip() throws {
    let record = chunkRecord(level: 2)
    #expect(try ChunkRecord(record.bytes(), size: size) == record)

    let described = describedRecord()
    let read = try DescribedRecord(described.bytes(), size: size)
    #expect(read.figures == described.figures && read.isWarmUp && read.shot == 3 && read.basis == described.basis)
    #expect(read.frame.backward == described.frame.backward)
    let (parts, expected) = try (#require(read.frame.parts), #require(described.frame.parts))
    #expect(parts.map == expected.map && parts.edges == expected.edges)
    #expect(parts.parts.map(\.descriptor) == expected.parts.map(\.descriptor))
    #expect(parts.parts.map(\.centroid) == expected.parts.map(\.centroid))
  }

  @Test("A level that is no number, and another size, are refused")
  func refused() throws {
    for level in [Float.nan, -1] {
      #expect(throws: DecodingError.self) { try ChunkRecord(chunkRecord(level: level).bytes(), size: size) }
    }
    let other = PictureSize(width: 16, height: 24)
    #expect(throws: DecodingError.self) { try ChunkRecord(chunkRecord(level: 1).bytes(), size: other) }
    #expect(throws: DecodingError.self) { try DescribedRecord(describedRecord().bytes(), size: other) }
  }

  @Test("Forged descriptions are refused, or are ones that can be tracked")
  func forged() throws {
    let good = try BinaryEncoder.encode(describedRecord())
    for place in stride(from: 0, to: good.count, by: 3) {
      for value: UInt8 in [0x00, 0x7F, 0xFF] {
        var bytes = good
        bytes[place] = value
        guard let record = try? BinaryDecoder.decode(DescribedRecord.self, from: bytes), record.size == size else {
          continue
        }
        var shots = DividedShots(RegionSettings(), waitingBytes: 1)
        _ = try? shots.add(record, part: 0, warmUps: [(1, record)], isAfterCut: true)
        _ = try? shots.finish()
      }
    }
  }
}
