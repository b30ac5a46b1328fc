/// A file name compared by its bytes: file systems distinguish different normal forms of an accent.
package struct FileName: Hashable, Sendable {
  private let bytes: [UInt8]

  package init(_ name: String) { bytes = Array(name.utf8) }

  package var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// Path components by slashes only, without file system access. Foundation's functions trap on names of one
/// character, and ignore a slash followed by a combining accent.
extension String {
  /// The last component: `c.mp4` of `/b/c.mp4`, `b` of `a/b/`.
  package var fileName: String { String(name) }

  /// The path before the last component: `/b` of `/b/c.mp4`, `/` of `/c.mp4`; empty without a slash.
  package var folderName: String {
    let path = withoutTrailingSlashes
    guard let slash = path.utf8.lastIndex(of: Self.slash) else { return path.isEmpty && !isEmpty ? "/" : "" }
    let folder = path[..<slash].withoutTrailingSlashes
    return folder.isEmpty ? "/" : String(folder)
  }

  /// The file name without its extension: `c` of `/b/c.mp4`, `.c` of `.c`.
  package var fileStem: String { String(name[..<(dot ?? name.endIndex)]) }

  /// `mp4` of `/b/c.mp4`; empty if there is none.
  package var fileExtension: String { dot.map { String(name[name.utf8.index(after: $0)...]) } ?? "" }

  /// `/b/c` of `/b/c.mp4`.
  package var withoutExtension: String { String(self[..<(dot ?? withoutTrailingSlashes.endIndex)]) }

  /// `a/b` of `a` and `b`; `b` of an empty path.
  package func appending(component: String) -> String {
    isEmpty || utf8.last == Self.slash ? self + component : self + "/" + component
  }

  private static let slash = UInt8(ascii: "/")

  private var name: Substring {
    let path = withoutTrailingSlashes
    return path.utf8.lastIndex(of: Self.slash).map { path[path.utf8.index(after: $0)...] } ?? path
  }

  /// The dot before the extension. A leading dot hides a file; a trailing dot starts no extension.
  private var dot: Index? {
    let name = name
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex,
      name.utf8.index(after: dot) < name.endIndex, name.utf8[..<dot].contains(where: { $0 != UInt8(ascii: ".") })
    else { return nil }
    return dot
  }

  private var withoutTrailingSlashes: Substring { self[...].withoutTrailingSlashes }
}

extension Substring {
  fileprivate var withoutTrailingSlashes: Substring {
    guard let last = utf8.lastIndex(where: { $0 != UInt8(ascii: "/") }) else { return self[..<startIndex] }
    return self[..<utf8.index(after: last)]
  }
}
