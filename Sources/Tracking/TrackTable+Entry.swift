extension TrackTable {
  /// What is known of one track. Its size is bounded.
  package struct Entry: Equatable, Sendable, Codable {
    /// The most returns that are kept, the latest.
    package static let rememberedReturns = 16

    /// 1…65535
    package let trackID: UInt16
    /// The first frame with a pixel of this track, from 0, and its time in seconds.
    package let firstIndex: Int
    package let firstSeconds: Double
    /// The last one so far.
    package private(set) var lastIndex: Int
    package private(set) var lastSeconds: Double
    /// The number of pixels in all frames together.
    package private(set) var area: Int
    /// The number of frames with a pixel of this track.
    package private(set) var frames: Int
    /// The most pixels in one frame, and the first frame that has them.
    package private(set) var largestArea: Int
    package private(set) var largestIndex: Int
    /// Its share of the picture over the frames that it is in.
    package private(set) var areas = AreaSeries()
    /// When it came back after frames without it: the latest times, in order.
    package private(set) var returns: [Return] = []
    /// How often it came back in all.
    package private(set) var returnCount = 0
    /// The track that held most of its first pixels a frame earlier.
    package let splitFrom: UInt16?
    /// While it is absent: the track that got most of its last pixels.
    package internal(set) var mergedInto: UInt16?

    /// A frame that a track is in again.
    package struct Return: Equatable, Sendable, Codable {
      package let index: Int
      package let seconds: Double
      /// The time since the last frame that it was in.
      package let secondsGone: Double

      package init(index: Int, seconds: Double, secondsGone: Double) {
        self.index = index
        self.seconds = seconds
        self.secondsGone = secondsGone
      }
    }

    /// Whether its counts are far from the largest numbers: not so in every file that can be read.
    var hasCountsThatCanGrow: Bool {
      let range = 0...Int.max / 4
      return range.contains(area) && range.contains(frames) && range.contains(returnCount)
        && range.contains(largestArea) && [firstSeconds, lastSeconds].allSatisfy(\.isFinite)
    }

    /// A track that is seen for the first time.
    init(trackID: UInt16, area: Int, of pixels: Int, index: Int, seconds: Double, splitFrom: UInt16?) {
      self.trackID = trackID
      (firstIndex, firstSeconds) = (index, seconds)
      (lastIndex, lastSeconds) = (index, seconds)
      self.area = area
      frames = 1
      (largestArea, largestIndex) = (area, index)
      self.splitFrom = splitFrom
      areas.append(AreaSeries.Sample(index: index, share: Double(area) / Double(pixels)))
    }

    /// Enters a later frame that the track is in.
    mutating func extend(area: Int, of pixels: Int, index: Int, seconds: Double, isReturn: Bool) {
      if isReturn {
        if returns.count == Self.rememberedReturns { returns.removeFirst() }
        returns.append(Return(index: index, seconds: seconds, secondsGone: seconds - lastSeconds))
        returnCount += 1
      }
      mergedInto = nil
      (lastIndex, lastSeconds) = (index, seconds)
      self.area += area
      frames += 1
      if area > largestArea { (largestArea, largestIndex) = (area, index) }
      areas.append(AreaSeries.Sample(index: index, share: Double(area) / Double(pixels)))
    }
  }
}
