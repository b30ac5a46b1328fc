import Foundation

/// A file in a folder that several machines share. It is written under a hidden name that no other process uses, and
/// renamed when complete. Of several processes that write the same file, the last one wins; none sees a part of it.
///
/// There are no locks: network file systems may not have them.
package final class SharedFile {
  private let folder: OutputFolder
  private let name: String
  private let partialName: String
  private let file: Descriptor

  /// - Parameter name: one path component.
  /// - Throws: `MediaError`.
  package init(_ name: String, in folder: OutputFolder) throws(MediaError) {
    self.folder = folder
    self.name = name
    partialName = "\(Self.prefix(of: name))\(Self.process).\(Self.random)\(Self.suffix)"
    let number = folder.createExclusively(partialName)
    guard number >= 0 else { throw .write(errno, path: folder(name)) }
    file = Descriptor(number, path: folder(name))
  }

  private static let suffix = ".part"
  private static func prefix(of name: String) -> String { ".\(name)." }

  /// Names this process among those of all machines: the host and the process number.
  package static let process = "\(host).\(getpid())"

  /// Containers may have equal hosts and process numbers.
  private static var random: String {
    var generator = SystemRandomNumberGenerator()
    return String(generator.next() as UInt64, radix: 16)
  }

  package static let host = String(
    ProcessInfo.processInfo.hostName.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") ? $0 : "-" }
      .prefix(64))

  package func write(_ bytes: [UInt8]) throws(MediaError) { try file.write(bytes) }

  /// Syncs the file to disk and renames it, replacing an existing one.
  package func finish() throws(MediaError) {
    do throws(MediaError) {
      try file.sync()
      try file.close()
      guard renameat(folder.descriptor, partialName, folder.descriptor, name) == 0 else {
        throw .write(errno, path: folder(name))
      }
      try folder.sync()
    } catch {
      folder.remove(partialName)
      throw error
    }
  }

  /// Removes what was written. Do not call it after `finish()`.
  package func discard() {
    folder.remove(partialName)
    try? file.close()
  }

  /// Writes a small file at once.
  package static func write(_ bytes: [UInt8], to name: String, in folder: OutputFolder) throws(MediaError) {
    let file = try SharedFile(name, in: folder)
    do throws(MediaError) {
      try file.write(bytes)
    } catch {
      file.discard()
      throw error
    }
    try file.finish()
  }

  /// What is older than this was left by a process that was killed; of a process of this host that has ended, what is
  /// older than `minAge`: another container may have the same host. In seconds.
  private static let maxAge = 3600
  private static let minAge = 120

  /// Removes what killed processes left of a file.
  package static func removeLeftovers(of name: String, in folder: OutputFolder) {
    let prefix = prefix(of: name)
    for entry in folder.names where entry.hasPrefix(prefix) && entry.hasSuffix(suffix) {
      let words = entry.dropFirst(prefix.count).split(separator: ".")
      removeLeftover(entry, of: words.prefix(2).joined(separator: "."), in: folder)
    }
  }

  /// Removes a file if the process that wrote it was killed.
  package static func removeLeftover(_ name: String, of process: String, in folder: OutputFolder) {
    guard let age = folder.age(of: name), age > (hasEnded(process) ? minAge : maxAge) else { return }
    folder.remove(name)
  }

  /// Whether a process of this host has ended; false for those of other hosts.
  ///
  /// - Parameter process: as ``process``.
  package static func hasEnded(_ process: String) -> Bool {
    let words = process.split(separator: ".")
    guard words.count == 2, words[0] == host, let number = pid_t(words[1]), number > 0 else { return false }
    return kill(number, 0) != 0 && errno == ESRCH
  }
}
