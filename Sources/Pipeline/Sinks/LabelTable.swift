import Foundation
import Identities
import Imaging
import Media
import Rendering

/// What `labels.json` holds: where the labels come from, and the ledger of the identities.
struct LabelTable {
  let description: LabelDescription
  let width, height, frames: Int
  let ledger: Ledger
  let palette: Palette

  /// JSON with one identity a line, so that a series of areas does not take a line a number.
  func text() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func json(_ value: some Encodable) throws -> String { String(decoding: try encoder.encode(value), as: UTF8.self) }
    let identities = try ledger.entries.map { entry in
      let color = palette.color(of: entry.identity)
      return "\n    " + (try json(Identity(entry: entry, color: color, hasEnded: ledger.hasEnded(entry))))
    }
    return """
      {
        "input": \(try json(description.input)),
        "selection": \(try json(Selection(description.selection))),
        "seed": \(description.seed),
        "width": \(width),
        "height": \(height),
        "frames": \(frames),
        "identities": [\(identities.joined(separator: ","))
        ]
      }

      """
  }

  /// Which frames of the input were used.
  private struct Selection: Encodable {
    let selection: FrameSelection

    init(_ selection: FrameSelection) { self.selection = selection }

    enum CodingKeys: String, CodingKey {
      case start, duration, every
      case maxFrames = "max_frames"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(selection.start, forKey: .start)
      try container.encode(selection.duration, forKey: .duration)
      try container.encode(selection.every, forKey: .every)
      try container.encode(selection.maxFrames, forKey: .maxFrames)
    }
  }

  private struct Identity: Encodable {
    let entry: Ledger.Entry
    let color: Color
    let hasEnded: Bool

    enum CodingKeys: String, CodingKey {
      case identity, color, frames, area, ended
      case firstFrame = "first_frame"
      case lastFrame = "last_frame"
      case firstSeconds = "first_seconds"
      case lastSeconds = "last_seconds"
      case largestArea = "largest_area"
      case largestFrame = "largest_frame"
      case areaOverTime = "area_over_time"
      case bornFrom = "born_from"
      case mergedInto = "merged_into"
      case cameBack = "came_back"
      case timesBack = "times_back"
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(entry.identity, forKey: .identity)
      try container.encode(color.hex, forKey: .color)
      try container.encode(entry.firstIndex, forKey: .firstFrame)
      try container.encode(entry.lastIndex, forKey: .lastFrame)
      try container.encode(entry.firstSeconds, forKey: .firstSeconds)
      try container.encode(entry.lastSeconds, forKey: .lastSeconds)
      try container.encode(entry.frames, forKey: .frames)
      try container.encode(entry.area, forKey: .area)
      try container.encode(entry.largestArea, forKey: .largestArea)
      try container.encode(entry.largestIndex, forKey: .largestFrame)
      try container.encode(entry.areas.samples.map(Sample.init), forKey: .areaOverTime)
      // Where there is none, null is written: a reader need not ask whether the key is there.
      try container.encode(entry.bornFrom, forKey: .bornFrom)
      try container.encode(entry.mergedInto, forKey: .mergedInto)
      try container.encode(entry.returns.map(Return.init), forKey: .cameBack)
      try container.encode(entry.returnCount, forKey: .timesBack)
      try container.encode(hasEnded, forKey: .ended)
    }
  }

  /// `[frame, share]`
  private struct Sample: Encodable {
    let sample: Ledger.AreaSeries.Sample

    init(_ sample: Ledger.AreaSeries.Sample) { self.sample = sample }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(sample.index)
      try container.encode(Double(sample.share.shortened) ?? 0)
    }
  }

  private struct Return: Encodable {
    let frame: Int
    let seconds: Double
    let goneSeconds: Double

    init(_ value: Ledger.Entry.Return) {
      frame = value.index
      seconds = value.seconds
      goneSeconds = Double(value.secondsGone.shortened) ?? 0
    }

    enum CodingKeys: String, CodingKey {
      case frame, seconds
      case goneSeconds = "gone_seconds"
    }
  }
}

extension Double {
  /// With at most four digits that count: `2.981`, `0.03415`, `1`.
  var shortened: String { String(format: "%.4g", self) }
}
