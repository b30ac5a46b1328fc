import Foundation

/// A disk of a few MiB in memory, to fill up; only who may mount can have one.
package final class SmallDisk {
  package let path: String

  /// Whether this process may mount: tests of a full disk are left out where it may not.
  package static let isPossible = (try? SmallDisk(megabytes: 1)) != nil

  package init(megabytes: Int) throws {
    path = FileManager.default.temporaryDirectory.path + "/tessera-disk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    guard try Self.run("mount", "-t", "tmpfs", "-o", "size=\(megabytes)m", "tmpfs", path) else {
      rmdir(path)
      throw CocoaError(.fileWriteNoPermission)
    }
  }

  deinit {
    // Lazily: something may still be open.
    _ = try? Self.run("umount", "-l", path)
    rmdir(path)
  }

  /// The path of something on it.
  package func callAsFunction(_ name: String) -> String { path + "/" + name }

  private static func run(_ arguments: String...) throws -> Bool {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
