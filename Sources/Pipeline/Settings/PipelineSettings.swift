import Imaging
import Media
import Regions
import Rendering
import Segmentation
import Superpixels
import Tracking

/// The settings of all stages, as in a pipeline file; docs/PIPELINES.md lists the keys.
public struct PipelineSettings: Equatable, Sendable {
  /// How frames are prepared.
  public var decode = DecodeSettings()
  /// How superpixels are made, where the method or the regions use them.
  public var superpixels = SuperpixelSettings()
  /// The segmentation method.
  public var segment = SegmentSettings()
  /// How labels persist over time.
  public var remap = RemapSettings()
  /// How space-time regions are made.
  public var regions = RegionSettings()
  /// The look of the overlay.
  public var overlay = OverlaySettings()
  /// The encoding of an overlay video; its keys are overlay.crf and overlay.preset.
  public var encoding = EncodingSettings()
  /// How label images are written.
  public var labels = LabelSettings()

  public init() {}

  /// Whether labels are space-time regions, not clusters.
  package var makesRegions: Bool {
    remap.method == .regions && segment.method.usesSuperpixels && segment.merging.border == nil
  }
}

/// How frames are prepared.
public struct DecodeSettings: Equatable, Sendable {
  /// The working size. Labels and overlay always have the source's size.
  public var size: WorkingSize = .automatic
  /// Which frames are deinterlaced: those flagged as interlaced, none, or all.
  public var deinterlace: Deinterlacing = .automatic

  public init() {}
}

/// How labels that persist over time are made.
public struct RemapSettings: Equatable, Sendable {
  public var method: Method = .regions

  public enum Method: String, Sendable, CaseIterable {
    /// Space-time regions, by ``RegionSettings``.
    case regions
    /// Network clusters, tracked from frame to frame.
    case clusters
  }

  /// For ``Method/clusters``.
  public var tracking = TrackingSettings()

  public init() {}
}

/// How label images are written.
public struct LabelSettings: Equatable, Sendable {
  public var format: Format = .automatic
  /// Whether the finest regions and their merge tree are written next to labels that are space-time regions, for
  /// relabeling.
  public var supervoxels: Bool = true

  public enum Format: String, Sendable, CaseIterable {
    /// Indexed while all track IDs are at most 255, then 16-bit gray.
    case automatic = "auto"
    /// An 8-bit palette PNG, as in DAVIS: track IDs above 255 are an error.
    case indexed
    /// A 16-bit grayscale PNG.
    case gray16
  }

  public init() {}
}
