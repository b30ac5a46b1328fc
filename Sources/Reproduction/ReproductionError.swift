import Imaging

/// Why the experiment could not run or continue: one case per cause, with its values.
package enum ReproductionError: Error, CustomStringConvertible {
  // Usage
  case unknownMethod(word: String, suggestion: String?, families: [String])

  // Input
  case notTheDataSet(folder: String)
  case sameName(first: String, second: String)
  case truthSizeDiffers(still: String, size: PictureSize, truth: String, truthSize: PictureSize)

  // Output
  case labelSizeDiffers(path: String, size: PictureSize, still: String, stillSize: PictureSize)
  case holdsResults(folder: String)
  case notAFolder(path: String)
  /// A file or folder that was not written by a run occupies a result path.
  case occupied(path: String)
  case link(path: String)
  case foreignMapMissing(path: String)
  /// Each difference as `key: there, here`.
  case otherSettings(file: String, differences: [String])
  case unreadableSettings(file: String, reason: String)
  case noGnuplot
  case gnuplotFailed(reason: String)

  /// A still could not be segmented.
  case failed(setting: String, still: String, cause: any Error)

  package var description: String {
    switch self {
    case .unknownMethod(let word, let suggestion, let families):
      "--methods \(word): no such method or setting; "
        + (suggestion.map { "did you mean \($0)? " } ?? "")
        + "use \(families.joined(separator: ", ")), or single settings such as kmeans-3-8, graph-500, paper-M1"
    case .notTheDataSet(let folder):
      "\(folder): has no folders images and groundTruth; give the BSDS500 folder that contains them"
    case .sameName(let first, let second):
      "\(second): has the same name as \(first), so their results would collide; rename it"
    case .truthSizeDiffers(let still, let size, let truth, let truthSize):
      "\(still): has \(size) pixels, but its ground truth in \(truth) has \(truthSize); give matching ones"
    case .labelSizeDiffers(let path, let size, let still, let stillSize):
      "\(path): has \(size) pixels, but \(still) has \(stillSize)"
    case .holdsResults(let folder):
      "\(folder): already contains results; continue with --resume, or choose another folder with --out"
    case .notAFolder(let path): "\(path): is not a folder; choose another with --out"
    case .occupied(let path): "\(path): occupies a result path; move it, or choose another folder with --out"
    case .link(let path):
      "\(path): is a link, and links are not followed here; use a folder, or choose another with --out"
    case .foreignMapMissing(let path):
      "\(path): is missing, and the label maps next to it have no pipeline.yaml, so they were made elsewhere; add it, or "
        + "choose another folder with --out"
    case .otherSettings(let file, let differences):
      "\(file): the label maps next to it were made with other settings (\(differences.joined(separator: "; "))); "
        + "remove that folder, or choose another with --out"
    case .unreadableSettings(let file, let reason):
      "\(file): does not tell how the label maps next to it were made: \(reason); remove that folder, or choose another with --out"
    case .noGnuplot:
      "gnuplot was not found or can not draw SVG and PNG; install it first "
        + "(Debian and Ubuntu: apt-get install gnuplot-nox; Homebrew: brew install gnuplot)"
    case .gnuplotFailed(let reason): "gnuplot could not draw a figure: \(reason)"
    case .failed(let setting, let still, let cause): "\(setting), \(still): \(cause)"
    }
  }
}
