import Imaging
import Parallelism
import Superpixels

/// A frame with its superpixels.
package struct SuperpixelFrame: Timed {
  package let frame: Frame
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
    SuperpixelFrame(frame: frame, superpixels: slic.superpixels(of: frame.workingPicture).0)
  }
}

/// The same started from the centers of the frame before, which makes the order matter.
package actor WarmSuperpixelStage: Stage {
  package nonisolated let name = "superpixels"
  package nonisolated let order = StageOrder.sequential
  private let slic: SLIC
  private var centers: Centers?

  package init(_ settings: SuperpixelSettings, threads: Int, from states: StageStates? = nil) {
    slic = SLIC(settings, workers: Workers(count: threads))
    centers = states?.centers
  }

  package func process(_ frame: Frame) -> SuperpixelFrame {
    let (superpixels, centers) = slic.superpixels(of: frame.workingPicture, startingFrom: centers)
    self.centers = centers
    return SuperpixelFrame(frame: frame, superpixels: superpixels, states: StageStates(centers: centers))
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
    if let whole, whole.size == size { return SuperpixelFrame(frame: frame, superpixels: whole) }
    let superpixels = Superpixels(whole: size)
    whole = superpixels
    return SuperpixelFrame(frame: frame, superpixels: superpixels)
  }
}
