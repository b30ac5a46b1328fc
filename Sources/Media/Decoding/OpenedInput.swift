import Imaging
import Synchronization

/// An input that was opened for inspection. The first reader continues with the same decoder, so that a pipe, whose bytes
/// come only once, can be inspected too.
package final class OpenedInput: Sendable {
  /// Streams, sizes, colors, times.
  package let info: MediaInfo
  /// The size of the upright picture.
  package let size: PictureSize
  /// The approximate number of frames in the selection, if known.
  package let expectedFrames: Int?

  private let input: MediaInput
  private let selection: FrameSelection
  private let options: InputOptions
  /// Nil after it was handed out, and for images, which are separate files. A decoder belongs to one task at a time; the
  /// lock hands it to exactly one reader.
  private let video: Mutex<OpenedVideo?>

  /// - Parameter threads: for decoding, ≥ 1.
  package init(
    _ input: MediaInput, selection: FrameSelection, options: InputOptions, threads: Int
  ) throws(MediaError) {
    self.input = input
    self.selection = selection
    self.options = options
    guard let file = try InputFile(input, options: options) else {
      let source = try openFrames(input, selection: selection, options: options)
      (info, size, expectedFrames) = (source.info, source.size, source.expectedFrames)
      video = Mutex(nil)
      return
    }
    let opened = try OpenedVideo(file, threads: threads)
    (info, size, expectedFrames) = (opened.info, opened.size, opened.expectedFrames(of: selection))
    video = Mutex(opened)
  }

  /// The frames from the beginning of the selection; of a pipe only once.
  ///
  /// - Parameters:
  ///   - threads: for decoding and conversion, ≥ 1. A file that was opened with another number is opened again.
  ///   - start: the first frame; nil: that of the selection. A pipe has no other.
  package func frames(
    workingSize: WorkingSize, deinterlacing: Deinterlacing, threads: Int, from start: FrameStart? = nil
  ) throws(MediaError) -> sending any FileReader {
    let opened = video.withLock { video in
      let taken = video
      video = nil
      return taken
    }
    if let opened, opened.threads == threads || input.isPipe {
      return try VideoReader(
        opened, selection: selection, workingSize: workingSize, deinterlacing: deinterlacing, threads: threads,
        from: start)
    }
    var options = options
    options.deinterlacing = deinterlacing
    return try openFrames(
      input, selection: selection, workingSize: workingSize, options: options, threads: threads, from: start)
  }
}

extension InputFile {
  /// What holds the frames of an input; nil for images.
  fileprivate convenience init?(_ input: MediaInput, options: InputOptions) throws(MediaError) {
    switch input {
    case .video(let path): try self.init(path: path, options: options)
    case .pipe(let pipe): try self.init(pipe, name: MediaInput.pipeName, options: options)
    case .images: return nil
    }
  }
}

extension MediaInput {
  fileprivate var isPipe: Bool { if case .pipe = self { true } else { false } }
}
