import DequeModule
import Identities
import Imaging
import Logging
import Motion
import Regions
import Segmentation

/// Gives every frame its regions, some frames later, in order.
package actor RegionStage: WindowStage {
  package nonisolated let name = "regions"
  private var tracker: RegionTracker
  private var events: EventTracker
  private var waiting = Deque<Waiting>()
  private let logger = Logger(label: "tessera")

  /// A frame that waits for its regions, without what only the tracker needed.
  private struct Waiting {
    let frame: Frame
    let continuation: Continuation
    let segmentation: Segmentation
    var states: StageStates?
  }

  /// - Parameter waitingBytes: what a frame takes while it waits.
  package init(_ settings: RegionSettings, waitingBytes: Int, from states: StageStates? = nil) {
    tracker = RegionTracker(settings, waitingBytes: waitingBytes)
    if let state = states?.regions { tracker.state = state }
    events = states?.events ?? EventTracker()
  }

  package func process(_ input: ClusteredFrame) throws -> [IdentifiedFrame] {
    let description = input.segmentation.description
    let wasBetweenBatches = tracker.isBetweenBatches
    var continuation = input.continuation
    continuation.residual = nil
    var segmentation = input.segmentation
    segmentation.forgetDescription()
    waiting.append(
      Waiting(frame: input.frame, continuation: continuation, segmentation: segmentation, states: input.states))
    let finished = try tracker.add(
      RegionInput(
        superpixels: input.superpixels,
        colors: description?.colors ?? input.superpixels.meanColors(of: LabPlanes(input.frame.workingPicture)),
        responses: description?.responses ?? [], continuation: input.continuation))
    let frames = hand(finished)
    // States are large: of the frames before this one only those are kept behind which a run can go on.
    if !wasBetweenBatches, waiting.count > 1 { waiting[waiting.count - 2].states = nil }
    return frames
  }

  package func finish() throws -> [IdentifiedFrame] {
    hand(try tracker.finish()).map { frame in
      // A run that goes on behind it would have looked ahead further.
      var frame = frame
      frame.states = nil
      return frame
    }
  }

  private func hand(_ finished: [RegionFrame]) -> [IdentifiedFrame] {
    finished.compactMap { regions in
      guard let next = waiting.popFirst() else { return nil }
      let identities = regions.labels
      let changes = events.next(identities, continuation: next.continuation)
      var states = next.states ?? StageStates()
      states.labeling = regions.state.map { .regions($0) }
      states.events = events
      var frame = IdentifiedFrame(
        frame: next.frame, identities: identities, segmentation: next.segmentation, events: changes,
        states: regions.state == nil ? nil : states)
      frame.regions = regions
      logger.debug("\(frame.report)")
      return frame
    }
  }
}
