import Imaging
import Parallelism

/// Finds the shots of frames, the same as ``ShotTracker/next(_:_:at:)``, without their motion where thumbnails are enough. Most pictures
/// are then not needed.
///
/// A value type. Its memory does not grow with the video.
package struct ShotSearch {
  /// The picture of a frame at the working size.
  package typealias Converting = () throws -> Picture

  private var tracker: ShotTracker
  /// The last frame of the current shot, if its picture was not needed so far.
  private var unconverted: Converting?

  package init(workers: Workers) { tracker = ShotTracker(workers: workers) }

  /// The shot of the next frame.
  ///
  /// - Parameters:
  ///   - thumbnail: of the frame.
  ///   - seconds: its presentation time.
  ///   - picture: called at once, with a later frame, or never.
  package mutating func shot(
    ofNext thumbnail: LumaThumbnail, at seconds: Double, _ picture: @escaping Converting
  ) throws -> Int {
    if let shot = tracker.shot(ofAlike: thumbnail, at: seconds) {
      unconverted = picture
      return shot
    }
    try complete()
    return tracker.shot(ofNext: try picture(), thumbnail, at: seconds)
  }

  /// The correspondence of the next frame, for those whose motion is needed as well.
  ///
  /// - Parameters:
  ///   - picture: at the working size.
  ///   - thumbnail: of the frame.
  ///   - seconds: its presentation time.
  package mutating func next(
    _ picture: Picture, _ thumbnail: LumaThumbnail, at seconds: Double
  ) throws -> FrameCorrespondence {
    try complete()
    return tracker.next(picture, thumbnail, at: seconds)
  }

  private mutating func complete() throws {
    if let unconverted { tracker.complete(try unconverted()) }
    unconverted = nil
  }
}
