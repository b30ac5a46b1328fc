import ArgumentParser
import Foundation
import Logging
import Media
import PipelineFiles
import Tessera

/// A time on the command line: `12.5`, `1:02.5`, `1:02:03`, `800ms`.
struct TimeArgument: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    guard let seconds = TimeText.seconds(argument) else { return nil }
    self.seconds = seconds
  }
}

/// A time per frame: `0.5s/frame`, `200ms/frame`.
struct BudgetArgument: ExpressibleByArgument {
  let secondsPerFrame: Double

  init?(argument: String) {
    guard argument.hasSuffix("/frame"), let time = TimeArgument(argument: String(argument.dropLast(6))),
      time.seconds > 0
    else { return nil }
    secondsPerFrame = time.seconds
  }
}

extension WorkingSize: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension OverlayStyle: ExpressibleByArgument {}

/// The log levels of swift-log, by name.
struct LogLevel: ExpressibleByArgument {
  let level: Logger.Level

  init(level: Logger.Level) { self.level = level }

  init?(argument: String) {
    guard let level = Logger.Level(rawValue: argument) else { return nil }
    self.level = level
  }

  var defaultValueDescription: String { level.rawValue }
}

enum ProgressStyle: String, ExpressibleByArgument, CaseIterable {
  case auto, plain, json, none
}

/// The shortest text of a number: `3`, not `3.0`.
func plain(_ number: Double) -> String { String(format: "%g", number) }

/// The ranges of options shared by `segment` and `relabel`.
enum SharedRanges {
  static func check(regions: Int? = nil, scale: Double? = nil, threads: Int? = nil) throws {
    if let regions, !(1...10_000).contains(regions) {
      throw ValidationError("--regions must be in 1…10000, not \(regions)")
    }
    if let scale, !(1e-9...1e9).contains(scale) {
      throw ValidationError("--scale must be in 1e-9…1e9, not \(plain(scale))")
    }
    if regions != nil, scale != nil { throw ValidationError("--regions and --scale are mutually exclusive") }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads must be in 1…1024, not \(threads)")
    }
  }
}
