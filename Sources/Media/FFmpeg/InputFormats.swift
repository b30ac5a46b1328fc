import CFFmpeg

/// Recognizing what a file is.
enum InputFormats {
  /// Demuxers whose files name other files or hosts, are programs, or are any text made into pictures. Nothing that they
  /// name could be opened anyway; refusing them gives a clear word.
  private static let refused: Set<String> = [
    "applehttp", "avisynth", "concat", "dash", "ffmetadata", "hls", "image2", "imf", "mpjpeg", "rtp", "rtsp", "sap",
    "sdp", "tty", "vapoursynth", "vobsub", "webm_dash_manifest",
  ]

  /// Recognizes the format by its contents alone: a name says nothing, and some demuxers would take it for a pattern.
  /// - Parameter followsNames: whether files that name other files are accepted; their own name counts then.
  static func probe(
    _ io: UnsafeMutablePointer<AVIOContext>, path: String, followsNames: Bool
  ) throws(MediaError) -> UnsafePointer<AVInputFormat> {
    var format: UnsafePointer<AVInputFormat>?
    guard av_probe_input_buffer2(io, &format, followsNames ? path : "", nil, 0, 0) >= 0, let format else {
      throw .notMedia(path: path, reason: "the contents are of no known kind")
    }
    guard !followsNames else { return format }
    let name = String(cString: format.pointee.name)
    if name == "image2" || name == "tty" { throw .notMedia(path: path, reason: "the contents are of no known kind") }
    if format.pointee.flags & AVFMT_NOFILE != 0 || refused.contains(name) {
      throw .refusedFormat(path: path, format: name)
    }
    return format
  }

  /// The protocol of a word such as `https://host/clip.mp4`; nil for a path.
  static func urlProtocol(_ word: String) -> String? {
    guard let range = word.firstRange(of: "://") else { return nil }
    let name = word[..<range.lowerBound]
    return !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") }
      ? String(name) : nil
  }
}
