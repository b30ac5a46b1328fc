import Imaging

/// Images shown one after the other: the time of image n is n in the time base 1 / rate.
package final class ImageSequenceReader: FileReader {
  package let info: MediaInfo
  package let size: PictureSize
  package let timeBase: Rational
  package let frameRate: Rational?
  package let sampleAspectRatio: Rational
  package let expectedFrames: Int?

  private let paths: [String]
  /// Whether all stems differ, so that label images can be named by them.
  private let haveStems: Bool
  private let threads: Int
  /// Indices in `paths` of the images still to be read.
  private var remaining: ArraySlice<Int>
  private let converter: FrameConverter
  private var given = 0
  private let options: InputOptions
  package private(set) var warnings: [String] = []

  /// Opens the first image; all others must have its size.
  /// - Parameters:
  ///   - paths: at least one.
  ///   - threads: for conversion, ≥ 1.
  package init(
    paths: [String], rate: Rational, selection: FrameSelection = .all, workingSize: WorkingSize = .automatic,
    options: InputOptions = InputOptions(), threads: Int = 2, from start: FrameStart? = nil
  ) throws(MediaError) {
    guard let first = paths.first else { throw .noMatch(pattern: "") }
    self.paths = paths
    let stems = paths.map(\.fileStem)
    haveStems = Set(stems).count == paths.count && stems.allSatisfy(Self.isUsable)
    self.threads = threads
    self.options = options
    timeBase = Rational(rate.denominator, rate.numerator)
    frameRate = rate
    let decoder = try Self.decode(first, analyzed: true, options: options)
    info = MediaInfo(decoder.file)
    size = FrameConverter.uprightSize(of: decoder.frame.pointer, orientation: decoder.orientation)
    sampleAspectRatio = decoder.orientation.apply(
      to: Rational(decoder.frame.pointer.pointee.sample_aspect_ratio) ?? Rational(1, 1))
    converter = try FrameConverter(
      decoder.file, size: size, workingSize: workingSize, codec: decoder.codecID, threads: threads)
    let places = Self.places(of: selection, count: paths.count, rate: rate.value)
    guard !places.isEmpty else {
      throw .nothingSelected(
        path: first, start: selection.start, end: Double(paths.count - 1) / rate.value)
    }
    given = min(places.count, max(0, start?.index ?? 0))
    remaining = places[given...]
    expectedFrames = places.count
  }

  /// Whether the stem is valid as a file name: no control characters, and short enough for temporary names.
  private static func isUsable(_ stem: String) -> Bool {
    stem.utf8.count <= 230 && stem.unicodeScalars.allSatisfy { $0.value >= 32 }
  }

  package func next() throws(MediaError) -> Frame? {
    guard let place = remaining.popFirst() else { return nil }
    let path = paths[place]
    let decoder = try Self.decode(path, analyzed: false, options: options)
    let actual = FrameConverter.uprightSize(of: decoder.frame.pointer, orientation: decoder.orientation)
    guard actual == size else {
      throw .sizesDiffer(first: paths[0], firstSize: size, other: path, otherSize: actual)
    }
    let converted = try converter.convert(decoder.frame.pointer, orientation: decoder.orientation)
    if options.isStrict, let damage = decoder.damage.lines.first { throw .damaged(path: path, damage: damage) }
    if warnings.count < 10 { warnings += decoder.damage.lines.map { "\(path): \($0)" } }
    given += 1
    var frame = Frame(
      index: given - 1, time: MediaTime(ticks: Int64(place), timeBase: timeBase), picture: converted.picture,
      workingPicture: converted.workingPicture)
    frame.source = path.fileName
    if haveStems { frame.name = path.fileStem }
    return frame
  }

  package var notes: [String] { converter.notes }

  /// Decodes an image as a one-frame video.
  static func decode(_ path: String, analyzed: Bool, options: InputOptions) throws(MediaError) -> VideoDecoder {
    let decoder = try VideoDecoder(InputFile(path: path, analyzed: analyzed, options: options), threads: 1)
    guard try decoder.next() else {
      throw decoder.file.nothingDecoded(otherwise: "it holds no picture")
    }
    return decoder
  }

  private static func places(of selection: FrameSelection, count: Int, rate: Double) -> [Int] {
    // The small offset absorbs the rounding of decimal seconds such as 0.1.
    let first = Int(clamping: (max(0, selection.start) * rate - 1e-6).rounded(.up))
    let end = selection.duration.map { Int(clamping: ((max(0, selection.start) + $0) * rate - 1e-6).rounded(.up)) }
    let last = min(count, end ?? count)
    guard first < last else { return [] }
    return Array(stride(from: first, to: last, by: max(1, selection.every)).prefix(selection.maxFrames ?? .max))
  }
}
