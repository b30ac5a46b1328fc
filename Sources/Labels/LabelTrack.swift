import Imaging
import Tracking

/// A track in `labels.json`.
package struct LabelTrack: Equatable, Sendable {
  package let trackID: UInt16
  package var color: RGBColor
  /// The name that the user gave; nil: none.
  package var name: String?
  package let firstFrame, lastFrame: Int
  package let firstSeconds, lastSeconds: Double
  package let frames, area: Int
  package let largestArea, largestFrame: Int
  /// Shares of the picture, with four significant digits.
  let areaOverTime: [Sample]
  package var splitFrom, mergedInto: UInt16?
  let cameBack: [Return]
  let timesBack: Int
  package let hasEnded: Bool

  package init(entry: TrackTable.Entry, color: RGBColor, name: String? = nil, hasEnded: Bool) {
    trackID = entry.trackID
    (self.color, self.name) = (color, name)
    (firstFrame, lastFrame) = (entry.firstIndex, entry.lastIndex)
    (firstSeconds, lastSeconds) = (entry.firstSeconds, entry.lastSeconds)
    (frames, area) = (entry.frames, entry.area)
    (largestArea, largestFrame) = (entry.largestArea, entry.largestIndex)
    areaOverTime = entry.areas.samples.map(Sample.init)
    (splitFrom, mergedInto) = (entry.splitFrom, entry.mergedInto)
    cameBack = entry.returns.map(Return.init)
    timesBack = entry.returnCount
    self.hasEnded = hasEnded
  }

  /// `[frame, share]`
  struct Sample: Equatable, Sendable, Codable {
    let frame: Int
    let share: Double

    init(_ sample: TrackTable.AreaSeries.Sample) {
      frame = sample.index
      share = Double(sample.share.shortened) ?? 0
    }

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      frame = try container.decode(Int.self)
      share = try container.decode(Double.self)
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.unkeyedContainer()
      try container.encode(frame)
      try container.encode(share)
    }
  }

  struct Return: Equatable, Sendable, Codable {
    let frame: Int
    let seconds: Double
    let goneSeconds: Double

    init(_ value: TrackTable.Entry.Return) {
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

extension LabelTrack: Codable {
  private enum CodingKeys: String, CodingKey {
    case color, name, frames, area, ended
    // The key in the file format.
    case trackID = "identity"
    case firstFrame = "first_frame"
    case lastFrame = "last_frame"
    case firstSeconds = "first_seconds"
    case lastSeconds = "last_seconds"
    case largestArea = "largest_area"
    case largestFrame = "largest_frame"
    case areaOverTime = "area_over_time"
    case splitFrom = "born_from"
    case mergedInto = "merged_into"
    case cameBack = "came_back"
    case timesBack = "times_back"
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    trackID = try container.decode(UInt16.self, forKey: .trackID)
    guard trackID > 0, let color = RGBColor(hex: try container.decode(String.self, forKey: .color)) else {
      throw DecodingError.dataCorruptedError(
        forKey: .color, in: container, debugDescription: "the number or the color is not one")
    }
    self.color = color
    name = try container.decodeIfPresent(String.self, forKey: .name)
    firstFrame = try container.decode(Int.self, forKey: .firstFrame)
    lastFrame = try container.decode(Int.self, forKey: .lastFrame)
    firstSeconds = try container.decode(Double.self, forKey: .firstSeconds)
    lastSeconds = try container.decode(Double.self, forKey: .lastSeconds)
    frames = try container.decode(Int.self, forKey: .frames)
    area = try container.decode(Int.self, forKey: .area)
    largestArea = try container.decode(Int.self, forKey: .largestArea)
    largestFrame = try container.decode(Int.self, forKey: .largestFrame)
    areaOverTime = try container.decode([Sample].self, forKey: .areaOverTime)
    splitFrom = try container.decodeIfPresent(UInt16.self, forKey: .splitFrom)
    mergedInto = try container.decodeIfPresent(UInt16.self, forKey: .mergedInto)
    cameBack = try container.decode([Return].self, forKey: .cameBack)
    timesBack = try container.decode(Int.self, forKey: .timesBack)
    hasEnded = try container.decode(Bool.self, forKey: .ended)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(trackID, forKey: .trackID)
    try container.encode(color.hex, forKey: .color)
    // Only tracks that the user named have the key.
    try container.encodeIfPresent(name, forKey: .name)
    try container.encode(firstFrame, forKey: .firstFrame)
    try container.encode(lastFrame, forKey: .lastFrame)
    try container.encode(firstSeconds, forKey: .firstSeconds)
    try container.encode(lastSeconds, forKey: .lastSeconds)
    try container.encode(frames, forKey: .frames)
    try container.encode(area, forKey: .area)
    try container.encode(largestArea, forKey: .largestArea)
    try container.encode(largestFrame, forKey: .largestFrame)
    try container.encode(areaOverTime, forKey: .areaOverTime)
    // A missing value is written as null, so that the key always exists.
    try container.encode(splitFrom, forKey: .splitFrom)
    try container.encode(mergedInto, forKey: .mergedInto)
    try container.encode(cameBack, forKey: .cameBack)
    try container.encode(timesBack, forKey: .timesBack)
    try container.encode(hasEnded, forKey: .ended)
  }
}
