import Foundation

/// Reserved disk space for completing written files when the disk is full, such as a video's index or the label
/// table.
///
/// It is held by an unnamed file, so nothing remains if the program is killed. It is empty on systems that can not
/// reserve space.
package final class Reserve {
  private var number: Int32
  private var size = 0
  /// The path named in errors.
  private let path: String

  /// - Parameter name: of the file that needs the space.
  package init(in folder: OutputFolder, for name: String) {
    path = folder(name)
    number = folder.createNameless()
    guard number < 0 else { return }
    let hidden = ".\(name).reserve"
    number = folder.create(hidden)
    folder.remove(hidden)
  }

  /// Reserves at least `bytes`, in large steps.
  /// - Throws: `diskFull`; the previous reservation is kept.
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
