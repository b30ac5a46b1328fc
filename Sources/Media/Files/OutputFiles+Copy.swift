import Foundation

extension OutputFiles {
  /// Copies a regular file, block by block. The copy appears whole or not at all, and replaces a file of its name.
  package static func copy(_ source: String, to target: String) throws(MediaError) {
    try InputFile.checkFile(source)
    guard let file = FileHandle(forReadingAtPath: source) else { throw .noSuchFile(path: source) }
    let output = try OutputBytes(target.fileName, in: folder(of: target))
    do throws(MediaError) {
      while case let block = try block(of: file, source), !block.isEmpty { try output.write(block) }
      try output.finish()
    } catch {
      output.discard()
      throw error
    }
  }

  private static func block(of file: FileHandle, _ path: String) throws(MediaError) -> [UInt8] {
    do {
      return try file.read(upToCount: 1 << 20).map { [UInt8]($0) } ?? []
    } catch {
      throw .notReadable(path: path, reason: error.localizedDescription)
    }
  }
}
