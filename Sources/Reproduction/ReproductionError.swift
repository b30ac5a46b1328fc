import Imaging

/// Why the experiment could not run or go on: one case a cause, its values with it.
package enum ReproductionError: Error, CustomStringConvertible {
  // Usage
  case unknownMethod(word: String, suggestion: String?, families: [String])

  // Input
  case notTheDataSet(folder: String)
  case sameName(first: String, second: String)
  case truthSizeDiffers(still: String, size: Size, truth: String, truthSize: Size)

  // Output
  case labelSizeDiffers(path: String, size: Size, still: String, stillSize: Size)
  case holdsResults(folder: String)
  case notAFolder(path: String)
  /// A file or folder that no run has written stands where results go.
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
        + "there are \(families.joined(separator: ", ")), and single settings such as kmeans-3-8, graph-500, paper-M1"
    case .notTheDataSet(let folder):
      "\(folder): has no folders images and groundTruth; give the folder of BSDS500 that has them"
    case .sameName(let first, let second):
      "\(second): has the name of \(first), so that their results would be one; rename it"
    case .truthSizeDiffers(let still, let size, let truth, let truthSize):
      "\(still): has \(size) pixels, but its ground truth in \(truth) has \(truthSize); give those that belong together"
    case .labelSizeDiffers(let path, let size, let still, let stillSize):
      "\(path): has \(size) pixels, but \(still) has \(stillSize)"
    case .holdsResults(let folder):
      "\(folder): holds results already; go on with them by --resume, or name another folder by --out"
    case .notAFolder(let path): "\(path): is not a folder; name another by --out"
    case .occupied(let path): "\(path): is in the way of the results; move it away, or name another folder by --out"
    case .link(let path): "\(path): is a link, and none is followed here; put a folder there, or name another by --out"
    case .foreignMapMissing(let path):
      "\(path): is missing, and label maps beside it were made elsewhere (they have no pipeline.yaml); put it there, or "
        + "name another folder by --out"
    case .otherSettings(let file, let differences):
      "\(file): the label maps beside it were made with other settings (\(differences.joined(separator: "; "))); "
        + "remove that folder, or name another by --out"
    case .unreadableSettings(let file, let reason):
      "\(file): does not say how the label maps beside it were made: \(reason); remove that folder, or name another by --out"
    case .noGnuplot:
      "gnuplot, which draws the figures, was not found or can not draw SVG and PNG; install it first "
        + "(Debian and Ubuntu: apt-get install gnuplot-nox; Homebrew: brew install gnuplot)"
    case .gnuplotFailed(let reason): "gnuplot could not draw a figure: \(reason)"
    case .failed(let setting, let still, let cause): "\(setting), \(still): \(cause)"
    }
  }
}
