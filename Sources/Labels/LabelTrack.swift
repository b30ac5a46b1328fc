import Imaging
import Tracking

/// A track in `labels.json`.
struct LabelTrack: Encodable {
  let entry: TrackTable.Entry
  let color: RGBColor
  let hasEnded: Bool

  enum CodingKeys: String, CodingKey {
    case color, frames, area, ended
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

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(entry.trackID, forKey: .trackID)
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
    // A missing value is written as null, so that the key always exists.
    try container.encode(entry.splitFrom, forKey: .splitFrom)
    try container.encode(entry.mergedInto, forKey: .mergedInto)
    try container.encode(entry.returns.map(Return.init), forKey: .cameBack)
    try container.encode(entry.returnCount, forKey: .timesBack)
    try container.encode(hasEnded, forKey: .ended)
  }

  /// `[frame, share]`
  private struct Sample: Encodable {
    let sample: TrackTable.AreaSeries.Sample

    init(_ sample: TrackTable.AreaSeries.Sample) { self.sample = sample }

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
