import DequeModule
import Imaging
import Logging
import Motion
import Regions
import Segmentation
import Tracking

/// Gives every frame its regions, some frames later, in order.
package actor RegionStage: WindowStage {
  package nonisolated let name = "regions"
  private var tracker: RegionTracker
  private var events: EventTracker
  private var waiting = Deque<Waiting>()
  private let logger = Logger(label: "tessera")

  /// A frame that waits for its regions, without data that only the tracker needed.
  private struct Waiting {
    let frame: Frame
    let correspondence: FrameCorrespondence
    let segmentation: Segmentation
    var states: StageStates?
  }

  /// - Parameter waitingBytes: the memory of a waiting frame.
  package init(_ settings: RegionSettings, waitingBytes: Int, from states: StageStates? = nil) {
    tracker = RegionTracker(settings, waitingBytes: waitingBytes)
    if let state = states?.regions { tracker.state = state }
    events = states?.events ?? EventTracker()
  }

  package func process(_ input: ClusteredFrame) throws -> [TrackedFrame] {
    let description = input.segmentation.description
    let wasBetweenBatches = tracker.isBetweenBatches
    var correspondence = input.correspondence
    correspondence.residual = nil
    var segmentation = input.segmentation
    segmentation.forgetDescription()
    waiting.append(
      Waiting(frame: input.frame, correspondence: correspondence, segmentation: segmentation, states: input.states))
    let finished = try tracker.add(
      RegionInput(
        superpixels: input.superpixels,
        colors: description?.colors ?? input.superpixels.meanColors(of: LabPlanes(input.frame.workingPicture)),
        responses: description?.responses ?? [], correspondence: input.correspondence))
    let frames = hand(finished)
    // States are large: for earlier frames, only those are kept after which a run can be resumed.
    if !wasBetweenBatches, waiting.count > 1 { waiting[waiting.count - 2].states = nil }
    return frames
  }

  package func finish() throws -> [TrackedFrame] {
    hand(try tracker.finish()).map { frame in
      // A resumed run would have had a longer look-ahead.
      var frame = frame
      frame.states = nil
      return frame
    }
  }

  private func hand(_ finished: [RegionFrame]) -> [TrackedFrame] {
    finished.compactMap { regions in
      guard let next = waiting.popFirst() else { return nil }
      let trackIDs = regions.labels
      let changes = events.next(trackIDs, correspondence: next.correspondence)
      var states = next.states ?? StageStates()
      states.labeling = regions.state.map { .regions($0) }
      states.events = events
      var frame = TrackedFrame(
        frame: next.frame, trackIDs: trackIDs, segmentation: next.segmentation, events: changes,
        states: regions.state == nil ? nil : states)
      frame.regions = regions
      logger.debug("\(frame.report)")
      return frame
    }
  }
}
