import Imaging
import Parallelism
import Superpixels

/// A frame with its superpixels.
package struct SuperpixelFrame: Timed {
  package let frame: Frame
  package let superpixels: Superpixels
  /// The states of the stages so far, after this frame.
  var states = StageStates()
}

/// Computes superpixels for several frames at a time, since frames are independent.
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

/// Superpixels with a warm start from the previous frame, which requires sequential order.
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

/// For methods without superpixels: the frame is one superpixel.
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
