/// The life of a region: when it is seen.
package struct LifeSpan: Equatable, Sendable {
  package let trackID: UInt16
  /// The first and the last frame with a pixel of it, from 0, and their times in seconds where they are known.
  package let firstFrame: Int
  package private(set) var lastFrame: Int
  package let firstSeconds: Double?
  package private(set) var lastSeconds: Double?
  /// The number of frames with a pixel of it.
  package private(set) var frames = 1
  /// How often it comes back after frames without it.
  package private(set) var returns = 0
  /// The number of pixels, summed over all frames.
  package private(set) var area: Int
  /// The most pixels in one frame, and the first such frame.
  package private(set) var largestArea: Int
  package private(set) var largestFrame: Int

  init(_ region: RegionProperties, in frame: MeasuredFrame) {
    trackID = region.trackID
    (firstFrame, lastFrame) = (frame.index, frame.index)
    (firstSeconds, lastSeconds) = (frame.seconds, frame.seconds)
    area = region.area
    (largestArea, largestFrame) = (region.area, frame.index)
  }

  mutating func add(_ region: RegionProperties, in frame: MeasuredFrame) {
    if frame.index > lastFrame + 1 { returns += 1 }
    (lastFrame, lastSeconds) = (frame.index, frame.seconds)
    frames += 1
    area += region.area
    if region.area > largestArea { (largestArea, largestFrame) = (region.area, frame.index) }
  }
}

/// The lives of all regions: a table that grows with the regions, not with the frames.
package struct LifeSpans: Sendable {
  private var spans: [UInt16: LifeSpan] = [:]

  package init() {}

  package mutating func add(_ frame: MeasuredFrame) {
    for region in frame.regions {
      let properties = region.properties
      if spans[properties.trackID]?.add(properties, in: frame) == nil {
        spans[properties.trackID] = LifeSpan(properties, in: frame)
      }
    }
  }

  package subscript(trackID: UInt16) -> LifeSpan? { spans[trackID] }

  /// In ascending order of the track IDs.
  package var all: [LifeSpan] { spans.values.sorted { $0.trackID < $1.trackID } }
}
