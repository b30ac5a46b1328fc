import Foundation
import Imaging
import Media

/// A video, an image or a sequence of images, found and looked into but not yet decoded.
public struct Video: Sendable {
  /// What the word that named it stands for.
  public let input: MediaInput
  /// The word that named it, by which it can be opened again; `standard input` for a pipe.
  let name: String
  /// The words, where several name images of one sequence.
  private(set) var images: [String] = []
  /// Streams, sizes, colors, times.
  public let info: MediaInfo
  /// The size of the upright picture.
  public let size: Size
  /// About how many frames ``selection`` leaves, where the input says.
  public let expectedFrames: Int?
  /// Which of its frames are used.
  public let selection: FrameSelection
  let options: InputOptions
  /// What has looked into the input, for who reads it first.
  private let opened: OpenedInput

  /// Finds the input and reads its headers.
  ///
  /// - Parameter word: a file, an image, a folder of images, `frame_%04d.png`, `shots/*.jpg`, or `-` for standard input,
  ///   which can be segmented once.
  /// - Throws: `MediaError`.
  public init(
    opening word: String, selection: FrameSelection = .all, options: InputOptions = InputOptions()
  ) throws {
    try self.init(
      MediaInput.resolve(word, rate: options.rate, protocols: options.allowedProtocols), name: word,
      selection: selection,
      options: options)
  }

  /// Images that are one sequence, in this order.
  ///
  /// - Parameter images: files, at least one.
  /// - Throws: `MediaError`.
  public init(images: [String], selection: FrameSelection = .all, options: InputOptions = InputOptions()) throws {
    try self.init(
      .images(paths: images, rate: options.rate), name: images.first ?? "", selection: selection, options: options)
    self.images = images
  }

  private init(_ input: MediaInput, name: String, selection: FrameSelection, options: InputOptions) throws {
    self.input = input
    self.selection = selection
    self.options = options
    opened = try OpenedInput(
      input, selection: selection, options: options,
      threads: Self.decodingThreads(ProcessInfo.processInfo.activeProcessorCount))
    info = opened.info
    self.name = name == "-" ? info.path : name
    size = opened.size
    expectedFrames = opened.expectedFrames
  }

  /// Whether it is a single image.
  public var isStill: Bool { if case .images(let paths, _) = input { paths.count == 1 } else { false } }

  /// Throws where the selection has no frame: decodes the first one.
  ///
  /// - Throws: `MediaError`.
  public func checkSelection() throws(MediaError) {
    if case .pipe = input { return }
    _ = try openFrames(input, selection: selection, options: options).next()
  }

  /// A decoder at the beginning of the selection.
  package func open(_ settings: DecodeSettings, threads: Int) throws -> sending any FrameSource {
    try opened.frames(
      workingSize: settings.size, deinterlacing: settings.deinterlace, threads: Self.decodingThreads(threads))
  }

  /// Decoders gain nothing by more.
  private static func decodingThreads(_ threads: Int) -> Int { min(16, threads) }

  /// Whether there is more than the picture, which can not be copied, for a pipe is read only once.
  var losesStreams: Bool {
    guard case .pipe = input else { return false }
    return info.streams.count > 1 || !info.chapters.isEmpty
  }

  /// The files that are read.
  var paths: [String] {
    switch input {
    case .video(let path): [path]
    case .images(let paths, _): paths
    case .pipe: []
    }
  }

  /// Frames a second of the selection, on average, by the times of all frames of a file; nil where it has less than two.
  ///
  /// - Throws: `MediaError`.
  func measuredRate() throws(MediaError) -> Rational? {
    guard case .video(let path) = input, let rate = try AverageRate.measure(path: path, options: options) else {
      return nil
    }
    return Rational(rate.numerator, rate.denominator * max(1, min(selection.every, 1_000_000)))
  }

  /// The file whose sound, subtitles and descriptions go along with the overlay.
  var streams: StreamSource? {
    guard case .video(let path) = input else { return nil }
    return StreamSource(path: path, extent: selection == .all ? .whole : .asFrames, options: options)
  }
}
