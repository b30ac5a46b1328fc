import Imaging

/// A video whose first frame is decoded: what there is to know before it is said how the frames are wanted.
final class OpenedVideo {
  let decoder: VideoDecoder
  let info: MediaInfo
  /// Of the upright first frame.
  let size: PictureSize
  let frameRate: Rational?
  let sampleAspectRatio: Rational
  let colorTags: ColorTags
  /// For decoding.
  let threads: Int

  init(_ file: InputFile, threads: Int) throws(MediaError) {
    self.threads = threads
    decoder = try VideoDecoder(file, threads: threads)
    guard try decoder.next() else {
      throw file.nothingDecoded(otherwise: "the video stream is empty")
    }
    info = MediaInfo(decoder.file)
    let orientation = decoder.orientation
    size = FrameConverter.uprightSize(of: decoder.frame.pointer, orientation: orientation)
    frameRate = AverageRate.declared(by: decoder.stream)
    sampleAspectRatio = orientation.apply(
      to: Rational(decoder.stream.pointee.sample_aspect_ratio)
        ?? Rational(decoder.frame.pointer.pointee.sample_aspect_ratio) ?? Rational(1, 1))
    colorTags = ColorTags(of: decoder.frame.pointer)
  }

  /// About how many frames a selection leaves, if the input says.
  func expectedFrames(of selection: FrameSelection) -> Int? {
    guard let video = info.video else { return nil }
    let rate = frameRate?.value
    let estimate = (video.duration ?? info.duration).flatMap { seconds in rate.map { Int(clamping: seconds * $0) } }
    guard let total = video.declaredFrames ?? estimate else { return selection.maxFrames }
    return selection.expectedFrames(total: total, rate: rate)
  }
}
