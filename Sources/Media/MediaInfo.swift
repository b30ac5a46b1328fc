import Imaging

/// What is in a media file, for reports and for choosing how to read it.
public struct MediaInfo: Sendable, Codable, Equatable {
  public var path: String
  /// FFmpeg's name for the container, for example `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// Seconds, where the container says.
  public var duration: Double?
  /// The time of the earliest sample in seconds, where the container says.
  public var start: Double?
  public var streams: [StreamInfo]
  /// The index of the video stream that is read; nil if there is none.
  public var selectedVideoStream: Int?
  /// What the file says of itself, as its container names it.
  public var metadata: [String: String]
  public var chapters: [ChapterInfo]

  package init(
    path: String, container: String, duration: Double? = nil, start: Double? = nil, streams: [StreamInfo] = [],
    selectedVideoStream: Int? = nil, metadata: [String: String] = [:], chapters: [ChapterInfo] = []
  ) {
    self.path = path
    self.container = container
    self.duration = duration
    self.start = start
    self.streams = streams
    self.selectedVideoStream = selectedVideoStream
    self.metadata = metadata
    self.chapters = chapters
  }

  /// The video stream that is read.
  public var video: StreamInfo? { streams.first { $0.index == selectedVideoStream } }
}

/// A part of a media file that has a name.
public struct ChapterInfo: Sendable, Codable, Equatable {
  /// Seconds.
  public var start: Double
  public var end: Double
  public var title: String?
}

/// One stream of a media file. What the file does not say is nil.
public struct StreamInfo: Sendable, Codable, Equatable {
  public var index: Int
  /// `video`, `audio`, `subtitle`, `data`, `attachment` or `unknown`.
  public var kind: String
  /// FFmpeg's name of the codec, for example `h264`.
  public var codec: String
  public var timeBase: Rational
  /// The number of frames that the container declares.
  public var declaredFrames: Int?
  /// Seconds.
  public var duration: Double?
  /// Three letters after ISO 639-2, for example `eng`.
  public var language: String?
  /// What it is for, in FFmpeg's words: `default`, `forced`, `hearing_impaired` …
  public var dispositions: [String] = []
  /// What the file says of it, the language among it.
  public var metadata: [String: String] = [:]
  public var video: VideoInfo?
  public var audio: AudioInfo?
}

/// The properties of a video stream.
public struct VideoInfo: Sendable, Codable, Equatable {
  /// As stored.
  public var codedSize: Size
  /// Upright: with the rotation applied.
  public var displaySize: Size
  /// FFmpeg's name, for example `yuv420p`.
  public var pixelFormat: String
  public var color: ColorInfo
  /// Clockwise turn that makes the picture upright: 0, 90, 180 or 270.
  public var rotation: Int
  public var isMirrored: Bool
  public var sampleAspectRatio: Rational
  /// Frames a second.
  public var averageRate: Rational?
  /// A cover picture, not a moving one.
  public var isAttachedPicture: Bool
}

/// How the colors are tagged, in FFmpeg's words, `unknown` where they are not.
public struct ColorInfo: Sendable, Codable, Equatable {
  public var range: String
  public var matrix: String
  public var primaries: String
  public var transfer: String
  /// What the conversion to RGB uses, tagged or not, for example `bt709, limited range (untagged, height ≥ 720)`.
  public var conversion: String
}

/// The properties of an audio stream.
public struct AudioInfo: Sendable, Codable, Equatable {
  /// Samples a second.
  public var sampleRate: Int
  public var channels: Int
}
