import Identities
import Imaging
import Logging
import Regions
import Segmentation

/// A frame with its identities, at the working size.
package struct IdentifiedFrame: Timed {
  package let frame: Frame
  package let identities: LabelMap
  package let segmentation: Segmentation
  package let events: FrameEvents
  /// The supervoxels and the regions that they form, where regions are made.
  var regions: RegionFrame? = nil
  /// The states of the stages so far behind this frame; nil where a run can not go on behind it.
  var states: StageStates?
}

/// Turns clusters into identities that last, in order.
package actor RemapStage: Stage {
  package nonisolated let name = "remap"
  package nonisolated let order = StageOrder.sequential
  private var tracker: IdentityTracker
  private var events: EventTracker
  private let logger = Logger(label: "tessera")

  package init(_ settings: RemapSettings, from states: StageStates? = nil) {
    tracker = states?.identities ?? IdentityTracker(IdentitySettings(settings))
    events = states?.events ?? EventTracker()
  }

  package func process(_ input: ClusteredFrame) throws -> IdentifiedFrame {
    let segmentation = input.segmentation
    let identities = try tracker.identify(
      segmentation.clusters, generation: segmentation.generation, continuation: input.continuation)
    let changes = events.next(identities, continuation: input.continuation)
    var states = input.states
    states.labeling = .identities(tracker)
    states.events = events
    let frame = IdentifiedFrame(
      frame: input.frame, identities: identities, segmentation: segmentation, events: changes, states: states)
    logger.debug("\(frame.report)")
    return frame
  }
}

extension IdentitySettings {
  init(_ settings: RemapSettings) {
    self.init(separation: settings.separation, smallest: settings.smallest, overlap: settings.overlap)
  }
}

extension IdentifiedFrame {
  /// What the frame got, in one line.
  var report: String {
    var parts = ["frame \(frame.index) at \(frame.time): shot \(events.shot)", "\(segmentation.iterations) iterations"]
    if let loss = segmentation.loss { parts.append("loss \(Double(loss).shortened)") }
    parts.append("change \(events.change.shortened)")
    if let changed = events.changed { parts.append("\(changed.shortened) of the labels changed") }
    if !events.births.isEmpty {
      parts.append("born " + events.births.map { Self.name($0.identity, "from", $0.origin) }.joined(separator: " "))
    }
    if !events.deaths.isEmpty {
      parts.append("gone " + events.deaths.map { Self.name($0.identity, "into", $0.heir) }.joined(separator: " "))
    }
    if !events.returns.isEmpty {
      parts.append("back " + events.returns.map { "\($0)" }.joined(separator: " "))
    }
    return parts.joined(separator: ", ")
  }

  private static func name(_ identity: UInt16, _ word: String, _ other: UInt16?) -> String {
    other.map { "\(identity) (\(word) \($0))" } ?? "\(identity)"
  }
}
