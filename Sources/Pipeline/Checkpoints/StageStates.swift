import Imaging
import Motion
import Regions
import Rendering
import Segmentation
import Superpixels
import Tracking

/// The states of the stages after a frame. They travel with the frame: each stage adds its state when it has
/// processed the frame, so that the result is consistent even though stages run ahead.
package struct StageStates: Sendable, Codable {
  var centers: Centers?
  var shots: ShotTracker.State?
  var segmenter: SegmenterState?
  var labeling: Labeling?
  var events: EventTracker?
  var colors: RegionColors?

  init(shots: ShotTracker.State? = nil) { self.shots = shots }

  /// The state of the stage that labels clusters or superpixels.
  enum Labeling: Sendable, Codable {
    case regions(RegionTracker.State)
    case trackIDs(TrackAssigner)

    func isConsistent(with settings: PipelineSettings, for size: PictureSize) -> Bool {
      switch self {
      case .regions(let state):
        settings.makesRegions && state.isConsistent(for: size, responses: settings.segment.clusters)
      case .trackIDs(let tracker):
        !settings.makesRegions && tracker.isConsistent(with: settings.remap.tracking, for: size)
      }
    }
  }

  var regions: RegionTracker.State? { if case .regions(let state)? = labeling { state } else { nil } }
  var trackIDs: TrackAssigner? { if case .trackIDs(let tracker)? = labeling { tracker } else { nil } }

  /// Validates decoded state for these settings and pictures of the given working size.
  func isConsistent(with settings: PipelineSettings, for size: PictureSize) -> Bool {
    guard let shots, let segmenter, let labeling, let events, colors != nil else { return false }
    return labeling.isConsistent(with: settings, for: size) && shots.isConsistent(for: size)
      && segmenter.isConsistent(with: settings.segment, for: size) && events.isConsistent(for: size)
      && centers?.isConsistent(for: size) ?? true
  }
}
