import Imaging
import Labels
import Media
import Pipeline

/// Finds the input from which labels were made.
struct SegmentedInput {
  let files: LabelFiles
  let origin: LabelOrigin
  /// Of the labels' times.
  let timeBase: Rational

  /// The segmented video, with the same selection.
  ///
  /// - Parameter name: the input, if it is not the one that the labels name.
  /// - Throws: ``RelabelError``, `MediaError`.
  func open(named name: String?) throws -> Video {
    var options = InputOptions()
    // Images have no times of their own, only those assigned by the run.
    let rate = Rational(timeBase.denominator, timeBase.numerator)
    if name == nil, origin.images.count > 1 {
      options.rate = rate
      return try Video(images: origin.images.map(existing), selection: origin.selection, options: options)
    }
    let word = try name ?? namedInput()
    if case .images = try MediaInput.resolve(word) { options.rate = rate }
    return try Video(opening: word, selection: origin.selection, options: options)
  }

  /// The input named by the labels: at its original place, or next to the labels, which may have been moved together
  /// with it.
  private func namedInput() throws -> String {
    guard let word = origin.input, !word.isEmpty else { throw RelabelError.noInput(path: files.table) }
    guard word != "-", word != MediaInput.pipeName else { throw RelabelError.inputWasPipe(path: files.table) }
    return try existing(word)
  }

  /// The path, or the same name next to the labels.
  private func existing(_ word: String) throws -> String {
    guard let path = NamedInput.existing(word, besides: files.name) else {
      throw RelabelError.inputMissing(path: files.table, input: word)
    }
    return path
  }
}

/// The pictures of the segmented input, one for each label map.
///
/// Owned by one task at a time.
final class SegmentedPictures {
  private let source: any FileReader
  /// For messages.
  private let labels, input: String
  /// Thumbnails of the segmented pictures by frame.
  private let thumbnails: [Int: Thumbnail]
  let format: VideoFormat

  /// - Parameters:
  ///   - labels: the name of the labels, for messages.
  ///   - thumbnails: of the segmented pictures, by frame.
  init(
    _ video: Video, of labels: String, thumbnails: [Int: Thumbnail], settings: DecodeSettings, threads: Int
  ) throws(MediaError) {
    source = try video.openFile(settings, threads: threads)
    format = VideoFormat(source, every: video.selection.every)
    self.labels = labels
    input = video.name
    self.thumbnails = thumbnails
  }

  var warnings: [String] { source.warnings }

  /// The picture of the next label map.
  ///
  /// - Throws: ``RelabelError`` if it is not the one that was segmented, `MediaError`.
  func next(index: Int, time: MediaTime, size: PictureSize) throws -> Frame {
    guard let frame = try source.next() else { throw RelabelError.inputEnds(input: input, frame: index) }
    guard frame.time.isSameMoment(as: time) else {
      throw RelabelError.inputDiffers(input: input, frame: index, time: time, actual: frame.time)
    }
    guard frame.picture.size == size else {
      throw RelabelError.sizeDiffers(input: input, size: frame.picture.size, labels: labels, labelSize: size)
    }
    if let thumbnail = thumbnails[index], !thumbnail.resembles(Thumbnail(frame.picture)) {
      throw RelabelError.pictureDiffers(input: input, frame: index)
    }
    return frame
  }
}
