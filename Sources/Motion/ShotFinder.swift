import Imaging
import Parallelism

/// Finds shots as a ``ShotTracker`` does, faster and without correspondences. In a fade the two may differ.
///
/// Motion is estimated at half the size first. Only where it does not explain a frame well is the tracker asked.
///
/// A value type. Its memory does not grow with the video.
package struct ShotFinder: Sendable {
  /// At half the size, a frame continues its shot if at least this fraction is explained: well above the fraction of the
  /// tracker, ``ShotTracker/minExplained``.
  private static let enough = 0.6
  /// A smaller side is not halved, in pixels.
  private static let minSide = 96

  private struct Seen {
    let picture: Picture
    let half: GrayPyramid
    let seconds: Double
    let shot: Int
  }

  private var tracker: ShotTracker
  private var last: Seen?
  /// Whether the tracker has not seen the last frame.
  private var isAhead = false

  package init(workers: Workers) { tracker = ShotTracker(workers: workers) }

  /// The shot of the next frame.
  ///
  /// - Parameter seconds: its presentation time.
  package mutating func next(_ picture: Picture, at seconds: Double) -> Int {
    guard min(picture.size.width, picture.size.height) >= Self.minSide else {
      return tracker.next(picture, at: seconds).shot
    }
    let half = GrayPyramid(halving: picture)
    if let last, last.half.size == half.size, !half.isBlank, !last.half.isBlank,
      Step(from: last.half, to: half, search: tracker.search).explained >= Self.enough
    {
      self.last = Seen(picture: picture, half: half, seconds: seconds, shot: last.shot)
      isAhead = true
      return last.shot
    }
    if isAhead, let last { tracker.proceed(to: last.picture, at: last.seconds) }
    isAhead = false
    let shot = tracker.next(picture, at: seconds).shot
    last = Seen(picture: picture, half: half, seconds: seconds, shot: shot)
    return shot
  }
}

extension GrayPyramid {
  /// Of the picture at half the size; each pixel is the mean of four.
  fileprivate init(halving picture: Picture) {
    let (width, height) = (picture.size.width / 2, picture.size.height / 2)
    var luma = [Float](repeating: 0, count: width * height)
    picture.bytes.withUnsafeBufferPointer { bytes in
      for y in 0..<height {
        for x in 0..<width {
          var sum = SIMD3<Float>()
          for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let n = 3 * ((2 * y + dy) * picture.size.width + 2 * x + dx)
            sum += SIMD3(Float(bytes[n]), Float(bytes[n + 1]), Float(bytes[n + 2]))
          }
          luma[y * width + x] = (0.299 * sum.x + 0.587 * sum.y + 0.114 * sum.z) / 4
        }
      }
    }
    self.init(size: PictureSize(width: width, height: height), luma: luma)
  }
}
