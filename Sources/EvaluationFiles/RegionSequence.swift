import Imaging
import Media

/// The label maps of a video in order, from a folder of PNG images or a lossless video.
final class RegionSequence {
  /// As given.
  let name: String
  let count: Int
  private let source: Source
  private var index = 0

  private enum Source {
    case folder(RegionFolder)
    case video(RegionVideoReader)
  }

  /// Finds the maps.
  /// - Parameters:
  ///   - word: a folder, a pattern, a single image, or a video.
  ///   - limit: the maximum number of maps, from the first; nil: all.
  init(_ word: String, limit: Int? = nil) throws {
    name = word
    if try RegionSequence.isVideo(word) {
      source = .video(try RegionVideoReader(path: word))
      count = min(try RegionVideoReader.count(path: word), limit ?? .max)
    } else {
      let folder = try RegionFolder(word, limit: limit)
      source = .folder(folder)
      count = folder.count
    }
  }

  /// Whether the input is a video, not images.
  static func isVideo(_ word: String) throws -> Bool {
    do {
      if case .video = try MediaInput.resolve(word) { return true }
      return false
    } catch MediaError.folderWithoutImages {
      return false
    }
  }

  /// The next map; nil at the end.
  func next() throws -> RegionMap? {
    guard index < count else { return nil }
    defer { index += 1 }
    switch source {
    case .folder(let folder): return try folder.read(index)
    case .video(let reader): return try reader.next()?.map
    }
  }

  /// Skips maps: those of a video are decoded, those of a folder are not read.
  func skip(_ count: Int) throws {
    switch source {
    case .folder: index += count
    case .video: for _ in 0..<count { _ = try next() }
    }
  }

  /// The name of map `index` in messages.
  func place(_ index: Int) -> String {
    switch source {
    case .folder(let folder): folder.paths[index]
    case .video: "\(name), frame \(index)"
    }
  }
}
