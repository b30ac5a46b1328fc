import Imaging
import Media
import Pipeline
import Training

/// References at the working size.
struct ReferencePictures {
  private(set) var pictures: [Picture] = []
  /// The place of each pixel's class in ``classes``, or `Network.ignored`; nil without masks.
  private(set) var masks: [ClusterMap]?
  /// All classes of the masks, ascending.
  private(set) var classes: [UInt8] = []

  /// Reads and checks all images.
  ///
  /// - Parameters:
  ///   - references: at least one.
  ///   - settings: the working size.
  ///   - threads: ≥ 1.
  /// - Throws: ``ReferenceError``, `MediaError`.
  init(_ references: [Reference], _ settings: DecodeSettings, threads: Int) throws {
    guard references.count <= Pipeline.maxTrainingPictures else {
      throw ReferenceError.tooMany(limit: Pipeline.maxTrainingPictures)
    }
    let isMasked = references.contains { $0.mask != nil }
    var maps: [RegionMap] = []
    for reference in references {
      let video = try Video(opening: reference.image)
      guard video.isStill else { throw ReferenceError.notAnImage(path: reference.image) }
      let reader = try video.openFile(settings, threads: threads)
      guard let frame = try reader.next() else { throw ReferenceError.notAnImage(path: reference.image) }
      // What is learned from a part of a picture would be applied to the whole film.
      if let damage = reader.warnings.first { throw MediaError.decodingFailed(path: reference.image, reason: damage) }
      pictures.append(frame.workingPicture)
      guard isMasked else { continue }
      guard let mask = reference.mask else { throw ReferenceError.someWithoutMask(path: reference.image) }
      maps.append(try Self.classes(mask, size: frame.picture.size).resized(to: frame.workingPicture.size))
    }
    guard isMasked else { return }
    Self.readBlackAndWhite(&maps)
    let found = Set(maps.flatMap { Set($0.ids) }).subtracting([ScribbleImage.nothing]).sorted()
    guard found.count > 1 else {
      throw ReferenceError.fewClasses(path: references.lazy.compactMap(\.mask).first ?? "", count: found.count)
    }
    classes = found.map { UInt8(truncatingIfNeeded: $0) }
    var places = [UInt16](repeating: Network.ignored, count: 256)
    for (place, value) in found.enumerated() { places[Int(value)] = UInt16(place) }
    masks = maps.map { map in ClusterMap(size: map.size, labels: map.ids.map { places[Int($0)] }) }
  }

  /// Makes 255 the class 1 of masks that have no values but 0 and 255, as most programs write the mask of one object.
  private static func readBlackAndWhite(_ maps: inout [RegionMap]) {
    guard maps.contains(where: { $0.ids.contains(0) }),
      maps.allSatisfy({ $0.ids.allSatisfy { $0 == 0 || $0 == ScribbleImage.nothing } })
    else { return }
    for place in maps.indices {
      for n in maps[place].ids.indices where maps[place].ids[n] == ScribbleImage.nothing { maps[place].ids[n] = 1 }
    }
  }

  private static func classes(_ path: String, size: PictureSize) throws -> RegionMap {
    let map = try ScribbleImage.read(path: path)
    guard map.size == size else { throw ReferenceError.wrongSize(path: path, size: map.size, expected: size) }
    if let (value, x, y) = ScribbleImage.firstNonClass(of: map) {
      throw ReferenceError.badClass(path: path, value: value, x: x, y: y)
    }
    return map
  }
}
