import Identities
import Imaging
import Motion
import Regions
import Rendering
import Segmentation
import Superpixels

/// What the stages go on with behind a frame. It travels with the frame: each stage enters its own state when it is done
/// with it, so that what arrives at the end belongs together, however far the stages have gone on since.
package struct StageStates: Sendable, Codable {
  var centres: Centres?
  var shots: ShotTracker.State?
  var segmenter: SegmenterState?
  /// Where clusters are followed.
  var identities: IdentityTracker?
  /// Where regions are made.
  var regions: RegionTracker.State?
  var events: EventTracker?
  var colors: RegionColors?

  init(centres: Centres? = nil) { self.centres = centres }

  /// Whether a run with these settings can go on from it, with pictures of the given working size: not so with every
  /// state that can be read.
  func isConsistent(with settings: PipelineSettings, for size: Size) -> Bool {
    guard let shots, let segmenter, let events, colors != nil else { return false }
    let areLabelsConsistent =
      settings.makesRegions
      ? regions?.isConsistent(for: size, responses: settings.segment.clusters) ?? false
      : identities?.isConsistent(with: IdentitySettings(settings.remap), for: size) ?? false
    return areLabelsConsistent && shots.isConsistent(for: size)
      && segmenter.isConsistent(with: settings.segment, for: size) && events.isConsistent(for: size)
      && centres?.isConsistent(for: size) ?? true
  }
}
