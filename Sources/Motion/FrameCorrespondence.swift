import Imaging

/// How a frame relates to the frames before it.
package struct FrameCorrespondence: Equatable, Sendable {
  /// The frame's shot, from 0: the frames between two cuts. A shot that returns keeps its number.
  package let shot: Int
  /// The backward correspondence: for each pixel the index of the pixel that shows the same point in the shot's
  /// previous frame, −1 if there is none; nil for the first frame of a shot.
  package let backward: [Int32]?
  /// Seconds since the shot's previous frame; for a returned shot, since the previous frame of the video; > 0.
  package let seconds: Double
  /// The fraction, 0…1, of the picture not explained by the shot's previous frame: uncovered, new or changed; 1 for a
  /// first frame.
  package let change: Double
  /// Whether the frame is blank, such as a flash or a black frame. Hidden points keep their place.
  package let isBlank: Bool
  /// Motion relative to the camera; nil for a first frame and for a blank one.
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
