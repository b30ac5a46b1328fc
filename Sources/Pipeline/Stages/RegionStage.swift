import DequeModule
import Imaging
import Logging
import Regions
import Tracking

extension ClusteredFrame {
  /// What the regions are made of.
  var regionInput: RegionInput {
    guard let superpixels = context.superpixels, let lab = context.lab else {
      preconditionFailure("regions are made of superpixels")
    }
    let description = segmentation.description
    return RegionInput(
      picture: context.frame.workingPicture, superpixels: superpixels,
      colors: description?.colors ?? superpixels.meanColors(of: lab), responses: description?.responses ?? [],
      correspondence: context.correspondence)
  }
}

/// Gives every frame its regions, some frames later, in order.
package actor RegionStage: LookAheadStage {
  package nonisolated let name = "regions"
  private var tracker: RegionTracker
  private var events: EventTracker
  /// The frames that wait for their regions, without what only the tracker needed.
  private var waiting = Deque<ClusteredFrame>()
  private let logger = Logger(label: "tessera")

  /// - Parameter waitingBytes: what a frame takes while it waits.
  package init(_ settings: RegionSettings, waitingBytes: Int, from states: StageStates? = nil) {
    tracker = RegionTracker(settings, waitingBytes: waitingBytes)
    if let state = states?.regions { tracker.state = state }
    events = states?.events ?? EventTracker()
  }

  package func process(_ input: ClusteredFrame) throws -> [TrackedFrame] {
    let (context, regionInput) = (input.context, input.regionInput)
    let cut = context.isAfterCut ? hand(try tracker.finish()) : []
    let wasBetweenBatches = tracker.isBetweenBatches
    var next = input
    next.forgetDetails()
    waiting.append(next)
    let frames = cut + hand(try tracker.add(regionInput))
    // States are large: only those after which a run can resume are kept.
    if !wasBetweenBatches, waiting.count > 1 { waiting[waiting.count - 2].context.states = nil }
    return frames
  }

  package func finish() throws -> [TrackedFrame] {
    hand(try tracker.finish()).map { frame in
      // A resumed run would have had a longer look-ahead.
      var frame = frame
      frame.context.states = nil
      return frame
    }
  }

  private func hand(_ finished: [RegionFrame]) -> [TrackedFrame] {
    finished.compactMap { regions in
      guard let next = waiting.popFirst() else { return nil }
      let trackIDs = regions.labels
      var context = next.context
      if context.isAfterCut { events.cut() }
      let changes = events.next(trackIDs, correspondence: context.correspondence)
      if let state = regions.state {
        context.states?.labeling = .regions(state)
        context.states?.events = events
      } else {
        context.states = nil
      }
      let frame = TrackedFrame(
        context: context, segmentation: next.segmentation, trackIDs: trackIDs, regions: regions, events: changes)
      logger.debug("\(frame.report)")
      return frame
    }
  }
}
