import Foundation

/// Disk space that is kept back, so that what was written can still be completed when the disk is full: the index of a
/// film, the table of the labels.
///
/// It is held by a file that has no name: whatever becomes of the program, nothing is left of it. Where the system can not
/// keep space back, it is empty.
package final class Reserve {
  private var number: Int32
  private var size = 0
  /// What errors name.
  private let path: String

  /// - Parameter name: of the file that will need the space.
  package init(in folder: OutputFolder, for name: String) {
    path = folder(name)
    number = folder.createNameless()
    guard number < 0 else { return }
    let hidden = ".\(name).reserve"
    number = folder.create(hidden)
    folder.remove(hidden)
  }

  /// Keeps at least so many bytes back, a good deal at a time.
  /// - Throws: `diskFull`; what was kept back before still is.
  package func grow(to bytes: Int) throws(MediaError) {
    #if os(Linux)
      guard number >= 0, bytes > size else { return }
      let step = 1 << 16
      let newSize = (bytes + step - 1) / step * step
      let code = posix_fallocate(number, 0, off_t(newSize))
      if code == ENOSPC || code == EDQUOT { throw .diskFull(path: path) }
      guard code == 0 else { return release() }
      size = newSize
    #endif
  }

  /// Gives the space free at once. Closing alone would not: a process that is being started beside this one has the file
  /// open, too, until it runs its own program.
  package func release() {
    guard number >= 0 else { return }
    _ = ftruncate(number, 0)
    close(number)
    number = -1
  }

  deinit { release() }
}
