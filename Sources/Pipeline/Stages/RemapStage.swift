import Imaging
import Logging
import Regions
import Segmentation
import Tracking

/// A frame with its tracks, at the working size.
package struct TrackedFrame: Timed {
  package internal(set) var context: FrameContext
  package let segmentation: Segmentation
  package let trackIDs: LabelMap
  /// The supervoxels and the regions that they form, where regions are made.
  var regions: RegionFrame? = nil
  package let events: FrameEvents

  package var frame: Frame { context.frame }
}

/// Turns clusters into tracks, in order.
package actor RemapStage: Stage {
  package nonisolated let name = "remap"
  package nonisolated let order = StageOrder.sequential
  private var tracker: TrackAssigner
  private var events: EventTracker
  private let logger = Logger(label: "tessera")

  package init(_ settings: RemapSettings, from states: StageStates? = nil) {
    tracker = states?.trackIDs ?? TrackAssigner(settings.tracking)
    events = states?.events ?? EventTracker()
  }

  package func process(_ input: ClusteredFrame) throws -> TrackedFrame {
    let segmentation = input.segmentation
    var context = input.context
    context.forgetDetails()
    let trackIDs = try tracker.assign(
      segmentation.clusters, clusterEpoch: segmentation.clusterEpoch, correspondence: context.correspondence)
    let changes = events.next(trackIDs, correspondence: context.correspondence)
    context.states?.labeling = .trackIDs(tracker)
    context.states?.events = events
    let frame = TrackedFrame(context: context, segmentation: segmentation, trackIDs: trackIDs, events: changes)
    logger.debug("\(frame.report)")
    return frame
  }
}

extension TrackedFrame {
  /// A one-line description of the frame's result.
  var report: String {
    var parts = ["frame \(frame.index) at \(frame.time): shot \(events.shot)", "\(segmentation.iterations) iterations"]
    if let loss = segmentation.loss { parts.append("loss \(Double(loss).shortened)") }
    if let change = events.change { parts.append("change \(change.shortened)") }
    if let flicker = events.flicker { parts.append("\(flicker.shortened) of the labels changed") }
    if !events.births.isEmpty {
      parts.append("born " + events.births.map { Self.name($0.trackID, "from", $0.splitFrom) }.joined(separator: " "))
    }
    if !events.deaths.isEmpty {
      parts.append("gone " + events.deaths.map { Self.name($0.trackID, "into", $0.mergedInto) }.joined(separator: " "))
    }
    if !events.returns.isEmpty {
      parts.append("back " + events.returns.map { "\($0)" }.joined(separator: " "))
    }
    return parts.joined(separator: ", ")
  }

  private static func name(_ trackID: UInt16, _ word: String, _ other: UInt16?) -> String {
    other.map { "\(trackID) (\(word) \($0))" } ?? "\(trackID)"
  }
}
