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

  /// Whether the frame before it is of another shot, or there is none.
  let isAfterCut: Bool
  /// What the frame is for.
  let use: FrameUse

  init(
    frame: Frame, correspondence: FrameCorrespondence, isAfterCut: Bool, use: FrameUse = .labels,
    states: StageStates? = StageStates()
  ) {
    self.frame = frame
    self.correspondence = correspondence
    self.isAfterCut = isAfterCut
    self.use = use
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

/// What a frame is for. In one process all frames are for labels; a part of a shot also needs others.
package enum FrameUse: String, Sendable, Codable {
  /// Its labels are output.
  case labels
  /// Its description is output: the labels of a divided shot are made when its parts are merged.
  case description
  /// The network is trained on it: the first frames of the shot.
  case training
  /// The motion to the next frame begins in it.
  case motion
  /// Another part has its description, too. Both together tell how the descriptors of the two networks compare.
  case warmUp = "warm-up"
}
