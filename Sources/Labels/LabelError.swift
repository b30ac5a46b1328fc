/// Why saved labels can not be used. Errors of a single file are `MediaError`s.
public enum LabelError: Error, Equatable, CustomStringConvertible {
  /// The labels have no supervoxels.
  ///
  /// - Parameter file: the missing file.
  case noSupervoxels(labels: String, file: String)
  /// The path is not a label folder or label video.
  case notLabels(path: String)
  /// The run that writes them goes on, or was stopped.
  case unfinished(labels: String)
  /// Another version of the program wrote the file.
  case otherFormat(path: String, format: Int, readable: Int)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .noSupervoxels(let labels, let file):
      "\(labels): no supervoxels were saved with these labels (\(file) is missing); "
        + "segment again with a pipeline that produces regions, and labels.supervoxels: true; imported labels have none: "
        + "tessera relabel --regions N merges their regions"
    case .notLabels(let path):
      "\(path): is not a label folder or label video (.mkv); give one that tessera segment wrote"
    case .unfinished(let labels):
      "\(labels): the run that writes these labels has not ended; wait for it or, if it was stopped, give tessera segment --resume"
    case .otherFormat(let path, let format, let readable):
      "\(path): has format \(format), this program reads \(readable); use the program that wrote it, or segment again"
    }
  }
}
