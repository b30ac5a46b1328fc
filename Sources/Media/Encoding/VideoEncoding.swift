/// How H.264 is written: libx264's two main dials.
package struct VideoEncoding: Sendable, Equatable {
  /// The constant rate factor, 0 (lossless) … 51 (worst).
  package var crf: Int
  /// libx264's name for how hard it tries, from `ultrafast` to `placebo`.
  package var preset: String
  /// ≥ 1. The bytes depend on it a little.
  package var threads: Int

  package init(crf: Int = 18, preset: String = "veryfast", threads: Int = 2) {
    self.crf = crf
    self.preset = preset
    self.threads = threads
  }
}
