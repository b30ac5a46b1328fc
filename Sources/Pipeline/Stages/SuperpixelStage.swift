import Imaging
import Parallelism
import Superpixels

/// A frame with its superpixels.
package struct SuperpixelFrame: Timed {
  package let frame: Frame
  /// The working picture in CIELAB, computed once for all stages; nil where the method does without.
  package let lab: LabPlanes?
  package let superpixels: Superpixels
  /// The states of the stages so far behind this frame.
  var states = StageStates()
}

/// Cuts frames into superpixels, several frames at a time: they do not depend on each other.
package struct SuperpixelStage: Stage {
  package let name = "superpixels"
  package let order: StageOrder
  private let slic: SLIC

  package init(_ settings: SuperpixelSettings, threads: Int) {
    order = .concurrent(width: min(4, threads))
    slic = SLIC(settings, workers: Workers(count: 1))
  }

  package func process(_ frame: Frame) -> SuperpixelFrame {
    let lab = LabPlanes(frame.workingPicture)
    return SuperpixelFrame(
      frame: frame, lab: lab, superpixels: slic.superpixels(of: frame.workingPicture, lab: lab).0)
  }
}

/// The same started from the centers of the frame before, which makes the order matter.
package actor WarmSuperpixelStage: Stage {
  package nonisolated let name = "superpixels"
  package nonisolated let order = StageOrder.sequential
  private let slic: SLIC
  private let workers: Workers
  private var centers: Centers?

  package init(_ settings: SuperpixelSettings, threads: Int, from states: StageStates? = nil) {
    workers = Workers(count: threads)
    slic = SLIC(settings, workers: workers)
    centers = states?.centers
  }

  package func process(_ frame: Frame) -> SuperpixelFrame {
    let lab = LabPlanes(frame.workingPicture, workers: workers)
    let (superpixels, centers) = slic.superpixels(of: frame.workingPicture, lab: lab, startingFrom: centers)
    self.centers = centers
    return SuperpixelFrame(frame: frame, lab: lab, superpixels: superpixels, states: StageStates(centers: centers))
  }
}

/// For methods that do without superpixels: a frame is one.
package actor WholeFrameStage: Stage {
  package nonisolated let name = "superpixels"
  package nonisolated let order = StageOrder.sequential
  private var whole: Superpixels?

  package init() {}

  package func process(_ frame: Frame) -> SuperpixelFrame {
    let size = frame.workingPicture.size
    if let whole, whole.size == size { return SuperpixelFrame(frame: frame, lab: nil, superpixels: whole) }
    let superpixels = Superpixels(whole: size)
    whole = superpixels
    return SuperpixelFrame(frame: frame, lab: nil, superpixels: superpixels)
  }
}
