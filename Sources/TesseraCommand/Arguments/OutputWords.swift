import ArgumentParser
import Imaging
import Media
import Tessera

extension RunOutput {
  /// Parses the value of `--labels`: `null`, `md5` or `md5:-` (standard output), `md5:FILE`, `FILE.mkv`, or a folder (`./md5` is a folder).
  init(labelsWord word: String) {
    if word == "null" {
      self = .null
    } else if word == "md5" || word == "md5:-" {
      self = .digests(path: nil)
    } else if word.hasPrefix("md5:"), word.count > 4 {
      self = .digests(path: String(word.dropFirst(4)))
    } else if word.lowercased().hasSuffix(".mkv") {
      self = .labelVideo(path: word)
    } else {
      self = .labels(folder: word)
    }
  }

  /// Parses the value of `--overlay`: `null`; `-`, `y4m:-` and `raw:-` for standard output; a .png for a single
  /// still; or a video file (`./null` is a file).
  ///
  /// - Parameter rate: frames per second of `y4m:-`; nil: those of the video.
  init(overlayWord word: String, rate: Rational? = nil) {
    switch word {
    case "null": self = .null
    case "-": self = .overlay(path: nil)
    case "y4m:-": self = .overlayStream(.y4m, rate: rate)
    case "raw:-": self = .overlayStream(.raw)
    default: self = StillFormat(path: word) != nil ? .overlayImage(path: word) : .overlay(path: word)
    }
  }
}

extension RunOutput {
  /// Parses the value of `--export`: `FORMAT:FILE`.
  ///
  /// - Throws: `ValidationError`.
  init(exportWord word: String) throws {
    let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ValidationError("--export \(word): give a format and a name, such as coco:clip.json")
    }
    do {
      self = .export(try ExportFormat(word: String(parts[0])), path: String(parts[1]))
    } catch {
      throw ValidationError("--export \(error)")
    }
  }
}

/// Validates the value of `--labels`.
enum LabelsWord {
  /// Extensions that are probably meant as files, not folders.
  private static let files: Set<String> = [
    "mp4", "mov", "m4v", "avi", "webm", "gif", "png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp", "csv", "json", "txt",
    "xml",
    "npy", "npz", "yaml", "zip",
  ]

  static func check(_ word: String?) throws {
    guard let word else { return }
    if word == "md5:" { throw ValidationError("--labels md5: needs the name of a file, or md5 alone") }
    guard
      word == "-" || !word.hasPrefix("md5:") && !word.hasSuffix("/") && files.contains(word.fileExtension.lowercased())
    else { return }
    throw ValidationError(
      "--labels \(word): labels are written as a folder of images, FILE.mkv (a lossless video), md5, md5:FILE or null; for a "
        + "folder of that name use \(word)/")
  }
}
