import Imaging
import Labels
import Media
import Parallelism
import Rendering
import Synchronization

/// Exports saved labels in one format. Several frames are decoded and encoded at a time; memory does not grow with
/// their number.
package struct LabelExport: Sendable {
  /// A label folder or a label video.
  package var labels: String
  package var format: ExportFormat
  package var path: String
  /// Gives the picture of each frame, in order and at the size of the labels; nil if the format needs none.
  package typealias Pictures = (_ entry: SavedMaps.Entry, _ size: PictureSize) throws -> Picture
  /// Of the pictures.
  package var colorTags = ColorTags.bt709
  /// Threads, ≥ 1; the output does not depend on it, except for videos.
  package var threads = 1
  package var overwrite = false

  package init(labels: String, format: ExportFormat, path: String) {
    self.labels = labels
    self.format = format
    self.path = path
  }

  /// The most pixels of frames that are held at a time, unless one frame has more.
  private static let maxPixels = 100_000_000

  /// - Parameters:
  ///   - pictures: needed by formats with pictures.
  ///   - progress: called after each batch with the number of exported frames; returning false ends the export, and nothing
  ///     is written.
  /// - Returns: what was written, in one line; nil if it was ended.
  /// - Throws: `MediaError`, `LabelError`, ``ExchangeError``; nothing was written.
  package func run(
    pictures: Pictures? = nil, progress: (_ frames: Int) -> Bool = { _ in true }
  ) throws -> String? {
    try format.check(path: path, overwrite: overwrite)
    if format.needsPictures, pictures == nil { throw ExchangeError.noPicture(path: path) }
    let maps = try SavedMaps(labels, withMaps: format.needsMaps, threads: min(16, threads))
    var settings = ExportSettings(
      title: Self.title(of: labels), size: maps.size, timeBase: maps.timeBase, frameRate: maps.frameRate)
    settings.sampleAspectRatio = maps.sampleAspectRatio
    settings.colorTags = colorTags
    settings.input = maps.origin.input
    settings.names = maps.names
    settings.threads = min(16, threads)
    settings.overwrite = overwrite
    return try run(format.exporter(path: path, settings: settings), maps, pictures, progress)
  }

  private func run<Exporter: LabelExporter>(
    _ exporter: Exporter, _ maps: SavedMaps, _ pictures: Pictures?, _ progress: (Int) -> Bool
  ) throws -> String? {
    do {
      let workers = Workers(count: threads)
      let encoding = exporter.encoding
      let batchSize = min(4 * threads, max(1, Self.maxPixels / maps.size.count))
      var frames = 0
      while true {
        var batch: [(entry: SavedMaps.Entry, picture: Picture?)] = []
        while batch.count < batchSize, let entry = try maps.next() {
          batch.append((entry, try pictures?(entry, maps.size)))
        }
        guard !batch.isEmpty else { break }
        let pieces = Mutex([Result<Exporter.Piece, any Error>?](repeating: nil, count: batch.count))
        let (jobs, palette) = (batch, maps.palette)
        workers.forEach(jobs.count) { place, _ in
          let piece = Result { try encoding(ExportedFrame(jobs[place].entry, picture: jobs[place].picture, palette)) }
          pieces.withLock { $0[place] = piece }
        }
        for piece in pieces.withLock({ $0 }) {
          if let piece { try exporter.append(piece.get()) }
        }
        frames += batch.count
        guard progress(frames) else {
          exporter.discard()
          return nil
        }
      }
      return try exporter.finish()
    } catch {
      exporter.discard()
      throw error
    }
  }

  /// The name of the video that labels belong to: `clip` of `clip.labels` and of `clip.mkv`.
  package static func title(of path: String) -> String {
    let stem = path.fileStem
    return stem.isEmpty || stem.hasPrefix(".") ? "labels" : stem
  }
}

extension ExportedFrame {
  fileprivate init(_ entry: SavedMaps.Entry, picture: Picture?, _ palette: Palette) throws {
    self.init(
      index: entry.index, time: entry.time, shot: entry.shot, source: entry.source, name: entry.name,
      labels: try entry.labels(), picture: picture, palette: palette)
  }
}
