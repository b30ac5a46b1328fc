import Foundation
import Imaging
import Media
import Rendering

/// The label maps of a folder or a label video in order, with what index and table say about them.
///
/// Labels without an index are the PNG images of the folder in the order of their names, or the frames of the video.
/// Owned by one task at a time.
package final class SavedMaps {
  /// A frame. Its map may still be an image that is to be decoded, on any thread.
  package struct Entry: Sendable {
    /// The place among the labels, from 0.
    package let index: Int
    package let time: MediaTime
    /// Nil without an index.
    package let shot: Int?
    /// The name of the segmented image; nil for a frame of a video.
    package let source: String?
    /// The base name of files for this frame; nil: its number.
    package let name: String?
    fileprivate let place: Place
    fileprivate let size: PictureSize

    /// Decodes the map.
    ///
    /// - Throws: `MediaError`, also if it has another size than the first one.
    package func labels() throws(MediaError) -> LabelMap {
      switch place {
      case .none: return LabelMap(size: size)
      case .decoded(let map): return map
      case .image(let path):
        let map = try LabelImage.read(path: path)
        guard map.size == size else {
          throw .badLabelFile(path: path, line: nil, reason: "it is \(map.size), the first label map is \(size)")
        }
        return map
      }
    }
  }

  fileprivate enum Place: Sendable {
    case image(path: String)
    case decoded(LabelMap)
    /// The maps are not needed.
    case none
  }

  package let files: LabelFiles
  /// Of every map.
  package let size: PictureSize
  /// The time base of the frames.
  package let timeBase: Rational
  /// Frames per second, if known.
  package let frameRate: Rational?
  package let sampleAspectRatio: Rational
  /// From the table; without one, an unnamed input.
  package let origin: LabelOrigin
  /// The colors of the tracks; without a table the standard ones.
  package let palette: Palette
  /// The names that the user gave to tracks.
  package let names: [UInt16: String]
  /// The number of frames in the table; nil without one.
  package let expectedFrames: Int?
  /// The number of label images without an index that are left; 0 where there is an index.
  package var imageCount: Int { images.count }
  /// Whether there is an index with exact times.
  package let hasIndex: Bool
  private var index: FrameIndex?
  private let video: RegionVideoReader?
  private var images: ArraySlice<String>
  private let withMaps: Bool
  private var count = 0

  /// The rate of images without an index.
  private static let imageRate = Rational(25, 1)

  /// - Parameters:
  ///   - name: a folder of label images, or a label video.
  ///   - withMaps: false: nothing is decoded, and all maps are empty.
  ///   - threads: for decoding a video, ≥ 1.
  /// - Throws: `MediaError`, ``LabelError``.
  package init(_ name: String, withMaps: Bool = true, threads: Int = 2) throws {
    let files = try LabelFiles(name)
    self.files = files
    self.withMaps = withMaps
    let hasIndex = OutputFiles.exists(files.index)
    self.hasIndex = hasIndex
    if !hasIndex, OutputFiles.exists(files.checkpoint) { throw LabelError.unfinished(labels: name) }
    index = hasIndex ? try FrameIndex(path: files.index) : nil
    let header = OutputFiles.exists(files.table) ? try LabelTable.read(path: files.table) : nil
    origin = header?.origin ?? LabelOrigin(input: nil, seed: 0)
    expectedFrames = header?.frames
    let looks = try header == nil ? [:] : LabelTable.looks(path: files.table)
    palette = header == nil ? .standard : Palette(looks.compactMapValues { $0.color })
    names = looks.compactMapValues { $0.name }
    var first = index
    let firstRow = try first?.next()
    if hasIndex, firstRow == nil {
      throw MediaError.badLabelFile(path: files.index, line: 2, reason: "it has no frame")
    }
    if files.isVideo {
      let reader = try RegionVideoReader(path: name, threads: threads)
      video = reader
      images = []
      size = reader.size
      timeBase = firstRow?.time.timeBase ?? Rational(1, 1000)
      frameRate = reader.frameRate
      sampleAspectRatio = reader.sampleAspectRatio
    } else {
      video = nil
      images = hasIndex ? [] : try Self.images(in: name)[...]
      timeBase = firstRow?.time.timeBase ?? Rational(Self.imageRate.denominator, Self.imageRate.numerator)
      frameRate = hasIndex ? try Self.rate(of: files.index) : Self.imageRate
      sampleAspectRatio = Rational(1, 1)
      let image = firstRow.map { files.file($0.image ?? LabelNames.image($0.index)) } ?? images.first ?? ""
      size = try LabelImage.read(path: image).size
    }
  }

  /// The next frame; nil at the end.
  ///
  /// - Throws: `MediaError`.
  package func next() throws(MediaError) -> Entry? {
    var row: FrameIndex.Row?
    if index != nil {
      row = try index?.next()
      guard let row else { return nil }
      guard row.index == count else {
        throw .badLabelFile(path: files.index, line: index?.line, reason: "it is not frame \(count)")
      }
    }
    var time = row?.time
    let place: Place
    if let video {
      guard withMaps || row == nil else {
        defer { count += 1 }
        return entry(row, time, .none)
      }
      guard let (map, shown) = try video.next() else {
        guard row == nil else {
          throw .badLabelFile(path: files.name, line: nil, reason: "it ends before frame \(count), which the index has")
        }
        return nil
      }
      guard map.size == size else {
        throw .badLabelFile(path: files.name, line: nil, reason: "frame \(count) is not \(size), as its header says")
      }
      time = time ?? shown
      place = .decoded(LabelMap(size: size, labels: map.ids.map { UInt16(truncatingIfNeeded: $0) }))
    } else if let row {
      place = withMaps ? .image(path: files.file(row.image ?? LabelNames.image(row.index))) : .none
    } else {
      guard let image = images.popFirst() else { return nil }
      defer { count += 1 }
      let entry = Entry(
        index: count, time: MediaTime(ticks: Int64(count), timeBase: timeBase), shot: nil, source: nil,
        name: image.fileName == LabelNames.image(count) ? nil : image.fileStem,
        place: withMaps ? .image(path: image) : .none, size: size)
      return entry
    }
    defer { count += 1 }
    return entry(row, time, place)
  }

  private func entry(_ row: FrameIndex.Row?, _ time: MediaTime?, _ place: Place) -> Entry {
    Entry(
      index: count, time: time ?? MediaTime(ticks: Int64(count), timeBase: timeBase), shot: row?.shot,
      source: row?.source, name: row?.name, place: place, size: size)
  }

  private static func images(in folder: String) throws -> [String] {
    do {
      guard case .images(let paths, _) = try MediaInput.resolve(folder) else {
        throw LabelError.notLabels(path: folder)
      }
      let images = paths.filter { $0.fileExtension.lowercased() == "png" }
      guard !images.isEmpty else { throw LabelError.notLabels(path: folder) }
      return images
    } catch MediaError.folderWithoutImages {
      throw LabelError.notLabels(path: folder)
    }
  }

  /// The average rate of the frames in an index; nil if it has fewer than two.
  private static func rate(of path: String) throws(MediaError) -> Rational? {
    var index = try FrameIndex(path: path)
    guard let first = try index.next()?.time else { return nil }
    var last = first
    var intervals = 0
    while let row = try index.next() {
      last = row.time
      intervals += 1
    }
    let (ticks, overflow) = last.ticks.subtractingReportingOverflow(first.ticks)
    guard !overflow, ticks > 0, last.timeBase == first.timeBase else { return nil }
    let (numerator, isTooLarge) = first.timeBase.denominator.multipliedReportingOverflow(by: intervals)
    let denominator = first.timeBase.numerator.multipliedReportingOverflow(by: Int(ticks))
    guard !isTooLarge, !denominator.overflow else { return nil }
    var (a, b) = (numerator, denominator.partialValue)
    while b != 0 { (a, b) = (b, a % b) }
    let rate = Rational(numerator / max(1, a), denominator.partialValue / max(1, a))
    return rate.numerator <= Int(Int32.max) && rate.denominator <= Int(Int32.max) ? rate : nil
  }
}

extension LabelFiles {
  /// Where a run that writes these labels keeps its state.
  package var checkpoint: String {
    isVideo ? name.folderName.appending(component: ".\(name.fileName).checkpoint") : name + "/.checkpoint"
  }
}
