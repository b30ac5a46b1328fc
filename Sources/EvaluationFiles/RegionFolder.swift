import Foundation
import Imaging
import Labels
import Media

/// A folder of PNG images, one per frame, in order of their names: label maps or masks.
struct RegionFolder {
  /// As given.
  let name: String
  let paths: [String]

  var count: Int { paths.count }

  /// Finds the images.
  /// - Parameters:
  ///   - word: a folder, a pattern, or a single image.
  ///   - limit: the maximum number of images, from the first; nil: all.
  init(_ word: String, limit: Int?) throws {
    name = word
    paths = Array(try (Self.listed(word) ?? Self.images(word)).prefix(limit ?? .max))
  }

  /// The image of frame `index`.
  func read(_ index: Int) throws -> RegionMap {
    do {
      return try RegionImage.read(path: paths[index])
    } catch {
      throw EvaluationError.unreadableImage(cause: error, index: index)
    }
  }

  /// The label images of a run in the order of its index; nil without an index.
  private static func listed(_ word: String) throws -> [String]? {
    guard let files = try? LabelFiles(word), !files.isVideo, FileManager.default.fileExists(atPath: files.index) else {
      return nil
    }
    var index = try FrameIndex(path: files.index)
    var images: [String] = []
    while let row = try index.next() {
      guard let image = row.image else { return nil }
      images.append(files.file(image))
    }
    return images
  }

  private static func images(_ word: String) throws -> [String] {
    let paths: [String]
    do {
      guard case .images(let found, _) = try MediaInput.resolve(word) else {
        throw EvaluationError.notAFolder(path: word)
      }
      paths = found
    } catch MediaError.folderWithoutImages {
      throw EvaluationError.noPNG(folder: word)
    }
    let images = paths.filter { $0.fileExtension.lowercased() == "png" }
    guard !images.isEmpty else { throw EvaluationError.noPNG(folder: word) }
    return images
  }
}
