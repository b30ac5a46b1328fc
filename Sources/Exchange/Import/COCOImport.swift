import Imaging
import Media

/// Reads COCO's JSON twice: the images, whose sizes the masks need, then the annotations.
struct COCOImport {
  private struct Image {
    let id: Int
    let name: String
    /// The number of the frame, where the file has it.
    var frame: Int?
    var time: MediaTime?
  }

  private let frames: ImportedFrames
  private var images: [Image] = []
  private var indices: [Int: Int] = [:]

  /// - Throws: ``ExchangeError``, `MediaError`.
  static func read(into frames: ImportedFrames) throws {
    var reader = COCOImport(frames: frames)
    try reader.readImages()
    try reader.readAnnotations()
  }

  private init(frames: ImportedFrames) { self.frames = frames }

  // MARK: Images

  private mutating func readImages() throws {
    let scanner = try JSONScanner(path: frames.path)
    try scanner.forEachKey { key in
      guard key == "images" else { return try scanner.skip() }
      try scanner.forEachElement { token in
        guard token == .beginObject else { throw scanner.bad("an image is not an object") }
        try readImage(scanner)
      }
    }
    guard !images.isEmpty else { throw scanner.bad("it has no images") }
    if images.allSatisfy({ $0.frame != nil }) {
      images.sort { ($0.frame ?? 0, $0.name) < ($1.frame ?? 0, $1.name) }
    } else {
      images.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    for (index, image) in images.enumerated() {
      guard indices.updateValue(index, forKey: image.id) == nil else {
        throw scanner.bad("two images have the ID \(image.id)")
      }
      try frames.addFrame(.init(name: image.name, time: image.time))
    }
    images = []
  }

  private mutating func readImage(_ scanner: JSONScanner) throws {
    var (id, width, height, frame, ticks): (Int?, Int?, Int?, Int?, Int?)
    var name = ""
    var timeBase: Rational?
    try scanner.forEachKeyInside { key in
      switch key {
      case "id": id = try scanner.integer()
      case "width": width = try scanner.integer()
      case "height": height = try scanner.integer()
      case "file_name": name = try scanner.text()
      case "frame": frame = try scanner.integer()
      case "pts": ticks = try scanner.integer()
      case "time_base": timeBase = Rational(fraction: try scanner.text())
      default: try scanner.skip()
      }
    }
    guard let id else { throw scanner.bad("an image has no ID") }
    guard let size = PictureSize(labelsOf: width, height, maxPixels: InputOptions.defaultMaxPixels) else {
      throw scanner.bad("the image \(id) has no possible width and height")
    }
    try frames.agree(on: size, scanner.bad("its images have several sizes, and labels have one"))
    guard images.count < ImportedFrames.maxFrames else {
      throw ExchangeError.tooMany(path: frames.path, what: "images", limit: ImportedFrames.maxFrames)
    }
    let time = ticks.flatMap { ticks in timeBase.map { MediaTime(ticks: Int64(ticks), timeBase: $0) } }
    images.append(Image(id: id, name: name.fileName, frame: frame, time: time))
  }

  // MARK: Annotations

  private func readAnnotations() throws {
    let scanner = try JSONScanner(path: frames.path)
    // Without track IDs, the objects of each image are numbered anew.
    var counts: [Int: Int] = [:]
    try scanner.forEachKey { key in
      guard key == "annotations" else { return try scanner.skip() }
      try scanner.forEachElement { token in
        guard token == .beginObject else { throw scanner.bad("an annotation is not an object") }
        var (image, track): (Int?, Int?)
        var segmentation: COCOSegmentation?
        try scanner.forEachKeyInside { key in
          switch key {
          case "image_id": image = try scanner.integer()
          case "track_id": track = try scanner.integer() ?? track
          case "attributes": track = try Self.track(inAttributes: scanner) ?? track
          case "segmentation": segmentation = try COCOSegmentation(scanner, after: scanner.next())
          default: try scanner.skip()
          }
        }
        guard let image, let frame = indices[image] else { throw scanner.bad("an annotation belongs to no image") }
        guard let segmentation, let size = frames.size else { return }
        var object = ImportedFrames.firstUnnumbered
        if let track {
          object = try frames.object(track: track, place: "annotation of image \(image)")
        } else {
          object += counts[image, default: 0]
          counts[image, default: 0] += 1
        }
        try frames.add(segmentation.mask(of: object, in: size, scanner), toFrame: frame)
      }
    }
  }

  /// CVAT writes the attributes of an object there.
  private static func track(inAttributes scanner: JSONScanner) throws -> Int? {
    let token = try scanner.next()
    guard token == .beginObject else {
      try scanner.skipRest(of: token)
      return nil
    }
    var track: Int?
    try scanner.forEachKeyInside { key in
      guard key == "track_id" else { return try scanner.skip() }
      switch try scanner.next() {
      case .number(let value): track = Int(exactly: value)
      case .string(let text): track = Int(String(decoding: text, as: UTF8.self))
      case let token: try scanner.skipRest(of: token)
      }
    }
    // The default of new objects.
    return track == 0 ? nil : track
  }
}

extension Rational {
  /// `1/90000`; nil unless it is a positive fraction of 32-bit numbers.
  init?(fraction text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map { Int32($0) ?? 0 }
    guard parts.count == 2, parts[0] > 0, parts[1] > 0 else { return nil }
    self.init(Int(parts[0]), Int(parts[1]))
  }
}
