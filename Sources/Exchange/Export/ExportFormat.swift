import Imaging
import Media

/// A format in which labels are exported.
public enum ExportFormat: Sendable, Equatable {
  /// COCO's JSON with compressed run lengths, or with polygons.
  case coco
  case cocoPolygons
  /// The JSON of YouTube-VIS and OVIS.
  case youTubeVIS
  /// CVAT's XML 1.1, for video or for images.
  case cvatVideo
  case cvatImages
  /// Folders of palette images.
  case davis
  case youTubeVOS
  /// The text of MOTS, which counts frames from 1, and of KITTI MOTS, which counts them from 0.
  case mots
  case kittiMOTS
  /// NumPy's array, and its compressed archive with times.
  case npy
  case npz
  /// A Zarr folder, a chunk for each frame.
  case zarr
  /// One region with everything else transparent.
  case alpha(trackID: UInt16)
  /// A video in the colors of the tracks.
  case color
  /// A folder of SVG images, and JSON lines of outlines.
  case svg
  case geoJSON
  case cuts(CutListFormat)

  /// All formats by their words, except ``alpha(trackID:)``, whose word has a value.
  private static let byWord: [(word: String, format: ExportFormat)] =
    [
      ("coco", .coco), ("coco-polygons", .cocoPolygons), ("youtube-vis", .youTubeVIS), ("cvat", .cvatVideo),
      ("cvat-images", .cvatImages), ("davis", .davis), ("youtube-vos", .youTubeVOS), ("mots", .mots),
      ("kitti-mots", .kittiMOTS), ("npy", .npy),
      ("npz", .npz), ("zarr", .zarr), ("color", .color), ("svg", .svg), ("geojson", .geoJSON),
    ] + CutListFormat.allCases.map { ($0.rawValue, .cuts($0)) }

  /// The words of all formats.
  public static var words: [String] { byWord.map(\.word) + ["alpha=ID"] }

  /// - Parameter word: such as `coco`; `alpha=7` for the region with track ID 7.
  public init(word: String) throws(ExchangeError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    if parts[0] == "alpha" {
      guard parts.count == 2, let trackID = UInt16(parts[1]), trackID > 0 else {
        throw .badFormatValue(word: word, reason: "alpha needs the track ID of a region, such as alpha=7")
      }
      self = .alpha(trackID: trackID)
      return
    }
    guard let format = Self.byWord.first(where: { $0.word == word })?.format else {
      throw .unknownFormat(word: word, known: Self.words)
    }
    self = format
  }

  /// The word of the format.
  public var word: String {
    if case .alpha(let trackID) = self { return "alpha=\(trackID)" }
    return Self.byWord.first { $0.format == self }?.word ?? ""
  }

  /// Whether it needs the label maps; lists of cuts do not.
  package var needsMaps: Bool { if case .cuts = self { false } else { true } }

  /// Whether it needs the pictures of the input.
  package var needsPictures: Bool { if case .alpha = self { true } else { false } }

  /// Whether the output of this name is a folder.
  package func isFolder(_ path: String) -> Bool {
    switch self {
    case .davis, .youTubeVOS, .zarr, .svg: true
    case .alpha: !AlphaVideoWriter.suits(path)
    default: false
    }
  }

  /// Throws if the output can not be written. Touches nothing.
  ///
  /// - Throws: ``ExchangeError``, `MediaError`.
  package func check(path: String, overwrite: Bool) throws {
    if case .color = self { return try VideoWriter.check(path: path, overwrite: overwrite) }
    if self == .npz || self == .npy, path.fileExtension.lowercased() != word {
      throw ExchangeError.unsuitableName(path: path, format: word, extensions: [".\(word)"])
    }
    if isFolder(path) {
      if case .alpha = self,
        ["mp4", "mkv", "avi", "png", "gif", "m4v", "webp"].contains(path.fileExtension.lowercased())
      {
        throw ExchangeError.unsuitableName(
          path: path, format: word, extensions: [".mov (ProRes 4444)", ".webm (VP9)", "a folder's name (PNG images)"])
      }
      try PartialFolder.check(path: path, overwrite: overwrite)
    } else {
      try OutputFiles.checkTarget(path, overwrite: overwrite)
    }
  }

  /// - Throws: `MediaError` if the output can not be created.
  package func exporter(path: String, settings: ExportSettings) throws -> any LabelExporter {
    switch self {
    case .coco: try COCOExporter(path: path, shape: .runLengths, settings: settings)
    case .cocoPolygons: try COCOExporter(path: path, shape: .polygons, settings: settings)
    case .youTubeVIS: try YouTubeVISExporter(path: path, settings: settings)
    case .cvatVideo: try CVATExporter(path: path, kind: .video, settings: settings)
    case .cvatImages: try CVATExporter(path: path, kind: .images, settings: settings)
    case .davis: try ImageFolderExporter(path: path, layout: .davis, settings: settings)
    case .youTubeVOS: try ImageFolderExporter(path: path, layout: .youTubeVOS, settings: settings)
    case .mots: try MOTSExporter(path: path, firstFrame: 1, settings: settings)
    case .kittiMOTS: try MOTSExporter(path: path, firstFrame: 0, settings: settings)
    case .npy: try NPYExporter(path: path, settings: settings)
    case .npz: try NPZExporter(path: path, settings: settings)
    case .zarr: try ZarrExporter(path: path, settings: settings)
    case .alpha(let trackID): try AlphaExporter(path: path, trackID: trackID, settings: settings)
    case .color: try ColorVideoExporter(path: path, settings: settings)
    case .svg: try SVGExporter(path: path, settings: settings)
    case .geoJSON: try GeoJSONExporter(path: path, settings: settings)
    case .cuts(let format): try CutListExporter(path: path, format: format, settings: settings)
    }
  }
}
