extension TrackTable {
  /// The data of one track, of bounded size.
  package struct Entry: Equatable, Sendable, Codable {
    /// The maximum number of returns kept; the latest ones.
    package static let rememberedReturns = 16

    /// 1…65535
    package let trackID: UInt16
    /// The first frame with a pixel of this track, from 0, and its time in seconds.
    package let firstIndex: Int
    package let firstSeconds: Double
    /// The last frame so far.
    package private(set) var lastIndex: Int
    package private(set) var lastSeconds: Double
    /// The number of pixels, summed over all frames.
    package private(set) var area: Int
    /// The number of frames with a pixel of this track.
    package private(set) var frames: Int
    /// The maximum number of pixels in one frame, and the first such frame.
    package private(set) var largestArea: Int
    package private(set) var largestIndex: Int
    /// Its fraction of the picture over its frames.
    package private(set) var areas = AreaSeries()
    /// The latest returns after frames without it, in order.
    package private(set) var returns: [Return] = []
    /// The total number of returns.
    package private(set) var returnCount = 0
    /// The track that held most of its first pixels in the previous frame.
    package let splitFrom: UInt16?
    /// While it is absent: the track that took most of its last pixels.
    package internal(set) var mergedInto: UInt16?

    /// A frame in which a track returns.
    package struct Return: Equatable, Sendable, Codable {
      package let index: Int
      package let seconds: Double
      /// The time since its last frame before.
      package let secondsGone: Double

      package init(index: Int, seconds: Double, secondsGone: Double) {
        self.index = index
        self.seconds = seconds
        self.secondsGone = secondsGone
      }
    }

    /// Validates decoded counts against overflow.
    var hasCountsThatCanGrow: Bool {
      let range = 0...Int.max / 4
      return range.contains(area) && range.contains(frames) && range.contains(returnCount)
        && range.contains(largestArea) && [firstSeconds, lastSeconds].allSatisfy(\.isFinite)
    }

    /// An entry for a new track.
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

    /// Adds a later frame with the track.
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
