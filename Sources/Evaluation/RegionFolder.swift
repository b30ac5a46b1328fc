import Foundation
import Imaging
import Media

/// A folder of PNG images, one for each frame, in the order of their names: label maps or masks.
struct RegionFolder {
  /// As it was given.
  let name: String
  let paths: [String]

  var count: Int { paths.count }

  /// Finds the images.
  /// - Parameters:
  ///   - word: a folder, a pattern, or a single image.
  ///   - limit: how many of the images count, from the first; nil: all.
  init(_ word: String, limit: Int?) throws {
    name = word
    paths = Array(try Self.images(word).prefix(limit ?? .max))
  }

  /// The image of frame `index`.
  func read(_ index: Int) throws -> RegionMap {
    do {
      return try RegionImage.read(path: paths[index])
    } catch {
      throw EvaluationError.unreadableImage(cause: error, index: index)
    }
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
