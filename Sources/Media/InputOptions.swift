import Imaging

/// How an input is opened, and what is borne with. The default opens local files only, and reads on behind damage.
public struct InputOptions: Sendable, Equatable {
  /// Frames a second of images, and of raw frames on standard input.
  public var rate = Rational(25, 1)
  /// What standard input holds, where it is raw frames; nil: FFmpeg finds the format out.
  public var raw: RawVideo?
  /// The most pixels of a picture that is decoded. Memory grows with it: up to 100 bytes a pixel in the whole
  /// pipeline, with an overlay.
  public var maxPixels = InputOptions.defaultMaxPixels
  /// FFmpeg's names of the protocols that the input may use beside the one file it is, for example `https`, `tls`, `tcp`.
  /// With any of them playlists and scripts are followed.
  public var allowedProtocols: [String] = []
  /// Whether damage ends the reading with an error.
  public var isStrict = false
  /// Whether and when the lines of two fields are parted.
  public var deinterlacing = Deinterlacing.automatic

  /// 8192 × 8192.
  public static let defaultMaxPixels = 1 << 26
  /// What `maxPixels` can be at most: FFmpeg counts bytes in 32 bits.
  public static let largestMaxPixels = 1 << 28

  public init() {}
}

/// When interlaced frames, whose lines are of two moments, are made progressive.
public enum Deinterlacing: String, Sendable, CaseIterable {
  /// Frames that are flagged as interlaced.
  case automatic = "auto"
  case never
  /// Every frame, whatever its flag says.
  case always
}

/// Frames without any header: their size and FFmpeg's name of their pixel format, for example `yuv420p`.
public struct RawVideo: Sendable, Equatable {
  public let size: Size
  public let pixelFormat: String
}
