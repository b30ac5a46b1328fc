import Imaging

/// How an input is opened, and which damage is tolerated. The default opens local files only and continues after
/// damage.
public struct InputOptions: Sendable, Equatable {
  /// Frames per second of images, and of raw frames on standard input.
  public var rate = Rational(25, 1)
  /// The format of raw frames on standard input; nil: FFmpeg detects the format.
  public var raw: RawVideo?
  /// The maximum number of pixels of a decoded picture. Memory grows with it: up to 100 bytes per pixel in the whole
  /// pipeline, with an overlay.
  public var maxPixels = InputOptions.defaultMaxPixels
  /// FFmpeg's names of the protocols that the input may use besides its own file, for example `https`, `tls`, `tcp`.
  /// With any of them, playlists and scripts are followed.
  public var allowedProtocols: [String] = []
  /// Whether damage is an error.
  public var isStrict = false
  /// Whether and when frames are deinterlaced.
  public var deinterlacing = Deinterlacing.automatic

  /// 8192 × 8192.
  public static let defaultMaxPixels = 1 << 26
  /// The upper limit of `maxPixels`: FFmpeg counts bytes in 32 bits.
  public static let largestMaxPixels = 1 << 28

  public init() {}
}

/// When interlaced frames are deinterlaced.
public enum Deinterlacing: String, Sendable, CaseIterable {
  /// Frames flagged as interlaced.
  case automatic = "auto"
  case never
  /// All frames.
  case always
}
