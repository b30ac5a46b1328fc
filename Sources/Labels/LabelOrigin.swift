import Imaging
import Media

/// Where labels come from: what their table says beside the tracks.
package struct LabelOrigin: Equatable, Sendable {
  /// The word that named the input; nil where the table does not say.
  package var input: String?
  /// The images, where they are a sequence that no single word names.
  package var images: [String] = []
  /// Which of its frames were segmented.
  package var selection: FrameSelection
  package var seed: UInt64
  /// What run made them; nil where the table does not say, and for labels that are none of a run.
  package var run: RunIdentity?
  /// What the run wrote, by kind and name.
  package var outputs: [String] = []
  /// By frame, what the pictures looked like.
  package var thumbnails: [Int: Thumbnail] = [:]

  package init(input: String?, selection: FrameSelection = .all, seed: UInt64, run: RunIdentity? = nil) {
    self.input = input
    self.selection = selection
    self.seed = seed
    self.run = run
  }
}

/// What tells one run from another: those that have all of it in common make the same labels.
package struct RunIdentity: Equatable, Sendable, Codable {
  /// The version of the program.
  package let program: String
  /// The kernels that this processor gets, and the libraries: others round otherwise.
  package let arithmetic: String
  /// A digest of the input's files, and the options by which they are read.
  package let input: String
  /// A limit to the time of a frame, in seconds; nil: none.
  package let secondsPerFrame: Double?

  package init(program: String, arithmetic: String, input: String, secondsPerFrame: Double?) {
    self.program = program
    self.arithmetic = arithmetic
    self.input = input
    self.secondsPerFrame = secondsPerFrame
  }

  private enum CodingKeys: String, CodingKey {
    case program, arithmetic, input
    case secondsPerFrame = "seconds_per_frame"
  }

  /// What the other has otherwise, in words; nil where they are one.
  package func difference(from other: RunIdentity) -> String? {
    if program != other.program { return "another version of the program (\(program), this is \(other.program))" }
    if arithmetic != other.arithmetic {
      return "another processor, OpenBLAS or FFmpeg, which round otherwise (\(arithmetic), here \(other.arithmetic))"
    }
    if input != other.input { return "another input, or other options to read it" }
    if secondsPerFrame != other.secondsPerFrame { return "another --budget or --deadline" }
    return nil
  }
}
