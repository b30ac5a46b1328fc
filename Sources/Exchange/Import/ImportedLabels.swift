import Imaging
import Media

/// The labels of a file or folder of another tool.
///
/// Owned by one task at a time.
package final class ImportedLabels {
  package struct Frame: Sendable {
    /// The name of its image, without folders; nil if there is none, or if it is only the number of a frame.
    package let source: String?
    /// Nil if the file has no times.
    package let time: MediaTime?
    /// The number in its name; nil if there is none.
    package let number: Int?
  }

  private enum Content {
    case masks(ImportedFrames)
    case images(ImageFolderImport)
  }

  package let path: String
  package let format: ImportFormat
  /// Of every frame.
  package let size: PictureSize
  private let content: Content
  /// Pixels that several objects had; the highest got them.
  package private(set) var covered = 0

  /// Reads a file whole, into a file without a name beside the output; a folder is read as its frames are asked for.
  ///
  /// - Parameters:
  ///   - format: nil: by the contents.
  ///   - output: the labels that will be written.
  /// - Throws: ``ExchangeError``, `MediaError`.
  package init(_ path: String, format: ImportFormat?, spoolBesides output: String) throws {
    self.path = path
    let format = try format ?? ImportFormat(of: path)
    self.format = format
    guard format != .davis else {
      let folder = try ImageFolderImport(path)
      content = .images(folder)
      size = try LabelImage.read(path: folder.images[0]).size
      return
    }
    let frames = try ImportedFrames(path: path, spoolBesides: output)
    switch format {
    case .coco: try COCOImport.read(into: frames)
    case .youTubeVIS: try YouTubeVISImport.read(into: frames)
    case .cvat, .davis: try CVATImport.read(into: frames)
    }
    guard let size = frames.size else { throw ExchangeError.unknownContent(path: path) }
    self.size = size
    content = .masks(frames)
  }

  package var count: Int {
    switch content {
    case .masks(let frames): frames.frames.count
    case .images(let folder): folder.images.count
    }
  }

  package func frame(_ index: Int) -> Frame {
    switch content {
    case .masks(let frames):
      let frame = frames.frames[index]
      let number = frame.number ?? frame.name.flatMap(Self.number)
      return Frame(source: number == nil ? frame.name : nil, time: frame.time, number: number)
    case .images(let folder):
      let name = folder.images[index].fileName
      let number = Self.number(inName: name)
      return Frame(source: number == nil ? name : nil, time: nil, number: number)
    }
  }

  /// `12` of `frame_000012.png` and of `00012.jpg`, the names of frames of videos; nil of other names.
  private static func number(inName name: String) -> Int? {
    let stem = name.fileStem
    let digits = stem.hasPrefix("frame_") ? stem.dropFirst(6) : stem[...]
    guard (5...9).contains(digits.utf8.count), digits.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(digits)
  }

  /// The label map of a frame.
  ///
  /// - Throws: ``ExchangeError``, `MediaError`.
  package func labels(_ index: Int) throws -> LabelMap {
    switch content {
    case .masks(let frames):
      var map = LabelMap(size: size)
      try frames.forEachMask(ofFrame: index) { mask in
        covered += map.draw(mask, as: try frames.trackID(of: mask.object))
      }
      return map
    case .images(let folder):
      let path = folder.images[index]
      var map = try LabelImage.read(path: path)
      guard map.size == size else {
        throw MediaError.sizesDiffer(first: folder.images[0], firstSize: size, other: path, otherSize: map.size)
      }
      if folder.hasVoid { for n in map.labels.indices where map.labels[n] == 255 { map.labels[n] = 0 } }
      return map
    }
  }
}
