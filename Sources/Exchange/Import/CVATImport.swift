import Foundation
import Imaging
import Media

/// Reads CVAT's XML 1.1 for video or for images: masks, polygons and boxes.
///
/// Objects with the same attribute `track_id` are one track: CVAT gives every mask a track of its own. Without it, an
/// object of a track is the track, and an object of an image its own.
struct CVATImport {
  /// The most masks that are repeated until the next key frame of their tracks.
  private static let maxRepeated = 1_000_000

  private struct Shape {
    let kind: String
    let attributes: [String: String]
    var track: Int?
  }

  /// A mask of a track, valid until the next shape of it.
  private struct Current {
    let frame: Int
    var mask: ImportedFrames.Mask?
  }

  private let frames: ImportedFrames
  private let scanner: XMLScanner
  private var frameCount: Int?
  private var (width, height): (Int?, Int?)
  private var repeated = 0
  private var objects = 0
  /// By frame: image names.
  private var names: [Int: String] = [:]
  private var lastFrame = -1

  /// - Throws: ``ExchangeError``, `MediaError`.
  static func read(into frames: ImportedFrames) throws {
    var reader = try CVATImport(frames: frames)
    try reader.read()
  }

  private init(frames: ImportedFrames) throws {
    self.frames = frames
    scanner = try XMLScanner(path: frames.path)
  }

  private mutating func read() throws {
    guard case .begin("annotations", _) = try scanner.next() else {
      throw ExchangeError.unknownContent(path: frames.path)
    }
    while true {
      switch try scanner.next() {
      case .begin("meta", _): try readMeta()
      case .begin("track", let attributes): try readTrack(attributes)
      case .begin("image", let attributes): try readImage(attributes)
      case .begin: try skipElement()
      case .text: continue
      case .end: try finish()
      case .endOfFile: return
      }
    }
  }

  private mutating func finish() throws {
    guard frames.size != nil || setSize(width, height) else { throw scanner.bad("it has no size of the pictures") }
    let count = max(frameCount ?? 0, lastFrame + 1)
    guard count > 0 else { throw scanner.bad("it has no frames") }
    for index in 0..<count { try frames.addFrame(.init(name: names[index], number: names[index] == nil ? index : nil)) }
  }

  private func setSize(_ width: Int?, _ height: Int?) -> Bool {
    frames.size = PictureSize(labelsOf: width, height, maxPixels: InputOptions.defaultMaxPixels)
    return frames.size != nil
  }

  private func skipElement() throws {
    var depth = 1
    while depth > 0 {
      switch try scanner.next() {
      case .begin: depth += 1
      case .end: depth -= 1
      default: continue
      }
    }
  }

  /// The number of frames and the size, wherever they are in it.
  private mutating func readMeta() throws {
    var path: [String] = []
    while true {
      switch try scanner.next() {
      case .begin(let name, _): path.append(name)
      case .end:
        guard path.popLast() != nil else { return }
      case .text(let text):
        let number = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
        switch path.suffix(2) {
        case ["task", "size"], ["job", "size"]:
          frameCount = number.flatMap { (1...ImportedFrames.maxFrames).contains($0) ? $0 : nil }
        case ["original_size", "width"]: width = number
        case ["original_size", "height"]: height = number
        default: continue
        }
      case .endOfFile: return
      }
    }
  }

  private mutating func readImage(_ attributes: [String: String]) throws {
    let frame = try number("id", attributes)
    guard (0..<ImportedFrames.maxFrames).contains(frame) else { throw scanner.bad("an image has a frame out of range") }
    lastFrame = max(lastFrame, frame)
    names[frame] = attributes["name"]?.fileName
    let size = PictureSize(
      labelsOf: attributes["width"].flatMap { Int($0) }, attributes["height"].flatMap { Int($0) },
      maxPixels: InputOptions.defaultMaxPixels)
    guard let size else { throw scanner.bad("the image \(frame) has no possible width and height") }
    try frames.agree(on: size, scanner.bad("its images have several sizes, and labels have one"))
    while let shape = try nextShape(in: "image") {
      objects += 1
      guard let mask = try mask(shape, object: ImportedFrames.firstUnnumbered + objects, size) else { continue }
      try frames.add(mask, toFrame: frame)
    }
  }

  private mutating func readTrack(_ attributes: [String: String]) throws {
    guard frames.size != nil || setSize(width, height), let size = frames.size else {
      throw scanner.bad("a track comes before the size of the pictures (original_size)")
    }
    objects += 1
    let object = ImportedFrames.firstUnnumbered + objects
    var current: Current?
    while let shape = try nextShape(in: "track") {
      let frame = try number("frame", shape.attributes)
      guard (0..<(frameCount ?? ImportedFrames.maxFrames)).contains(frame), frame > current?.frame ?? -1 else {
        throw scanner.bad("the frames of a track are out of range or not in order")
      }
      try repeatMask(of: current, until: frame)
      lastFrame = max(lastFrame, frame)
      let isOutside = shape.attributes["outside"] == "1"
      let mask = isOutside ? nil : try mask(shape, object: object, size)
      if let mask { try frames.add(mask, toFrame: frame) }
      current = Current(frame: frame, mask: mask)
    }
    try repeatMask(of: current, until: frameCount ?? lastFrame + 1)
  }

  /// A shape stays until the next one of its track.
  private mutating func repeatMask(of current: Current?, until end: Int) throws {
    guard let current, let mask = current.mask, current.frame + 1 < end else { return }
    repeated += end - current.frame - 1
    guard repeated <= Self.maxRepeated else {
      throw ExchangeError.tooMany(path: frames.path, what: "masks that stay unchanged", limit: Self.maxRepeated)
    }
    for frame in current.frame + 1..<end { try frames.add(mask, toFrame: frame) }
  }

  /// The next shape in an image or a track with its attribute `track_id`; nil at the end.
  private func nextShape(in parent: String) throws -> Shape? {
    while true {
      switch try scanner.next() {
      case .end(parent): return nil
      case .begin(let kind, let attributes) where ["mask", "polygon", "box"].contains(kind):
        var shape = Shape(kind: kind, attributes: attributes)
        try readAttributes(of: &shape)
        return shape
      case .begin: try skipElement()
      case .text: continue
      default: throw scanner.bad("the \(parent) does not end")
      }
    }
  }

  private func readAttributes(of shape: inout Shape) throws {
    var isTrackID = false
    while true {
      switch try scanner.next() {
      case .begin("attribute", let attributes): isTrackID = attributes["name"] == "track_id"
      case .begin: try skipElement()
      case .text(let text) where isTrackID: shape.track = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
      case .text: continue
      case .end("attribute"): isTrackID = false
      case .end: return
      case .endOfFile: return
      }
    }
  }

  /// The mask of a shape; nil if it has no pixel in the picture.
  private func mask(_ shape: Shape, object: Int, _ size: PictureSize) throws -> ImportedFrames.Mask? {
    // 0 is the default of new objects.
    let object =
      if let track = shape.track, track != 0 {
        try frames.object(track: track, place: "line \(scanner.line)")
      } else { object }
    let layer = shape.attributes["z_order"].flatMap { Int32($0) } ?? 0
    if shape.kind == "mask" { return try runLengths(shape.attributes, object, Int(layer), size) }
    let polygon = try shape.kind == "box" ? box(shape.attributes) : corners(shape.attributes["points"] ?? "")
    do {
      return ImportedFrames.Mask(
        object: object, isByColumns: false, left: 0, top: 0, width: size.width, height: size.height,
        counts: try PolygonMask.counts(of: [polygon], in: size), layer: Int(layer))
    } catch {
      throw scanner.bad("the polygons of an object have too many or too long edges")
    }
  }

  private func runLengths(
    _ attributes: [String: String], _ object: Int, _ layer: Int, _ size: PictureSize
  ) throws -> ImportedFrames.Mask {
    let (left, top) = (try number("left", attributes), try number("top", attributes))
    let (width, height) = (try number("width", attributes), try number("height", attributes))
    guard left >= 0, top >= 0, width > 0, height > 0, left <= size.width - width, top <= size.height - height else {
      throw scanner.bad("a mask is not in the picture")
    }
    var counts: [Int] = []
    var sum = 0
    for word in (attributes["rle"] ?? "").split(separator: ",") {
      guard let count = Int(word.trimmingCharacters(in: .whitespaces)), (0...width * height).contains(count) else {
        throw scanner.bad("the run lengths of a mask are not numbers")
      }
      counts.append(count)
      sum += count
      guard sum <= width * height else { break }
    }
    guard sum == width * height else { throw scanner.bad("the run lengths of a mask are not those of its box") }
    return ImportedFrames.Mask(
      object: object, isByColumns: false, left: left, top: top, width: width, height: height, counts: counts,
      layer: layer)
  }

  private func box(_ attributes: [String: String]) throws -> [(x: Double, y: Double)] {
    let sides = ["xtl", "ytl", "xbr", "ybr"].compactMap { attributes[$0].flatMap { Double($0) } }.filter(\.isFinite)
    guard sides.count == 4 else { throw scanner.bad("a box has no corners") }
    return [(sides[0], sides[1]), (sides[2], sides[1]), (sides[2], sides[3]), (sides[0], sides[3])]
  }

  private func corners(_ text: String) throws -> [(x: Double, y: Double)] {
    try text.split(separator: ";").map { word in
      let numbers = word.split(separator: ",").compactMap { Double($0) }.filter(\.isFinite)
      guard numbers.count == 2 else { throw scanner.bad("a corner of a polygon is not two numbers") }
      return (numbers[0], numbers[1])
    }
  }

  private func number(_ name: String, _ attributes: [String: String]) throws -> Int {
    guard let number = attributes[name].flatMap({ Int32($0) }) else {
      throw scanner.bad("\(name) is not a whole number")
    }
    return Int(number)
  }
}
