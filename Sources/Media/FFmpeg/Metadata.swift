import CFFmpeg

/// The metadata of files and streams, as names and values.
enum Metadata {
  /// Names that describe the input's own coding; they would be wrong in another file.
  static let ofTheFile: Set<String> = [
    "encoder", "major_brand", "minor_version", "compatible_brands", "rotate", "vendor_id", "timecode", "duration",
    "bps", "number_of_frames", "number_of_bytes", "_statistics_writing_app", "_statistics_writing_date_utc",
    "_statistics_tags", "alpha_mode",
  ]

  /// Copies all entries except those in `left`: lower-case names without Matroska's language suffix.
  static func copy(_ source: OpaquePointer?, to target: inout OpaquePointer?, except left: Set<String>) {
    for (name, value) in entries(of: source) where !left.contains(base(name)) { av_dict_set(&target, name, value, 0) }
  }

  static func entries(of dictionary: OpaquePointer?) -> [(name: String, value: String)] {
    var entries: [(name: String, value: String)] = []
    var entry: UnsafeMutablePointer<AVDictionaryEntry>?
    while let next = av_dict_get(dictionary, "", entry, AV_DICT_IGNORE_SUFFIX) {
      entries.append((String(cString: next.pointee.key), String(cString: next.pointee.value)))
      entry = next
    }
    return entries
  }

  static func dictionary(_ dictionary: OpaquePointer?) -> [String: String] {
    Dictionary(entries(of: dictionary).map { ($0.name, $0.value) }) { first, _ in first }
  }

  /// `BPS-eng` → `bps`.
  private static func base(_ name: String) -> String {
    let lower = name.lowercased()
    let suffix = lower.suffix(4)
    return suffix.first == "-" && suffix.dropFirst().allSatisfy(\.isLetter) ? String(lower.dropLast(4)) : lower
  }
}

extension OutputFile {
  /// Copies the metadata of the input.
  func copyMetadata(of input: InputFile) {
    Metadata.copy(input.context.pointee.metadata, to: &context.pointee.metadata, except: Metadata.ofTheFile)
  }

  /// Converts language codes to QuickTime's where possible.
  func nameLanguages() {
    guard container == .mov else { return }
    for stream in streams {
      guard let language = stream.metadata("language"), let name = QuickTimeLanguage.names[language] else { continue }
      av_dict_set(&stream.pointee.metadata, "language", name, 0)
    }
  }

  private var streams: [UnsafeMutablePointer<AVStream>] {
    UnsafeBufferPointer(start: context.pointee.streams, count: Int(context.pointee.nb_streams)).compactMap { $0 }
  }

  /// Metadata entries of the file and its streams that the container does not support.
  var metadataWithoutPlace: [String] {
    guard let ofTheFile = container.metadataNames else { return [] }
    var names = Metadata.entries(of: context.pointee.metadata).map(\.name)
      .filter { !ofTheFile.contains($0.lowercased()) }
    for stream in streams {
      if container == .mov, let language = stream.metadata("language"), !QuickTimeLanguage.isKnown(language) {
        names.append("language \(language)")
      }
      names += Metadata.entries(of: stream.pointee.metadata).map(\.name)
        .filter { !OutputFile.Container.streamMetadataNames.contains($0.lowercased()) }
    }
    return Set(names).sorted()
  }
}

extension OutputFile.Container {
  /// The metadata of a stream in MP4 and QuickTime.
  fileprivate static let streamMetadataNames: Set<String> = ["language", "title", "handler_name", "creation_time"]

  /// The file metadata that libavformat's muxer writes, in lower case; nil: everything.
  fileprivate var metadataNames: Set<String>? {
    switch self {
    case .mp4:
      [
        "title", "artist", "album_artist", "composer", "album", "date", "comment", "genre", "copyright", "grouping",
        "lyrics", "description", "synopsis", "show", "episode_id", "network", "keywords", "episode_sort",
        "season_number", "media_type", "hd_video", "gapless_playback", "compilation", "track", "disc", "location",
        "creation_time",
      ]
    case .mov:
      [
        "title", "artist", "author", "album", "date", "comment", "genre", "copyright", "description", "composer",
        "make", "model", "location", "keywords", "creation_time",
      ]
    case .matroska, .webm: nil
    }
  }
}

/// QuickTime's own list of languages, a mixture of the two code sets of ISO 639-2.
private enum QuickTimeLanguage {
  static let names = ["deu": "ger", "nld": "dut", "swe": "sve", "ell": "gre", "isl": "ice", "zho": "chi", "fre": "fra"]

  private static let known: Set<String> = [
    "alb", "ara", "aze", "bel", "bul", "ces", "chi", "dan", "dut", "eng", "est", "fin", "fra", "ger", "gre", "heb",
    "hin", "hun", "ice", "ita", "jpn", "kaz", "kor", "lav", "lit", "mac", "mlt", "nor", "pol", "por", "ron", "rus",
    "slk", "slv", "spa", "sve", "tha", "tur", "ukr", "und", "urd", "uzb", "yid",
  ]

  static func isKnown(_ language: String) -> Bool { known.contains(names[language] ?? language) }
}
