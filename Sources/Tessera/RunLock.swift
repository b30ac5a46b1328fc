import Media

/// The locks of all outputs of a run. A run that does not hold them touches no file.
final class RunLock {
  private var locks: [OutputLock] = []

  /// - Throws: `MediaError`, `inUse` if another run writes one of the outputs.
  init(_ outputs: [RunOutput]) throws(MediaError) {
    for target in Self.targets(outputs) {
      do throws(MediaError) {
        if let lock = try OutputLock.take(target) { locks.append(lock) }
      } catch {
        release()
        throw error
      }
    }
  }

  /// Throws `MediaError.inUse` if a run writes one of the outputs. Touches nothing.
  static func check(_ outputs: [RunOutput]) throws(MediaError) {
    for target in targets(outputs) { try OutputLock.check(target) }
  }

  /// A created folder may hold lock files, so it is released after them.
  func release() { while locks.popLast() != nil {} }

  /// Each place once. The order is that of the paths: of two runs into the same outputs, one gets all locks.
  private static func targets(_ outputs: [RunOutput]) -> [OutputLock.Target] {
    var places: [(path: String, target: OutputLock.Target)] = []
    for output in outputs {
      guard let path = output.paths.first, !places.contains(where: { OutputFiles.areSame($0.path, path) }) else {
        continue
      }
      places.append((path, output == .labels(folder: path) ? .folder(path) : .file(path)))
    }
    return places.sorted { $0.path < $1.path }.map(\.target)
  }
}
