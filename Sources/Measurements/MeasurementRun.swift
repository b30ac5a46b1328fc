import EvaluationFiles
import Imaging
import Labels
import Media

/// Measures the regions of labels, and writes both tables. Memory grows with the regions, not with the frames.
package struct MeasurementRun: Sendable {
  /// A label folder or a label video.
  package var labels: String
  /// The segmented input; nil: the colors are missing.
  package var input: NamedInput?
  /// The table of regions in frames; nil: standard output, and no table of lives.
  package var output: String?
  package var format = MeasurementFormat.csv
  package var overwrite = false
  /// For decoding, ≥ 1.
  package var threads = 2
  /// Checked after every frame.
  package var isStopRequested: @Sendable () -> Bool = { false }

  package init(labels: String, input: NamedInput?) {
    self.labels = labels
    self.input = input
  }

  package struct Summary: Sendable {
    package let frames, tracks: Int
    /// The file of lives; nil if none was written.
    package let livesPath: String?
    /// Warnings about the input, one line each.
    package let warnings: [String]
  }

  /// `regions.tracks.csv` of `regions.csv`.
  package static func livesPath(of output: String) -> String {
    let end = output.fileExtension
    return output.withoutExtension + ".tracks" + (end.isEmpty ? "" : "." + end)
  }

  /// - Throws: `EvaluationError`, `MediaError`, `LabelError`; `CancellationError` if it was stopped. The files appear whole or not
  ///   at all.
  package func run() throws -> Summary {
    let livesPath = output.map(Self.livesPath)
    let locks = try [output, livesPath].compactMap(\.self).compactMap { try OutputLock.take(.file($0)) }
    defer { withExtendedLifetime(locks) {} }
    for path in [output, livesPath].compactMap(\.self) {
      let isRead = (try? LabelFiles(labels))?.owns(path) ?? false || input.map { $0.owns(path) } ?? false
      if isRead {
        throw MediaError.notWritable(
          path: path, reason: "it is the labels or the input, or in the label folder; choose another name")
      }
      try OutputFiles.checkTarget(path, overwrite: overwrite)
    }
    let frames = try LabeledFrames(labels, input: input, threads: threads)
    let text = try output.map { path in try OutputText(path: path, overwrite: overwrite) } ?? .standardOutput()
    do {
      let names = try self.names
      try text.write(MeasurementTable.header(format))
      var series = FrameSeries()
      var lives = LifeSpans()
      var count = 0
      while let entry = try frames.next() {
        if isStopRequested() { throw CancellationError() }
        let measured = series.measure(
          entry.map, picture: entry.picture, index: entry.index, seconds: entry.time?.seconds, shot: entry.row?.shot)
        lives.add(measured)
        try text.write(MeasurementTable.lines(of: measured, names: names, as: format))
        count += 1
      }
      let spans = lives.all
      if let livesPath {
        try OutputFiles.write(Array(MeasurementTable.lives(spans, names: names, as: format).utf8), to: livesPath)
      }
      try text.finish()
      return Summary(frames: count, tracks: spans.count, livesPath: livesPath, warnings: frames.warnings)
    } catch {
      text.discard()
      throw error
    }
  }

  /// The names that the user gave to tracks.
  private var names: [UInt16: String] {
    get throws {
      guard let table = (try? LabelFiles(labels))?.table, OutputFiles.exists(table) else { return [:] }
      return try LabelTable.looks(path: table).compactMapValues { $0.name }
    }
  }
}
