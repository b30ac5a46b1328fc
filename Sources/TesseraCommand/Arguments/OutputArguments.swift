import ArgumentParser
import Media
import Tessera

/// The options that say what is written, and where.
struct OutputArguments: ParsableArguments {
  @Option(
    name: [.long, .customShort("o")],
    help: """
      The overlay video to write: .mp4, .mov, .mkv or .webm; - for Matroska to standard output, y4m:- or raw:- for bare \
      pictures (YUV4MPEG2, RGB); for a single still .png, .jpg or .webp; or null.
      """
  )
  var overlay: String?

  @Option(
    help: """
      The folder for the label images; or FILE.mkv for a lossless video of them, md5 (one hash a label map on standard output), md5:FILE, or null. \
      With neither --overlay nor --labels, INPUT's name + .overlay.mp4 (of a still .overlay.png) and .labels are written.
      """)
  var labels: String?

  @Option(
    help: ArgumentHelp(
      "The folder for outputs that are named after the input. (default: the current one)", valueName: "folder"))
  var outputDir: String?

  @Flag(help: "Replace results of an earlier run.")
  var overwrite = false

  func validate() throws {
    if labels == "" || overlay == "" || outputDir == "" {
      throw ValidationError("--labels, --overlay and --output-dir need a name")
    }
    try LabelsWord.check(labels)
    if outputDir != nil, isNamed { throw ValidationError("--output-dir is for outputs without a name of their own") }
  }

  /// Whether outputs have names of their own.
  var isNamed: Bool { overlay != nil || labels != nil }

  /// - Parameter rate: frames a second that `y4m:-` says; nil: those of the video.
  func named(rate: Rational? = nil) -> [Output] {
    [overlay.map { Output(overlayWord: $0, rate: rate) }, labels.map { Output(labelsWord: $0) }].compactMap { $0 }
  }

  /// What is written of a video of that name, where outputs have none of their own.
  func paths(named name: String) -> [String] {
    let name = (outputDir ?? "").appending(component: name)
    return [name + ".overlay.mp4", name + ".labels"]
  }

  /// - Parameter rate: frames a second that `y4m:-` says; nil: those of the video.
  func outputs(for video: Video, rate: Rational?) -> [Output] {
    guard !isNamed else { return named(rate: rate) }
    let name = (outputDir ?? "").appending(component: video.stem)
    let overlay: Output =
      video.isStill ? .overlayImage(path: name + ".overlay.png") : .overlay(path: name + ".overlay.mp4")
    return [overlay, .labels(folder: name + ".labels")]
  }
}

/// What `--labels` may be followed by.
enum LabelsWord {
  /// Endings that are no folder's, but those of files that somebody hopes for.
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
        + "folder of that name give \(word)/")
  }
}
