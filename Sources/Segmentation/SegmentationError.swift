import Foundation
import Imaging

/// Why a frame could not be segmented.
public enum SegmentationError: Error, Equatable, CustomStringConvertible {
  /// The loss is no longer a number.
  case diverged(iteration: Int, learningRate: Double)

  /// The method's data for a frame does not fit into memory.
  case tooLarge(size: PictureSize, bytes: Int, available: Int)

  /// There are more regions than a label map holds.
  case tooManyRegions(count: Int, limit: Int)

  /// The method returned a label map of another size than the picture it was given.
  case otherSize(PictureSize, expected: PictureSize)

  /// The state belongs to another method.
  case otherState

  /// The weights from before the run belong to other settings.
  case otherModel

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .tooLarge(let size, let bytes, let available):
      "segmenting at \(size) needs \(bytes >> 20) MiB of this machine's \(available >> 20) MiB; lower --size, or, where "
        + "a network is trained, segment.channels or segment.components"
    case .otherSize(let size, let expected):
      "the method returned labels of \(size) for a picture of \(expected)"
    case .otherState: "the checkpoint is of another method; replace --resume with --overwrite to start again"
    case .otherModel: "the model was trained with other settings of segment; train it with those of the run"
    case .diverged(let iteration, let learningRate):
      "training diverged in iteration \(iteration); lower segment.learning-rate (now \(learningRate))"
    case .tooManyRegions(let count, let limit):
      "the frame has \(count) regions, and a label map holds \(limit); lower --size, or raise segment.merging.border "
        + "or, of the graph method, segment.graph.min-size and segment.graph.threshold"
    }
  }

  /// - Parameters:
  ///   - bytes: what is needed.
  ///   - size: of the frames.
  /// - Throws: `tooLarge` if a frame needs nearly all of the machine's memory, or more.
  package static func check(_ bytes: Int, for size: PictureSize) throws(SegmentationError) {
    let available = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard bytes < available / 10 * 9 else { throw .tooLarge(size: size, bytes: bytes, available: available) }
  }
}
