import Imaging
import Media
import Regions
import Rendering
import Segmentation
import Superpixels

/// Every parameter of every stage. A pipeline file is this value written down; docs/PIPELINES.md lists the keys.
public struct PipelineSettings: Equatable, Sendable {
  public var decode = DecodeSettings()
  public var superpixels = SuperpixelSettings()
  public var segment = SegmentSettings()
  public var remap = RemapSettings()
  public var regions = RegionSettings()
  public var overlay = OverlaySettings()
  public var labels = LabelSettings()

  public init() {}

  /// Whether labels are regions of space and time rather than clusters.
  package var makesRegions: Bool {
    remap.method == .regions && segment.method.usesSuperpixels && segment.merging.border == nil
  }
}

/// How frames are prepared.
public struct DecodeSettings: Equatable, Sendable {
  /// The size at which pixels are labeled. Labels and overlay have the source's size whatever it is.
  public var size: WorkingSize = .automatic
  /// Whether the lines of two moments are parted: of frames that are flagged as interlaced, never, or always.
  public var deinterlace: Deinterlacing = .automatic

  public init() {}
}

/// What becomes a label that lasts.
public struct RemapSettings: Equatable, Sendable {
  public var method: Method = .regions

  public enum Method: String, Sendable, CaseIterable {
    /// Regions of space and time, by ``RegionSettings``.
    case regions
    /// The network's clusters, followed from frame to frame.
    case clusters
  }

  /// Regions of one cluster that are nearer to each other than this share of the picture's shorter side have one
  /// track, > 0; nil: a cluster is one track wherever it is.
  public var separation: Double? = nil
  /// A region needs this share of the picture to be a track of its own, 0…1.
  public var minArea: Double = 0.006
  /// After a new start a cluster continues a track only if they share at least this part of the smaller one, 0…1.
  public var overlap: Double = 0.25

  public init() {}
}

/// How the overlay video looks and is encoded.
public struct OverlaySettings: Equatable, Sendable {
  public var style: OverlayStyle = .tint
  /// How much of a label's color a tint lays over the picture, 0 (none) … 1 (the color alone).
  public var opacity: Double = 0.25
  /// Whether lines are drawn along the borders of labels; the style of outlines has them always.
  public var outlines: Bool = true
  /// The width of the lines in pixels, 1…64; nil chooses by the height of the picture.
  public var outlineWidth: Int? = nil
  /// Whether every label has its number written on it.
  public var numbers: Bool = false
  /// H.264's constant rate factor, 0 (lossless) … 51 (worst).
  public var crf: Int = 18
  /// libx264's name for how hard it tries.
  public var preset: Preset = .veryfast

  public enum Preset: String, Sendable, CaseIterable {
    case ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow
  }

  public init() {}
}

/// How label images are written.
public struct LabelSettings: Equatable, Sendable {
  public var format: Format = .automatic
  /// Whether the finest regions and their merge tree are written beside labels that are regions of space and time, so that
  /// they can be labeled again.
  public var supervoxels: Bool = true

  public enum Format: String, Sendable, CaseIterable {
    /// Indexed while no track ID is above 255, 16-bit gray from then on.
    case automatic = "auto"
    /// An 8-bit palette PNG, as DAVIS has them: track IDs above 255 are an error.
    case indexed
    /// A 16-bit grayscale PNG.
    case gray16
  }

  public init() {}
}
