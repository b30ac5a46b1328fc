import Imaging
import Motion
import Regions
import Rendering
import Segmentation
import Superpixels
import Tracking

/// What the stages go on with behind a frame. It travels with the frame: each stage enters its own state when it is done
/// with it, so that what arrives at the end belongs together, however far the stages have gone on since.
package struct StageStates: Sendable, Codable {
  var centers: Centers?
  var shots: ShotTracker.State?
  var segmenter: SegmenterState?
  var labeling: Labeling?
  var events: EventTracker?
  var colors: RegionColors?

  init(shots: ShotTracker.State? = nil) { self.shots = shots }

  /// What makes labels of clusters or superpixels goes on with.
  enum Labeling: Sendable, Codable {
    case regions(RegionTracker.State)
    case trackIDs(TrackAssigner)

    func isConsistent(with settings: PipelineSettings, for size: Size) -> Bool {
      switch self {
      case .regions(let state):
        settings.makesRegions && state.isConsistent(for: size, responses: settings.segment.clusters)
      case .trackIDs(let tracker):
        !settings.makesRegions && tracker.isConsistent(with: TrackingSettings(settings.remap), for: size)
      }
    }
  }

  var regions: RegionTracker.State? { if case .regions(let state)? = labeling { state } else { nil } }
  var trackIDs: TrackAssigner? { if case .trackIDs(let tracker)? = labeling { tracker } else { nil } }

  /// Whether a run with these settings can go on from it, with pictures of the given working size: not so with every
  /// state that can be read.
  func isConsistent(with settings: PipelineSettings, for size: Size) -> Bool {
    guard let shots, let segmenter, let labeling, let events, colors != nil else { return false }
    return labeling.isConsistent(with: settings, for: size) && shots.isConsistent(for: size)
      && segmenter.isConsistent(with: settings.segment, for: size) && events.isConsistent(for: size)
      && centers?.isConsistent(for: size) ?? true
  }
}
