import CFFmpeg
import Imaging

extension MediaInfo {
  /// Reads a file's headers and first packets. A file without video is not an error here.
  public static func read(path: String) throws(MediaError) -> MediaInfo {
    MediaInfo(try InputFile(path: path))
  }

  init(_ file: InputFile) {
    let context = file.context.pointee
    self.init(
      path: file.path, container: file.formatName,
      duration: seconds(context.duration, AVRational(num: 1, den: AV_TIME_BASE)),
      start: seconds(context.start_time, AVRational(num: 1, den: AV_TIME_BASE)),
      streams: file.streams.compactMap { $0.map(StreamInfo.init) },
      selectedVideoStream: file.bestVideoStream.map { Int($0.pointee.index) },
      metadata: Metadata.dictionary(context.metadata), chapters: file.chapters)
  }
}

extension InputFile {
  fileprivate var chapters: [ChapterInfo] {
    let chapters = UnsafeBufferPointer(start: context.pointee.chapters, count: Int(context.pointee.nb_chapters))
    return chapters.compactMap { chapter in
      guard let chapter = chapter?.pointee, let start = seconds(chapter.start, chapter.time_base),
        let end = seconds(chapter.end, chapter.time_base)
      else { return nil }
      return ChapterInfo(start: start, end: end, title: Metadata.dictionary(chapter.metadata)["title"])
    }
  }
}

extension StreamInfo {
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let parameters = stream.pointee.codecpar.pointee
    let timeBase = stream.pointee.time_base
    self.init(
      index: Int(stream.pointee.index), kind: stream.kind,
      codec: String(cString: avcodec_get_name(parameters.codec_id)),
      timeBase: Rational(timeBase) ?? Rational(1, 1),
      declaredFrames: stream.pointee.nb_frames > 0 ? Int(stream.pointee.nb_frames) : nil,
      duration: seconds(stream.pointee.duration, timeBase) ?? stream.metadata("DURATION").flatMap(seconds),
      language: stream.metadata("language"), dispositions: Self.dispositions(stream.pointee.disposition),
      metadata: Metadata.dictionary(stream.pointee.metadata))
    switch parameters.codec_type {
    case AVMEDIA_TYPE_VIDEO: video = VideoInfo(stream)
    case AVMEDIA_TYPE_AUDIO:
      audio = AudioInfo(
        sampleRate: Int(parameters.sample_rate), channels: Int(parameters.ch_layout.nb_channels))
    default: break
    }
  }

  private static func dispositions(_ flags: Int32) -> [String] {
    (0..<31).compactMap { bit in
      flags & (1 << bit) == 0 ? nil : av_disposition_to_string(1 << bit).map { String(cString: $0) }
    }
  }

  /// For example `audio (aac)`.
  var summary: String { "\(video?.isAttachedPicture == true ? "cover picture" : kind) (\(codec))" }
}

extension VideoInfo {
  init(_ stream: UnsafeMutablePointer<AVStream>) {
    let parameters = stream.pointee.codecpar.pointee
    let coded = PictureSize(width: Int(parameters.width), height: Int(parameters.height))
    let orientation = Orientation(displayMatrix: shim_stream_display_matrix(stream)) ?? .upright
    let format = AVPixelFormat(parameters.format)
    self.init(
      codedSize: coded, displaySize: orientation.apply(to: coded),
      pixelFormat: name(av_get_pix_fmt_name(format)),
      color: ColorInfo(
        range: name(av_color_range_name(parameters.color_range)),
        matrix: name(av_color_space_name(parameters.color_space)),
        primaries: name(av_color_primaries_name(parameters.color_primaries)),
        transfer: name(av_color_transfer_name(parameters.color_trc)),
        conversion: ColorRule(
          format: format, matrix: parameters.color_space, range: parameters.color_range,
          transfer: parameters.color_trc, height: coded.height, codec: parameters.codec_id
        ).description),
      rotation: orientation.clockwiseDegrees, isMirrored: orientation.isMirrored,
      sampleAspectRatio: orientation.apply(
        to: Rational(stream.pointee.sample_aspect_ratio)
          ?? Rational(parameters.sample_aspect_ratio) ?? Rational(1, 1)),
      averageRate: Rational(stream.pointee.avg_frame_rate),
      isAttachedPicture: stream.isAttachedPicture)
  }
}

extension UnsafeMutablePointer where Pointee == AVStream {
  var isAttachedPicture: Bool { pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0 }

  /// `video`, `audio` …
  var kind: String { name(av_get_media_type_string(pointee.codecpar.pointee.codec_type)) }

  func metadata(_ key: String) -> String? {
    av_dict_get(pointee.metadata, key, nil, 0).map { String(cString: $0.pointee.value) }
  }
}

extension InputFile {
  /// FFmpeg's choice of the main video stream, never a cover picture.
  var bestVideoStream: UnsafeMutablePointer<AVStream>? {
    let best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
    if best >= 0, let stream = stream(Int(best)), !stream.isAttachedPicture { return stream }
    return streams.lazy.compactMap { $0 }.first {
      $0.pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO && !$0.isAttachedPicture
    }
  }
}

private func seconds(_ ticks: Int64, _ timeBase: AVRational) -> Double? {
  guard ticks != shim_no_time(), timeBase.den > 0 else { return nil }
  return Double(ticks) * Double(timeBase.num) / Double(timeBase.den)
}

/// Parses the duration in Matroska's tags: `01:02:03.450000000`.
private func seconds(_ text: String) -> Double? {
  let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) ?? .nan }
  guard parts.count == 3, parts.allSatisfy({ (0..<1e6).contains($0) }) else { return nil }
  return parts[0] * 3600 + parts[1] * 60 + parts[2]
}

private func name(_ text: UnsafePointer<CChar>?) -> String { text.map { String(cString: $0) } ?? "unknown" }
