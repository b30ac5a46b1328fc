import Imaging

/// A source of decoded frames. Owned by one task at a time.
package protocol FrameSource: AnyObject {
  var info: MediaInfo { get }
  /// The upright size of all pictures: that of the first frame.
  var size: Size { get }
  /// The time base of the frames' times.
  var timeBase: Rational { get }
  /// The average frames per second, if known.
  var frameRate: Rational? { get }
  /// The upright pixel aspect ratio, width to height.
  var sampleAspectRatio: Rational { get }
  /// The color tags of the pictures; of the first one if they change.
  var colorTags: ColorTags { get }
  /// The approximate number of selected frames, if known; for progress reports only.
  var expectedFrames: Int? { get }
  /// The next selected frame in presentation order; nil at the end.
  func next() throws(MediaError) -> Frame?
  /// Warnings about the input so far, one line each.
  var warnings: [String] { get }
  /// Conversions that the user may not expect, one line each.
  var notes: [String] { get }
}

extension FrameSource {
  package var colorTags: ColorTags { .bt709 }
}

/// Opens a resolved input.
/// - Parameter threads: for decoding and conversion, ≥ 1.
package func openFrames(
  _ input: MediaInput, selection: FrameSelection = .all, workingSize: WorkingSize = .automatic,
  options: InputOptions = InputOptions(), threads: Int = 2
) throws(MediaError) -> any FrameSource {
  switch input {
  case .video(let path):
    try VideoReader(path: path, selection: selection, workingSize: workingSize, options: options, threads: threads)
  case .pipe(let pipe):
    try VideoReader(
      InputFile(pipe, name: MediaInput.pipeName, options: options), selection: selection, workingSize: workingSize,
      threads: threads)
  case .images(let paths, let rate):
    try ImageSequenceReader(
      paths: paths, rate: rate, selection: selection, workingSize: workingSize, options: options, threads: threads)
  }
}
