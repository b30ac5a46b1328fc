import Imaging
import Media

/// Reads the JSON of YouTube-VIS twice: the video, then the annotations.
struct YouTubeVISImport {
  private let frames: ImportedFrames
  private var video: Int?

  /// - Throws: ``ExchangeError``, `MediaError`.
  static func read(into frames: ImportedFrames) throws {
    var reader = YouTubeVISImport(frames: frames)
    try reader.readVideos()
    try reader.readAnnotations()
  }

  private init(frames: ImportedFrames) { self.frames = frames }

  private mutating func readVideos() throws {
    let scanner = try JSONScanner(path: frames.path)
    try scanner.forEachKey { key in
      guard key == "videos" else { return try scanner.skip() }
      try scanner.forEachElement { token in
        guard token == .beginObject else { throw scanner.bad("a video is not an object") }
        guard video == nil else { throw scanner.bad("it has several videos, and labels are of one: split the file") }
        try readVideo(scanner)
      }
    }
    guard video != nil else { throw scanner.bad("it has no video") }
  }

  private mutating func readVideo(_ scanner: JSONScanner) throws {
    var (id, width, height, length): (Int?, Int?, Int?, Int?)
    var timeBase: Rational?
    var names: [String] = []
    var ticks: [Int64] = []
    func check(_ count: Int) throws {
      guard count < ImportedFrames.maxFrames else {
        throw ExchangeError.tooMany(path: frames.path, what: "frames", limit: ImportedFrames.maxFrames)
      }
    }
    try scanner.forEachKeyInside { key in
      switch key {
      case "id": id = try scanner.integer()
      case "width": width = try scanner.integer()
      case "height": height = try scanner.integer()
      case "length": length = try scanner.integer()
      case "time_base": timeBase = Rational(fraction: try scanner.text())
      case "file_names":
        try scanner.forEachElement { token in
          guard case .string(let name) = token else { throw scanner.bad("a file name is missing") }
          try check(names.count)
          names.append(String(decoding: name, as: UTF8.self).fileName)
        }
      case "pts":
        try scanner.forEachElement { token in
          guard case .number(let value) = token, let number = Int64(exactly: value) else {
            throw scanner.bad("a time is missing")
          }
          try check(ticks.count)
          ticks.append(number)
        }
      default: try scanner.skip()
      }
    }
    guard let id, let size = PictureSize(labelsOf: width, height, maxPixels: InputOptions.defaultMaxPixels) else {
      throw scanner.bad("the video has no ID, or no possible width and height")
    }
    video = id
    frames.size = size
    guard names.isEmpty || length ?? names.count == names.count else {
      throw scanner.bad("the video has \(names.count) file names, but a length of \(length ?? 0)")
    }
    let count = max(length ?? 0, names.count)
    guard count > 0 else { throw scanner.bad("the video has no frames") }
    try check(count - 1)
    for index in 0..<count {
      var frame = ImportedFrames.Frame()
      if names.count == count { frame.name = names[index] }
      if ticks.count == count, let timeBase { frame.time = MediaTime(ticks: ticks[index], timeBase: timeBase) }
      try frames.addFrame(frame)
    }
  }

  private func readAnnotations() throws {
    let scanner = try JSONScanner(path: frames.path)
    var count = 0
    try scanner.forEachKey { key in
      guard key == "annotations" else { return try scanner.skip() }
      try scanner.forEachElement { token in
        guard token == .beginObject else { throw scanner.bad("an annotation is not an object") }
        try readAnnotation(scanner, object: ImportedFrames.firstUnnumbered + count)
        count += 1
      }
    }
  }

  private func readAnnotation(_ scanner: JSONScanner, object: Int) throws {
    var (id, track, video): (Int?, Int?, Int?)
    try scanner.forEachKeyInside { key in
      switch key {
      case "id": id = try scanner.integer()
      case "track_id": track = try scanner.integer()
      case "video_id": video = try scanner.integer()
      case "segmentations":
        var frame = 0
        try scanner.forEachElement { token in
          defer { frame += 1 }
          guard let segmentation = try COCOSegmentation(scanner, after: token), let size = frames.size else { return }
          guard frame < frames.frames.count else {
            throw scanner.bad("a track has more masks than the video has frames")
          }
          try frames.add(segmentation.mask(of: object, in: size, scanner), toFrame: frame)
        }
      default: try scanner.skip()
      }
    }
    guard video == self.video else { throw scanner.bad("an annotation belongs to no video") }
    // The number may follow the masks.
    if let number = track ?? id.flatMap({ (1...65_535).contains($0) ? $0 : nil }) {
      try frames.set(track: number, of: object, place: "annotation \(id ?? 0)")
    }
  }
}
