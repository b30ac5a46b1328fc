import Imaging

/// The frames of an input, one by one, in presentation order. Belongs to one task at a time.
package protocol FrameReader: AnyObject {
  var info: MediaInfo { get }
  /// The size of every picture, upright: that of the first frame.
  var size: PictureSize { get }
  /// The time base of every frame's time.
  var timeBase: Rational { get }
  /// The average number of frames a second, if the input says.
  var frameRate: Rational? { get }
  /// Width by height of a pixel, upright.
  var sampleAspectRatio: Rational { get }
  /// Those of the pictures; of the first where they change.
  var colorTags: ColorTags { get }
  /// About how many frames the selection leaves, if the input says; for progress reports only.
  var expectedFrames: Int? { get }
  /// The next selected frame; nil at the end.
  nonisolated(nonsending) func nextFrame() async throws -> Frame?
  /// The next selected frame, whose picture need not be converted; nil at the end.
  nonisolated(nonsending) func nextUnconverted() async throws -> UnconvertedFrame?
  /// Warnings about the input so far, one line each.
  var warnings: [String] { get }
  /// Changes to the pictures that the user may not expect, one line each.
  var notes: [String] { get }
}

extension FrameReader {
  package var colorTags: ColorTags { .bt709 }

  nonisolated(nonsending) package func nextUnconverted() async throws -> UnconvertedFrame? {
    try await nextFrame().map(UnconvertedFrame.init)
  }
}

/// A reader of files and pipes, which never waits for anything else.
package protocol FileReader: FrameReader {
  /// The next selected frame; nil at the end.
  func next() throws(MediaError) -> Frame?
}

extension FileReader {
  nonisolated(nonsending) package func nextFrame() async throws -> Frame? { try next() }
}

/// Opens what a word on the command line was resolved to.
/// - Parameters:
///   - threads: for decoding and conversion, ≥ 1.
///   - start: the first frame; nil: that of the selection.
package func openFrames(
  _ input: MediaInput, selection: FrameSelection = .all, workingSize: WorkingSize = .automatic,
  options: InputOptions = InputOptions(), threads: Int = 2, from start: FrameStart? = nil
) throws(MediaError) -> any FileReader {
  switch input {
  case .video(let path):
    try VideoReader(
      path: path, selection: selection, workingSize: workingSize, options: options, threads: threads, from: start)
  case .pipe(let pipe):
    try VideoReader(
      InputFile(pipe, name: MediaInput.pipeName, options: options), selection: selection, workingSize: workingSize,
      threads: threads)
  case .images(let paths, let rate):
    try ImageSequenceReader(
      paths: paths, rate: rate, selection: selection, workingSize: workingSize, options: options, threads: threads,
      from: start)
  }
}
