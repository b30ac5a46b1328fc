import Logging

/// Log lines on standard error with terminal control characters escaped: FFmpeg repeats names and metadata.
struct LogLines: LogHandler {
  let label: String
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]

  init(label: String, level: Logger.Level) {
    self.label = label
    logLevel = level
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { printToStandardError("\(label): \(event.level): \(event.message)\n") }
}
