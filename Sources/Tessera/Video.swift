import Foundation
import Imaging
import Labels
import Media

/// A video, an image, a sequence of images or the frames of a program: inspected, but not yet decoded.
public struct Video: Sendable {
  /// The resolved input; nil for the frames of a program.
  package let input: MediaInput?
  /// The argument that names it, by which it can be opened again; `standard input` for a pipe.
  let name: String
  /// The arguments, if several images form one sequence.
  private(set) var images: [String] = []
  /// Streams, sizes, colors, times.
  public let info: MediaInfo
  /// The size of the upright picture.
  public let size: PictureSize
  /// The approximate number of frames in ``selection``, if known.
  public let expectedFrames: Int?
  /// The frames to be used.
  public let selection: FrameSelection
  let options: InputOptions
  private let opened: Opened

  /// The opened input, for its first reader.
  private enum Opened {
    case input(OpenedInput)
    case source(OpenedSource)
  }

  /// Finds the input and reads its headers.
  ///
  /// - Parameters:
  ///   - path: a video, an image, a folder of images, or a pattern for the names of images: `frame_%04d.png`,
  ///     `shots/*.jpg`. A file of that name wins over a pattern.
  ///   - selection: the frames to segment.
  ///   - options: how to read the input: limits, damage, the rate of images.
  /// - Throws: `MediaError`.
  public init(
    opening path: String, selection: FrameSelection = .all, options: InputOptions = InputOptions()
  ) throws(MediaError) {
    // Alone it would mean standard input.
    let word = path == "-" ? "./-" : path
    try self.init(
      MediaInput.resolve(word, rate: options.rate, protocols: options.allowedProtocols), name: word,
      selection: selection,
      options: options)
  }

  /// Opens standard input, a video file or raw frames, and reads its headers. It can be segmented once.
  ///
  /// - Throws: `MediaError`.
  public static func standardInput(
    selection: FrameSelection = .all, options: InputOptions = InputOptions()
  ) throws(MediaError) -> Video {
    try Video(.pipe(.standardInput), name: MediaInput.pipeName, selection: selection, options: options)
  }

  /// A sequence of images in the given order.
  ///
  /// - Parameters:
  ///   - images: files, at least one.
  ///   - selection: the images to segment.
  ///   - options: how to read them: limits, damage, the rate.
  /// - Throws: `MediaError`.
  public init(images: [String], selection: FrameSelection = .all, options: InputOptions = InputOptions())
    throws(MediaError)
  {
    try self.init(
      .images(paths: images, rate: options.rate), name: images.first ?? "", selection: selection, options: options)
    self.images = images
  }

  private init(_ input: MediaInput, name: String, selection: FrameSelection, options: InputOptions) throws(MediaError) {
    self.input = input
    self.selection = selection
    self.options = options
    let opened = try OpenedInput(
      input, selection: selection, options: options,
      threads: Self.decodingThreads(ProcessInfo.processInfo.activeProcessorCount))
    self.opened = .input(opened)
    info = opened.info
    self.name = name
    size = opened.size
    expectedFrames = opened.expectedFrames
  }

  /// The frames of a program: from memory, a camera or a decoder of its own. They can be segmented once.
  ///
  /// - Throws: `MediaError` where the size or the time base is impossible.
  public init(frames source: some FrameSource) throws(MediaError) {
    input = nil
    selection = .all
    options = InputOptions()
    let opened = try OpenedSource(source)
    self.opened = .source(opened)
    info = opened.info
    name = OpenedSource.name
    size = opened.size
    expectedFrames = opened.expectedFrames
  }

  /// The pictures of an asynchronous sequence, all of one size. They can be segmented once.
  ///
  /// - Parameters:
  ///   - frames: the pictures with their times, in order.
  ///   - size: of every picture.
  ///   - timeBase: the length of a tick in seconds.
  ///   - frameRate: the average number of frames a second, where it is known.
  /// - Throws: `MediaError` where the size or the time base is impossible.
  public init<Frames: AsyncSequence & Sendable>(
    frames: Frames, size: PictureSize, timeBase: Rational, frameRate: Rational? = nil
  ) throws(MediaError) where Frames.Element == TimedPicture {
    try self.init(frames: SequenceSource(frames, size: size, timeBase: timeBase, frameRate: frameRate))
  }

  /// A name for what is made of it: the file's name without its extension, or the folder's.
  package var stem: String { input?.name ?? "frames" }

  /// The input by name, to be read again; nil of a pipe, a URL and a program's frames.
  package var namedInput: NamedInput? { paths.isEmpty ? nil : NamedInput(name, images: images) }

  /// Whether it is a single image.
  public var isStill: Bool { if case .images(let paths, _)? = input { paths.count == 1 } else { false } }

  /// Throws if the selection has no frame: decodes the first one.
  ///
  /// - Throws: `MediaError`.
  public func checkSelection() throws(MediaError) {
    guard let input else { return }
    if case .pipe = input { return }
    _ = try openFrames(input, selection: selection, options: options).next()
  }

  /// A reader at the beginning of the selection.
  package func open(_ settings: DecodeSettings, threads: Int) throws(MediaError) -> sending any FrameReader {
    if case .source(let opened) = opened {
      return try opened.frames(workingSize: settings.size, threads: Self.decodingThreads(threads))
    }
    return try openReader(of: self, settings, threads: threads)
  }

  /// A reader of a file or a pipe.
  ///
  /// - Parameter start: the first frame; nil: that of the selection.
  func openFile(
    _ settings: DecodeSettings, threads: Int, from start: FrameStart? = nil
  ) throws(MediaError) -> any FileReader {
    guard case .input(let opened) = opened else {
      throw MediaError.notReadable(path: name, reason: "they can be segmented, and nothing else")
    }
    return try opened.frames(
      workingSize: settings.size, deinterlacing: settings.deinterlace, threads: Self.decodingThreads(threads),
      from: start)
  }

  /// More threads do not make decoders faster.
  private static func decodingThreads(_ threads: Int) -> Int { min(16, threads) }

  /// Whether streams other than the picture can not be copied, since a pipe can be read only once.
  var losesStreams: Bool {
    guard case .pipe? = input else { return false }
    return info.streams.count > 1 || !info.chapters.isEmpty
  }

  /// The files to be read; none of a pipe, a URL or a program.
  var paths: [String] { input?.files ?? [] }

  /// The average frames per second of the selection, from the times of all frames of a file; nil if it has fewer than
  /// two.
  ///
  /// - Throws: `MediaError`.
  func measuredRate() throws(MediaError) -> Rational? {
    guard case .video(let path)? = input, let rate = try AverageRate.measure(path: path, options: options) else {
      return nil
    }
    return Rational(rate.numerator, rate.denominator * max(1, min(selection.every, 1_000_000)))
  }

  /// The file whose sound, subtitles and metadata are included in the overlay.
  var streams: StreamSource? {
    guard case .video(let path)? = input else { return nil }
    return StreamSource(path: path, extent: selection == .all ? .whole : .asFrames, options: options)
  }
}

/// Converts the existential for ``Video/open(_:threads:)``. In the function that sends the reader, the compiler would treat the
/// converted value as shared.
private func openReader(of video: Video, _ settings: DecodeSettings, threads: Int) throws(MediaError) -> any FrameReader
{
  try video.openFile(settings, threads: threads)
}
