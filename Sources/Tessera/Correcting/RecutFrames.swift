import Imaging
import Labels
import Media
import Pipeline

/// Frames of shots that were segmented anew, in the order of the film, with their pictures.
actor RecutFrames {
  private let records: ChunkReader
  private let pictures: PlannedFrames
  private let thumbnails: [Int: Thumbnail]
  private var numbering = PartNumbering()
  /// Numbered frames that wait for their pictures, the next one last.
  private var ready: [PartNumbering.NumberedFrame] = []

  /// - Parameters:
  ///   - records: the path of their records.
  ///   - index: the times and shots of all frames.
  ///   - ranges: in order.
  ///   - thumbnails: of the segmented pictures, by frame.
  /// - Throws: `MediaError`.
  init(
    records: String, _ video: Video, _ settings: DecodeSettings, _ ranges: [FrameRange], index: FilmIndex,
    thumbnails: [Int: Thumbnail], threads: Int
  ) throws {
    self.records = try ChunkReader(path: records, size: settings.size.size(for: video.size))
    pictures = try PlannedFrames(video, settings, ranges, index: index, isSameArithmetic: false, threads: threads)
    self.thumbnails = thumbnails
  }

  /// The next frame; nil at the end.
  func next() throws -> (PartNumbering.NumberedFrame, Frame)? {
    if ready.isEmpty {
      var group: [ChunkRecord] = []
      while let record = try records.next(ChunkRecord.self) {
        group.append(record)
        if record.regions.isLast { break }
      }
      ready = try numbering.number(group).reversed()
    }
    guard let numbered = ready.popLast(), let frame = try pictures.next() else { return nil }
    if let thumbnail = thumbnails[frame.index], !thumbnail.resembles(Thumbnail(frame.picture)) {
      throw RelabelError.pictureDiffers(input: pictures.info.path, frame: frame.index)
    }
    return (numbered, frame)
  }
}
