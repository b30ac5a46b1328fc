import CFFmpeg

/// Detection of input formats.
enum InputFormats {
  /// Demuxers for files that reference other files or hosts, are programs, or render any text as pictures. References
  /// could not be opened anyway; rejecting these formats gives a clear message.
  private static let refused: Set<String> = [
    "applehttp", "avisynth", "concat", "dash", "ffmetadata", "hls", "image2", "imf", "mpjpeg", "rtp", "rtsp", "sap",
    "sdp", "tty", "vapoursynth", "vobsub", "webm_dash_manifest",
  ]

  /// Detects the format by content only: names are unreliable, and some demuxers read them as patterns.
  /// - Parameter followsNames: whether files that reference other files are accepted; the file's name is then used as
  ///   well.
  static func probe(
    _ io: UnsafeMutablePointer<AVIOContext>, path: String, followsNames: Bool
  ) throws(MediaError) -> UnsafePointer<AVInputFormat> {
    var format: UnsafePointer<AVInputFormat>?
    guard av_probe_input_buffer2(io, &format, followsNames ? path : "", nil, 0, 0) >= 0, let format else {
      throw .notMedia(path: path, reason: "unknown format")
    }
    guard !followsNames else { return format }
    let name = String(cString: format.pointee.name)
    if name == "image2" || name == "tty" { throw .notMedia(path: path, reason: "unknown format") }
    if format.pointee.flags & AVFMT_NOFILE != 0 || refused.contains(name) {
      throw .refusedFormat(path: path, format: name)
    }
    return format
  }

  /// The protocol of an input such as `https://host/clip.mp4`; nil for a path.
  static func urlProtocol(_ word: String) -> String? {
    guard let range = word.firstRange(of: "://") else { return nil }
    let name = word[..<range.lowerBound]
    return !name.isEmpty && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "+") }
      ? String(name) : nil
  }
}
