import Imaging

/// How a frame follows the frames before it.
package struct FrameCorrespondence: Equatable, Sendable {
  /// The shot that the frame belongs to, from 0: frames between two cuts, and all that such a shot goes on with when it
  /// returns.
  package let shot: Int
  /// The backward correspondence: for each pixel the index of the pixel that shows the same point in the shot's
  /// previous frame, −1 where none does; nil for the first frame of a shot.
  package let backward: [Int32]?
  /// Seconds since the shot's previous frame was shown or, when the shot has returned, would have been; > 0.
  package let seconds: Double
  /// The share, 0…1, of the picture that the shot's previous frame does not explain: what was uncovered, came in, or
  /// looks different; 1 for a first frame.
  package let change: Double
  /// Whether the frame shows nothing, as a flash or a black frame does; what it hides stays as it was.
  package let isBlank: Bool
  /// How the pixels move beside the camera; nil for a first frame and for a blank one.
  package var residual: ResidualMotion?

  package init(
    shot: Int, backward: [Int32]?, seconds: Double, change: Double, isBlank: Bool = false,
    residual: ResidualMotion? = nil
  ) {
    self.residual = residual
    self.shot = shot
    self.backward = backward
    self.seconds = seconds
    self.change = change
    self.isBlank = isBlank
  }

  /// The first frame of a video.
  package static let first = FrameCorrespondence(shot: 0, backward: nil, seconds: 0.04, change: 1)
}
