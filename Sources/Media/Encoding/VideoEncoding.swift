/// H.264 settings: the two main parameters of libx264.
public struct VideoEncoding: Sendable, Equatable {
  /// The constant rate factor, 0 (lossless) … 51 (worst).
  public var crf: Int
  /// libx264's preset, from `ultrafast` to `placebo`.
  public var preset: String
  /// ≥ 1. The output bytes depend slightly on it.
  public var threads: Int

  public init(crf: Int = 18, preset: String = "veryfast", threads: Int = 2) {
    self.crf = crf
    self.preset = preset
    self.threads = threads
  }
}
