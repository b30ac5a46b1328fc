import Imaging

/// The contents of a media file.
public struct MediaInfo: Sendable, Codable, Equatable {
  public var path: String
  /// FFmpeg's name for the container, for example `mov,mp4,m4a,3gp,3g2,mj2`.
  public var container: String
  /// Seconds, if declared.
  public var duration: Double?
  /// The time of the earliest sample in seconds, if declared.
  public var start: Double?
  public var streams: [StreamInfo]
  /// The index of the video stream to be read; nil if there is none.
  public var selectedVideoStream: Int?
  /// The file's metadata, with the container's names.
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

  /// The video stream to be read.
  public var video: StreamInfo? { streams.first { $0.index == selectedVideoStream } }
}

/// A named part of a media file.
public struct ChapterInfo: Sendable, Codable, Equatable {
  /// Seconds.
  public var start: Double
  public var end: Double
  public var title: String?
}

/// One stream of a media file. Undeclared properties are nil.
public struct StreamInfo: Sendable, Codable, Equatable {
  public var index: Int
  /// `video`, `audio`, `subtitle`, `data`, `attachment` or `unknown`.
  public var kind: String
  /// FFmpeg's name of the codec, for example `h264`.
  public var codec: String
  public var timeBase: Rational
  /// The number of frames declared by the container.
  public var declaredFrames: Int?
  /// Seconds.
  public var duration: Double?
  /// An ISO 639-2 code, for example `eng`.
  public var language: String?
  /// FFmpeg's dispositions: `default`, `forced`, `hearing_impaired` …
  public var dispositions: [String] = []
  /// The stream's metadata, including the language.
  public var metadata: [String: String] = [:]
  public var video: VideoInfo?
  public var audio: AudioInfo?
}

/// The properties of a video stream.
public struct VideoInfo: Sendable, Codable, Equatable {
  /// As stored.
  public var codedSize: PictureSize
  /// After rotation.
  public var displaySize: PictureSize
  /// FFmpeg's name, for example `yuv420p`.
  public var pixelFormat: String
  public var color: ColorInfo
  /// The clockwise rotation that makes the picture upright: 0, 90, 180 or 270.
  public var rotation: Int
  public var isMirrored: Bool
  public var sampleAspectRatio: Rational
  /// Frames per second.
  public var averageRate: Rational?
  /// Whether it is a cover picture.
  public var isAttachedPicture: Bool
}

/// The color tags with FFmpeg's names; `unknown` if untagged.
public struct ColorInfo: Sendable, Codable, Equatable {
  public var range: String
  public var matrix: String
  public var primaries: String
  public var transfer: String
  /// The conversion to RGB, for example `bt709, limited range (untagged, height ≥ 720)`.
  public var conversion: String
}

/// The properties of an audio stream.
public struct AudioInfo: Sendable, Codable, Equatable {
  /// Samples per second.
  public var sampleRate: Int
  public var channels: Int
}
