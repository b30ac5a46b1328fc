import Imaging
import Media

/// The constants of the fixtures. Lengths are in pixels, times in frames.
enum Recipe {
  /// The seed of all random values.
  static let seed: UInt64 = 2018

  static let clipSize = PictureSize(width: 256, height: 144)
  static let stillSize = PictureSize(width: 96, height: 64)
  /// Frames per second.
  static let rate = 25

  /// The clip is shot A, shot B and shot A again, which continues where it was cut.
  static let firstPartOfA = 48
  static let lengthOfB = 28
  static let secondPartOfA = 44
  static let lengthOfA = firstPartOfA + secondPartOfA

  /// Samples per pixel in each direction; odd, so that one of them is the pixel's center.
  static let samplesAcross = 3
  static let encoding = EncodingSettings(crf: 16, preset: .slower)

  /// Hertz; a fifth apart.
  static let pitchOfA = 220.0
  static let pitchOfB = 330.0
  /// 0 … 1 of full scale.
  static let loudness = 0.2
  static let sampleRate = 48_000
  /// The fade time of a tone in seconds.
  static let fade = 0.03
}
