import Exchange
import Imaging

/// Labels in the format of another tool, during a run.
package actor ExportSink: Sink {
  private let format: ExportFormat
  private let exporter: any LabelExporter

  /// - Throws: `ExchangeError`, `MediaError` if the output can not be created.
  package init(path: String, format: ExportFormat, settings: ExportSettings) throws {
    try format.check(path: path, overwrite: settings.overwrite)
    self.format = format
    exporter = try format.exporter(path: path, settings: settings)
  }

  package func write(_ frame: SegmentedFrame) throws {
    try exporter.add(
      ExportedFrame(
        index: frame.index, time: frame.time, shot: frame.events.shot, source: frame.source, name: frame.name,
        labels: frame.labels, picture: format.needsPictures ? frame.picture : nil, palette: frame.palette))
  }

  package func finish(isComplete: Bool) throws -> [String] { ["\(format.word): \(try exporter.finish())"] }

  package func discard() { exporter.discard() }
}
