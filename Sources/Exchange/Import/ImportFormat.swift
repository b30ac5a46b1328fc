import Foundation
import Media

/// A format from which labels are imported.
public enum ImportFormat: String, Sendable, CaseIterable {
  case coco
  case youTubeVIS = "youtube-vis"
  /// CVAT for video or for images, version 1.1.
  case cvat
  /// A folder of label images, as of DAVIS or YouTube-VOS.
  case davis

  /// The format of a file or folder, by its contents.
  ///
  /// - Throws: ``ExchangeError``, `MediaError`.
  package init(of path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw MediaError.noSuchFile(path: path)
    }
    if isFolder.boolValue {
      self = .davis
      return
    }
    let bytes = try ByteStream(path: path)
    var first = try bytes.next()
    // White space and a byte order mark.
    while let byte = first, byte <= 32 || [0xef, 0xbb, 0xbf].contains(byte) { first = try bytes.next() }
    switch first {
    case UInt8(ascii: "<"): self = .cvat
    case UInt8(ascii: "{"): self = try Self.ofJSON(path)
    case nil: throw MediaError.emptyFile(path: path)
    default: throw ExchangeError.unknownContent(path: path)
    }
  }

  private static func ofJSON(_ path: String) throws -> ImportFormat {
    let scanner = try JSONScanner(path: path)
    var format: ImportFormat?
    try scanner.forEachKey { key in
      if key == "videos" { format = .youTubeVIS }
      if key == "images", format == nil { format = .coco }
      try scanner.skip()
    }
    guard let format else { throw ExchangeError.unknownContent(path: path) }
    return format
  }
}
