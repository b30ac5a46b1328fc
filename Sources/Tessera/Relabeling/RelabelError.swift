import Imaging

/// Why saved labels could not be relabeled. Errors of a single file are `MediaError`s.
public enum RelabelError: Error, Equatable, CustomStringConvertible {
  /// The pictures are needed, but their input is unknown.
  case noInput(path: String)
  /// The input that the labels name does not exist.
  case inputMissing(path: String, input: String)
  /// The labels were made from a pipe, which can not be read again.
  case inputWasPipe(path: String)
  /// The input has fewer frames than the labels.
  case inputEnds(input: String, frame: Int)
  /// A frame of the input has another time than its labels.
  case inputDiffers(input: String, frame: Int, time: MediaTime, actual: MediaTime)
  /// A frame of the input shows another picture than the one that was segmented.
  case pictureDiffers(input: String, frame: Int)
  /// The input has another size than the labels.
  case sizeDiffers(input: String, size: PictureSize, labels: String, labelSize: PictureSize)
  /// The cut gives more regions than 16-bit labels hold.
  case tooManyRegions(limit: Int)
  /// Labels without supervoxels have too many pairs of adjacent regions.
  case tooManyBorders(path: String, limit: Int)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .noInput(let path):
      "\(path): does not name the input, whose pictures are needed; give the input, too"
    case .inputMissing(let path, let input):
      "\(path): names the input \(input), which does not exist; its pictures are needed, so give the input where it is now"
    case .inputWasPipe(let path):
      "\(path): the input, whose pictures are needed, was a pipe; give it as a file"
    case .inputEnds(let input, let frame):
      "\(input): ends before frame \(frame), which has labels; give the input that was segmented"
    case .inputDiffers(let input, let frame, let time, let actual):
      "\(input): frame \(frame) is at \(actual), but its labels are at \(time); give the input that was "
        + "segmented"
    case .pictureDiffers(let input, let frame):
      "\(input): frame \(frame) is not the picture that was segmented; give the input that was "
        + "segmented"
    case .sizeDiffers(let input, let size, let labels, let labelSize):
      "\(input): is \(size), but \(labels) has labels of \(labelSize); give the input that was segmented"
    case .tooManyRegions(let limit):
      "there are more than \(limit) regions, the most that 16-bit labels hold: lower --regions, or use a "
        + "larger --scale"
    case .tooManyBorders(let path, let limit):
      "\(path): more than \(limit) pairs of its regions share a border; give labels with fewer regions"
    }
  }
}
