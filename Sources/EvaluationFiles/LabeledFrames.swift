import Foundation
import Imaging
import Labels
import Media

/// The label maps of a video with their times and, where the input is known, their pictures: from labels that this
/// program or another one wrote, frame by frame.
///
/// Owned by one task at a time.
package final class LabeledFrames {
  package struct Entry {
    /// The index among the label maps, from 0.
    package let index: Int
    /// The presentation time: that of the index or the input; nil if unknown.
    package let time: MediaTime?
    /// What the index says of the frame; nil without an index.
    package let row: FrameIndex.Row?
    package let map: LabelMap
    /// As large as the map; nil without an input.
    package let picture: Picture?
  }

  private let labels: String
  private let maps: RegionSequence
  private var index: FrameIndex?
  private let input: NamedInput?
  private let threads: Int
  /// Nil without an input; opened with the first map, whose size it needs.
  private var pictures: EvaluatedFrames?
  private var done = 0

  /// The size of all maps; nil before the first one.
  package private(set) var size: PictureSize?
  /// The number of label maps.
  package var count: Int { maps.count }
  /// Warnings about the input so far, one line each.
  package var warnings: [String] { pictures?.warnings ?? [] }
  /// The average frames per second of the input, if declared.
  package var frameRate: Rational? { pictures?.frameRate }

  /// - Parameters:
  ///   - labels: a folder of label images, or a label video.
  ///   - input: the segmented input; nil: there are no pictures.
  ///   - threads: for decoding, ≥ 1.
  /// - Throws: `EvaluationError`, `MediaError`, `LabelError`.
  package init(_ labels: String, input: NamedInput? = nil, threads: Int = 2) throws {
    (self.labels, self.input, self.threads) = (labels, input, threads)
    let files = try? LabelFiles(labels)
    if let files, !files.isVideo, !OutputFiles.exists(files.table), OutputFiles.exists(files.checkpoint) {
      throw LabelError.unfinished(labels: labels)
    }
    maps = try RegionSequence(labels)
    index = try files.flatMap { OutputFiles.exists($0.index) ? try FrameIndex(path: $0.index) : nil }
  }

  /// The next frame; nil at the end.
  ///
  /// - Throws: `EvaluationError`, `MediaError`.
  package func next() throws -> Entry? {
    let row = try nextRow()
    guard let found = try nextMap() else { return try end(row) }
    if index != nil, row == nil { throw indexDiffers }
    let place = maps.place(done)
    let map = try LabelMap(found, of: place)
    let size = size ?? map.size
    guard map.size == size else {
      throw MediaError.sizesDiffer(first: maps.place(0), firstSize: size, other: place, otherSize: map.size)
    }
    self.size = size
    if pictures == nil, let input {
      pictures = try EvaluatedFrames(
        labels: labels, input: input, size: size, limit: nil, needsPlaces: false, threads: threads)
    }
    let frame = try pictures?.next()?.frame
    if pictures != nil, frame == nil { throw inputDiffers(done) }
    defer { done += 1 }
    return Entry(index: done, time: row?.time ?? frame?.time, row: row, map: map, picture: frame?.workingPicture)
  }

  /// One frame; the earlier ones are decoded where they must be.
  ///
  /// - Throws: `EvaluationError`, `MediaError`.
  package func frame(_ index: Int) throws -> Entry {
    guard (0..<count).contains(index) else {
      throw EvaluationError.noSuchFrame(labels: labels, frame: index, maps: count)
    }
    if input == nil {
      for _ in 0..<index { _ = try nextRow() }
      try maps.skip(index)
      done = index
    }
    while let entry = try next() {
      if entry.index == index { return entry }
    }
    throw EvaluationError.noSuchFrame(labels: labels, frame: index, maps: done)
  }

  private func nextMap() throws -> RegionMap? {
    do {
      return try maps.next()
    } catch EvaluationError.unreadableImage(let cause, _) {
      throw EvaluationError.unreadableImage(cause: cause, index: nil)
    }
  }

  private func nextRow() throws -> FrameIndex.Row? {
    guard let row = try index?.next() else { return nil }
    guard row.index >= 0 else {
      throw MediaError.badLabelFile(path: index?.path ?? "", line: index?.line, reason: "it has no valid frame number")
    }
    return row
  }

  /// Checks that nothing is left over.
  private func end(_ row: FrameIndex.Row?) throws -> Entry? {
    guard row == nil, done > 0 || index == nil else { throw indexDiffers }
    guard done > 0 else { throw EvaluationError.noLabelMap(path: labels) }
    if try pictures?.next() != nil { throw inputDiffers(nil) }
    return nil
  }

  private var indexDiffers: EvaluationError {
    .indexDiffers(labels: labels, maps: maps.count, index: index?.path ?? "")
  }

  private func inputDiffers(_ frames: Int?) -> EvaluationError {
    .inputDiffers(labels: labels, maps: maps.count, input: input?.word ?? "", frames: frames)
  }
}

extension LabelMap {
  /// - Throws: `EvaluationError.notATrackID` for colors.
  fileprivate init(_ map: RegionMap, of path: String) throws(EvaluationError) {
    if let value = map.ids.first(where: { $0 > UInt16.max }) { throw .notATrackID(path: path, value: value) }
    self.init(size: map.size, labels: map.ids.map { UInt16(truncatingIfNeeded: $0) })
  }
}
