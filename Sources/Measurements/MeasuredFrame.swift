import Imaging

/// A frame whose regions are measured.
package struct MeasuredFrame: Sendable {
  /// The index among the labeled frames, from 0.
  package let index: Int
  /// The presentation time in seconds; nil if unknown.
  package let seconds: Double?
  /// The shot, from 0; nil if unknown.
  package let shot: Int?
  package let size: PictureSize
  /// In ascending order of their track IDs.
  package let regions: [MeasuredRegion]
}

/// A region in a frame, and its movement since the previous one.
package struct MeasuredRegion: Sendable {
  package let properties: RegionProperties
  /// The movement of the centroid since the previous frame in pixels per second, to the right and down. Nil in a region's first
  /// frame, after a cut, after a frame without it, and where the times are unknown or do not increase.
  package let velocity: SIMD2<Double>?
}

/// Measures frames one after the other. Its memory does not grow with the frames.
package struct FrameSeries {
  private var measurer = FrameMeasurer()
  /// The previous frame, and the centroids of its regions.
  private var previous: (index: Int, seconds: Double?, shot: Int?, centroids: [UInt16: SIMD2<Double>])?

  package init() {}

  /// - Parameters:
  ///   - seconds: the presentation time; nil if unknown.
  ///   - shot: nil if unknown: all frames are taken for one shot.
  ///   - picture: as large as `map`; nil: there are no colors.
  package mutating func measure(
    _ map: LabelMap, picture: Picture?, index: Int, seconds: Double?, shot: Int?
  ) -> MeasuredFrame {
    let properties = measurer.measure(map, picture: picture)
    var elapsed: Double?
    if let previous, previous.shot == shot, let before = previous.seconds, let seconds, seconds > before {
      elapsed = seconds - before
    }
    let regions = properties.map { region in
      var velocity: SIMD2<Double>?
      if let elapsed, let before = previous?.centroids[region.trackID] {
        velocity = (region.centroid - before) / elapsed
      }
      return MeasuredRegion(properties: region, velocity: velocity)
    }
    let centroids = Dictionary(uniqueKeysWithValues: properties.map { ($0.trackID, $0.centroid) })
    previous = (index, seconds, shot, centroids)
    return MeasuredFrame(index: index, seconds: seconds, shot: shot, size: map.size, regions: regions)
  }
}
