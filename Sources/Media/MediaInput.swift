import Foundation
import Imaging

/// What the input is: resolved from the word on the command line.
package enum MediaInput: Sendable, Equatable {
  /// A file with a video stream.
  case video(path: String)
  /// At least one image, all of one size, shown at `rate` per second.
  case images(paths: [String], rate: Rational)
  /// A pipe with a video stream, or with raw frames.
  case pipe(PipedInput)

  /// The extensions, in lower case, by which a file counts as an image.
  package static let imageExtensions = ["png", "jpg", "jpeg", "bmp", "tif", "tiff", "webp"]

  /// The name of `-`, standard input, in messages.
  package static let pipeName = "standard input"

  /// Resolves an argument:
  /// - `-`: standard input (`./-` is a file);
  /// - a file: an image by its extension, otherwise a video (an existing file wins over a pattern, whatever its name);
  /// - a folder: its images in the byte order of their names, without hidden files;
  /// - a pattern such as `frame_%04d.png`: from the lowest number that exists to the first gap;
  /// - a pattern such as `shots/*.jpg`: the files that match, in the byte order of their names.
  /// - a URL, where its protocol is among `protocols`: a video.
  package static func resolve(
    _ word: String, rate: Rational = Rational(25, 1), protocols: [String] = []
  ) throws(MediaError) -> MediaInput {
    if word == "-" { return .pipe(.standardInput) }
    if let name = InputFormats.urlProtocol(word), protocols.contains(name) { return .video(path: word) }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: word, isDirectory: &isFolder) {
      if isFolder.boolValue {
        let paths = try imagesInFolder(word)
        guard !paths.isEmpty else { throw .folderWithoutImages(path: word) }
        return .images(paths: paths, rate: rate)
      }
      return isImage(word) ? .images(paths: [word], rate: rate) : .video(path: word)
    }
    if let path = path(ofFileURL: word) { return try resolve(path, rate: rate, protocols: protocols) }
    if let name = InputFormats.urlProtocol(word) { throw .protocolNotAllowed(url: word, name: name) }
    let paths: [String]
    if let pattern = NumberPattern(word) {
      paths = try pattern.matches()
    } else if word.contains(where: { "*?[".contains($0) }) {
      paths = globMatches(word)
    } else {
      throw .noSuchFile(path: word)
    }
    guard !paths.isEmpty else { throw .noMatch(pattern: word) }
    return .images(paths: paths, rate: rate)
  }

  /// `/a b.mp4` of `file:///a%20b.mp4`; nil for other arguments.
  private static func path(ofFileURL word: String) -> String? {
    guard word.hasPrefix("file:"), let url = URL(string: word), url.isFileURL, url.host() ?? "" == "" else {
      return nil
    }
    return url.path(percentEncoded: false)
  }

  /// A name for what is made of it: the file's base name without its extension, or the folder's name when the images
  /// are several.
  package var name: String {
    switch self {
    case .video(let path): return Self.baseName(path)
    case .pipe: return "stdin"
    case .images(let paths, _):
      let first = paths.first ?? "images"
      guard paths.count > 1 else { return Self.baseName(first) }
      let folder = URL(fileURLWithPath: first).deletingLastPathComponent().standardizedFileURL.lastPathComponent
      return folder.isEmpty || folder == "/" ? "images" : folder
    }
  }

  /// Whether a file counts as an image, by its name.
  package static func isImage(_ path: String) -> Bool {
    imageExtensions.contains(path.fileExtension.lowercased())
  }

  /// The files to be read; none of a pipe or a URL.
  package var files: [String] {
    switch self {
    case .video(let path): InputFormats.urlProtocol(path) == nil ? [path] : []
    case .images(let paths, _): paths
    case .pipe: []
    }
  }

  private static func baseName(_ path: String) -> String {
    path.fileStem
  }

  private static func imagesInFolder(_ folder: String) throws(MediaError) -> [String] {
    let prefix = folder.hasSuffix("/") ? folder : folder + "/"
    return try names(inFolder: folder)
      .filter { !$0.hasPrefix(".") && isImage($0) }
      .map { prefix + $0 }
      .filter(isRegularFile)
  }

  /// Names in byte order, which is the same on every machine.
  package static func names(inFolder folder: String) throws(MediaError) -> [String] {
    guard let directory = opendir(folder) else {
      throw .notReadable(path: folder, reason: String(cString: strerror(errno)))
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let bytes = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) {
          UnsafeBufferPointer(start: $0, count: strlen($0))
        }
        .map(UInt8.init(bitPattern:))
      }
      guard let name = String(validating: bytes, as: UTF8.self) else {
        // Skipping the file silently would lose it.
        throw .notReadable(
          path: folder,
          reason: "it holds a name that is not UTF-8 (\(String(decoding: bytes, as: UTF8.self))); rename that file")
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted(by: precedes)
  }

  /// Whether there is a file of this name that is no folder.
  package static func isRegularFile(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && !isFolder.boolValue
  }

  private static func globMatches(_ pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0 else { return [] }
    return (0..<Int(matches.gl_pathc))
      .compactMap { matches.gl_pathv[$0].map { String(cString: $0) } }
      .filter(isRegularFile)
      .sorted(by: precedes)
  }

  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
