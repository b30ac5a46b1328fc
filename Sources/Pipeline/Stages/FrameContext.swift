import Imaging
import Motion
import Superpixels

/// What is known of a frame on its way from stage to stage, whatever its labels become. A stage hands it on with what the
/// stage itself makes of the frame.
package struct FrameContext: Timed {
  package let frame: Frame
  /// How the frame follows the frames before.
  package private(set) var correspondence: FrameCorrespondence
  /// The working picture in CIELAB, computed once for all stages; nil where there are no superpixels.
  package private(set) var lab: LabPlanes?
  /// Of the working picture; nil where neither the method nor the regions use them.
  package private(set) var superpixels: Superpixels?
  /// The states of the stages so far after this frame; nil if a run can not resume after it.
  var states: StageStates?

  init(frame: Frame, correspondence: FrameCorrespondence, states: StageStates? = StageStates()) {
    self.frame = frame
    self.correspondence = correspondence
    self.states = states
  }

  mutating func add(_ superpixels: Superpixels, lab: LabPlanes) {
    self.superpixels = superpixels
    self.lab = lab
  }

  /// Frees what is not read after tracking, or while the frame waits for its regions.
  mutating func forgetDetails() {
    lab = nil
    superpixels = nil
    correspondence.residual = nil
  }
}
