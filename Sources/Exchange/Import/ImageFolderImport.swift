import Foundation
import Imaging
import Media

/// Finds the label images of a folder of DAVIS or YouTube-VOS, or of a plain folder.
struct ImageFolderImport {
  /// In the order of their names.
  let images: [String]
  /// Whether 255 means "void", as in DAVIS.
  let hasVoid: Bool

  private static let resolutions = ["480p", "1080p", "Full-Resolution"]

  /// - Parameter path: the root of a data set with one sequence, the folder of a sequence, or any folder of PNG images.
  /// - Throws: ``ExchangeError``, `MediaError`.
  init(_ path: String) throws {
    var folder = path
    let annotations = folder.appending(component: "Annotations")
    if OutputFiles.exists(annotations) { folder = annotations }
    for resolution in Self.resolutions where OutputFiles.exists(folder.appending(component: resolution)) {
      folder = folder.appending(component: resolution)
      break
    }
    hasVoid = Self.resolutions.contains(folder.fileName) || Self.resolutions.contains(folder.folderName.fileName)
    var images = try Self.images(in: folder)
    if images.isEmpty {
      let sequences = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
        !$0.hasPrefix(".") && $0 != "ImageSets" && $0 != "JPEGImages"
      }
      guard sequences.count < 2 else {
        throw ExchangeError.badFile(
          path: folder, place: nil,
          reason: "it has \(sequences.count) sequences, and labels are of one: name the folder of a sequence")
      }
      if let sequence = sequences.first { images = try Self.images(in: folder.appending(component: sequence)) }
    }
    guard !images.isEmpty else { throw ExchangeError.unknownContent(path: path) }
    guard images.count <= ImportedFrames.maxFrames else {
      throw ExchangeError.tooMany(path: path, what: "images", limit: ImportedFrames.maxFrames)
    }
    self.images = images
  }

  /// The images of a folder; none if it has only others.
  private static func images(in folder: String) throws(MediaError) -> [String] {
    do throws(MediaError) {
      return try MediaInput.resolve(folder).files.filter { $0.fileExtension.lowercased() == "png" }
    } catch {
      guard case .folderWithoutImages = error else { throw error }
      return []
    }
  }
}
