import Imaging
import Motion
import Superpixels

/// What a method is given of a frame.
package struct SegmenterInput: Sendable {
  /// The frame at the working size.
  package let picture: Picture
  /// Of the same picture; never nil for a method that says ``Segmenter/usesSuperpixels``.
  package let superpixels: Superpixels?
  /// How the frame follows the frames before.
  package let correspondence: FrameCorrespondence
  private let knownLab: LabPlanes?

  /// - Parameter lab: the picture in CIELAB, where somebody has computed it.
  package init(
    picture: Picture, lab: LabPlanes? = nil, superpixels: Superpixels? = nil, correspondence: FrameCorrespondence
  ) {
    self.picture = picture
    self.superpixels = superpixels
    self.correspondence = correspondence
    knownLab = lab
  }

  /// The picture in CIELAB; computed here, each time, where no stage before has done it.
  package var lab: LabPlanes { knownLab ?? LabPlanes(picture) }
}
