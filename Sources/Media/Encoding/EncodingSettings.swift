/// How an overlay video is encoded by H.264. VP9 in .webm is encoded accordingly.
public struct EncodingSettings: Equatable, Sendable {
  /// H.264's constant rate factor, 0 (lossless) … 51 (worst).
  public var crf: Int
  /// The preset of libx264.
  public var preset: Preset

  /// The presets of libx264. A slower preset makes smaller files.
  public enum Preset: String, Sendable, CaseIterable {
    case ultrafast, superfast, veryfast, faster, fast, medium, slow, slower, veryslow
  }

  /// Creates settings; the defaults are those of the pipeline file.
  public init(crf: Int = 18, preset: Preset = .veryfast) {
    self.crf = crf
    self.preset = preset
  }
}
