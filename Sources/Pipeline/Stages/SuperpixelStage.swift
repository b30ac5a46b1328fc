import Imaging
import Parallelism
import Superpixels

/// Cuts frames into superpixels, several frames at a time: they do not depend on each other.
package struct SuperpixelStage: Stage {
  package let name = "superpixels"
  package let order: StageOrder
  private let slic: SLIC

  package init(_ settings: SuperpixelSettings, threads: Int) {
    order = .concurrent(width: min(4, threads))
    slic = SLIC(settings, workers: Workers(count: 1))
  }

  package func process(_ input: FrameContext) -> FrameContext {
    var context = input
    let picture = input.frame.workingPicture
    let lab = LabPlanes(picture)
    context.add(slic.superpixels(of: picture, lab: lab).0, lab: lab)
    return context
  }
}

/// Superpixels with a warm start from the previous frame of the shot, which requires sequential order. They start anew
/// after a cut.
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

  package func process(_ input: FrameContext) -> FrameContext {
    var context = input
    let picture = input.frame.workingPicture
    let lab = LabPlanes(picture, workers: workers)
    let (superpixels, centers) = slic.superpixels(of: picture, lab: lab, startingFrom: input.isAfterCut ? nil : centers)
    self.centers = centers
    context.add(superpixels, lab: lab)
    context.states?.centers = centers
    return context
  }
}
