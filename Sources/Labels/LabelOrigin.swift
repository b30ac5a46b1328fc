import Imaging
import Media

/// The origin of labels: the contents of their table besides the tracks.
package struct LabelOrigin: Equatable, Sendable {
  /// The input argument; nil if missing.
  package var input: String?
  /// The images of a sequence that no single argument names.
  package var images: [String] = []
  /// The segmented frames of the input.
  package var selection: FrameSelection
  package var seed: UInt64
  /// The run that wrote them; nil if missing, and for labels that were not written by a run.
  package var run: RunIdentity?
  /// The outputs of the run, by kind and name.
  package var outputs: [String] = []
  /// The identity of the model with whose weights the run started; nil for none.
  package var model: String?
  /// The digest of the corrections that were applied; nil for none.
  package var corrections: String?
  /// Thumbnails of the input by frame.
  package var thumbnails: [Int: Thumbnail] = [:]

  package init(input: String?, selection: FrameSelection = .all, seed: UInt64, run: RunIdentity? = nil) {
    self.input = input
    self.selection = selection
    self.seed = seed
    self.run = run
  }
}

/// Identifies a run: runs with equal values produce equal labels.
package struct RunIdentity: Equatable, Sendable, Codable {
  /// The version of the program.
  package let program: String
  /// The kernels selected for this processor, and the libraries: they affect rounding.
  package let arithmetic: String
  /// A digest of the input's files and of the options for reading them.
  package let input: String
  /// The time limit per frame in seconds; nil: none.
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

  /// The first difference from another run, in words; nil if there is none.
  package func difference(from other: RunIdentity) -> String? {
    if program != other.program { return "another version of the program (\(program), this is \(other.program))" }
    if arithmetic != other.arithmetic {
      return "another processor, OpenBLAS or FFmpeg, which round differently (\(arithmetic), here \(other.arithmetic))"
    }
    if input != other.input { return "another input, or other input options" }
    if secondsPerFrame != other.secondsPerFrame { return "another --budget or --deadline" }
    return nil
  }
}
