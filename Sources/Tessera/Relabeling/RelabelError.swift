import Imaging

/// Why other labels could not be made of saved supervoxels; what is wrong with a single file is a `MediaError`.
public enum RelabelError: Error, Equatable, CustomStringConvertible {
  /// The pictures are needed, and nobody said where they are.
  case noInput(path: String)
  case inputMissing(path: String, input: String)
  case inputWasPipe(path: String)
  case inputEnds(input: String, frame: Int)
  case inputDiffers(input: String, frame: Int, time: MediaTime, actual: MediaTime)
  case pictureDiffers(input: String, frame: Int)
  case sizeDiffers(input: String, size: Size, labels: String, labelSize: Size)
  case tooManyRegions(limit: Int)

  public var description: String {
    switch self {
    case .noInput(let path):
      "\(path): does not name the input; give it with --input, for the overlay needs the pictures"
    case .inputMissing(let path, let input):
      "\(path): names the input \(input), which is not there; give it with --input, for the overlay needs the pictures"
    case .inputWasPipe(let path):
      "\(path): the input was a pipe; give the same as a file with --input, for the overlay needs the pictures"
    case .inputEnds(let input, let frame):
      "\(input): ends before frame \(frame), of which there are labels; give the input that was segmented with --input"
    case .inputDiffers(let input, let frame, let time, let actual):
      "\(input): frame \(frame) is at \(actual), but its labels are of \(time); give the input that was segmented with "
        + "--input"
    case .pictureDiffers(let input, let frame):
      "\(input): frame \(frame) shows another picture than the one that was segmented; give the input that was segmented with "
        + "--input"
    case .sizeDiffers(let input, let size, let labels, let labelSize):
      "\(input): is \(size), but \(labels) has labels of \(labelSize); give the input that was segmented with --input"
    case .tooManyRegions(let limit):
      "there are more than \(limit) regions, the most that 16-bit labels hold: ask for fewer (--regions), or for a "
        + "larger --scale"
    }
  }
}
