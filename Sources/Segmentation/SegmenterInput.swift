import Imaging
import Motion
import Superpixels

/// The input of a segmentation method for one frame.
public struct SegmenterInput: Sendable {
  /// The frame at the working size.
  public let picture: Picture
  /// Superpixels of the picture; never nil for a method with ``ResumableSegmenter/usesSuperpixels``.
  package let superpixels: Superpixels?
  /// How the frame follows the frames before.
  package let correspondence: FrameCorrespondence
  private let knownLab: LabPlanes?
  /// The number of the shot, from 0. A shot that returns keeps its number.
  public var shot: Int { correspondence.shot }

  /// - Parameter lab: the picture in CIELAB, if already computed.
  package init(
    picture: Picture, lab: LabPlanes? = nil, superpixels: Superpixels? = nil, correspondence: FrameCorrespondence
  ) {
    self.picture = picture
    self.superpixels = superpixels
    self.correspondence = correspondence
    knownLab = lab
  }

  /// The picture in CIELAB; computed at each call if no earlier stage has computed it.
  package var lab: LabPlanes { knownLab ?? LabPlanes(picture) }
}
