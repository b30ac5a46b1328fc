import Foundation
import Imaging
import Labels
import Media

/// A folder of scribbles: PNG images that are named after frames.
struct ScribbleFolder: Sendable {
  /// What the name of an image says.
  enum Name: Equatable, Sendable {
    /// The index of a frame, from 0.
    case frame(Int)
    /// A presentation time in seconds.
    case time(Double)
    /// Neither; it may be the stem of a label image.
    case other
  }

  /// The paths of the images, in the order of their names.
  let paths: [String]
  private let folder: String

  /// The most images; each is read twice.
  static let maxImages = 100_000

  /// Lists the folder. No image is read.
  ///
  /// - Throws: ``ScribbleError``, `MediaError`.
  init(_ folder: String) throws {
    self.folder = folder
    if MediaInput.isRegularFile(folder) { throw ScribbleError.notAFolder(path: folder) }
    let names = try MediaInput.names(inFolder: folder).filter { !$0.hasPrefix(".") }
    paths = names.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
      .map { folder.appending(component: $0) }
    guard !paths.isEmpty else { throw ScribbleError.noImages(folder: folder) }
    if let other = paths.first(where: { $0.fileExtension.lowercased() != "png" }) {
      throw ScribbleError.notAnImage(path: other)
    }
    guard paths.count <= Self.maxImages else {
      throw MediaError.notReadable(path: folder, reason: "it has more than \(Self.maxImages) images")
    }
  }

  static func name(of path: String) -> Name {
    let stem = path.fileStem
    if !stem.isEmpty, stem.utf8.allSatisfy({ (48...57).contains($0) }) { return .frame(Int(stem) ?? .max) }
    return TimeText.seconds(stem).map { .time($0) } ?? .other
  }

  /// Checks every image, as far as it can be done without labels.
  ///
  /// - Parameters:
  ///   - size: of the frames; nil: not known.
  ///   - allowsOtherNames: whether an image may have the name of a label image.
  /// - Throws: ``ScribbleError``, `MediaError`.
  func check(size: PictureSize?, allowsOtherNames: Bool) throws {
    for path in paths {
      if !allowsOtherNames, Self.name(of: path) == .other { throw ScribbleError.unknownName(path: path) }
      _ = try Self.classes(path, size: size)
    }
  }

  /// The classes of an image's pixels; `nothing` where nothing is drawn.
  ///
  /// - Throws: ``ScribbleError``, `MediaError`.
  static func classes(_ path: String, size: PictureSize?) throws -> RegionMap {
    let map = try ScribbleImage.read(path: path)
    if let size, map.size != size { throw ScribbleError.wrongSize(path: path, size: map.size, expected: size) }
    if let (value, x, y) = ScribbleImage.firstNonClass(of: map) {
      throw ScribbleError.badClass(path: path, value: value, x: x, y: y)
    }
    guard map.ids.contains(where: { $0 != ScribbleImage.nothing }) else {
      throw ScribbleError.nothingDrawn(path: path)
    }
    return map
  }
}

/// The scribbles of saved labels: images by frame. Memory grows with the images, not with their pixels.
struct Scribbles: Sendable {
  let size: PictureSize
  /// The classes of references, ascending, which all shots have; empty without references.
  let referenceClasses: [UInt8]
  /// By frame.
  let paths: [Int: String]
  /// By shot: the classes, ascending.
  let classes: [Int: [UInt8]]
  let timeline: ShotTimeline

  /// Reads and checks all images.
  ///
  /// - Parameters:
  ///   - folder: nil: without scribbles.
  ///   - referenceClasses: ascending; empty without references.
  ///   - labels: that are scribbled on.
  ///   - size: of the frames.
  /// - Throws: ``ScribbleError``, `MediaError`.
  init(
    _ folder: ScribbleFolder?, referenceClasses: [UInt8] = [], for labels: SavedLabels, size: PictureSize
  ) throws {
    self.size = size
    self.referenceClasses = referenceClasses
    let images = folder?.paths ?? []
    let names = images.map { ScribbleFolder.name(of: $0) }
    let times = names.compactMap { if case .time(let seconds) = $0 { seconds } else { nil } }
    timeline = try ShotTimeline(index: labels.files.index, times: times)
    let framesByName = try Self.framesByName(images, labels)
    var paths: [Int: String] = [:]
    for (path, name) in zip(images, names) {
      // The name of a label image may be a number that is not that of its frame.
      let found: Int? =
        switch name {
        case _ where framesByName[path.fileStem] != nil: framesByName[path.fileStem]
        case .frame(let index): index < timeline.frames ? index : nil
        case .time(let seconds): timeline.moments[seconds]?.frame
        case .other: throw ScribbleError.unknownName(path: path)
        }
      guard let frame = found else {
        throw ScribbleError.noFrame(
          path: path, frames: timeline.frames, first: timeline.first, last: timeline.last)
      }
      if let other = paths[frame] { throw ScribbleError.sameFrame(path: path, other: other, frame: frame) }
      paths[frame] = path
    }
    self.paths = paths
    classes = try Self.classes(paths, referenceClasses, timeline, size)
  }

  /// The classes of each shot.
  private static func classes(
    _ paths: [Int: String], _ referenceClasses: [UInt8], _ timeline: ShotTimeline, _ size: PictureSize
  ) throws -> [Int: [UInt8]] {
    var found: [Int: (classes: Set<UInt8>, path: String)] = [:]
    if !referenceClasses.isEmpty {
      for visit in timeline.visits { found[visit.shot] = (Set(referenceClasses), "") }
    }
    for (frame, path) in paths.sorted(by: { $0.key < $1.key }) {
      let map = try ScribbleFolder.classes(path, size: size)
      guard let shot = timeline.shot(of: frame) else { continue }
      let own = Set(map.ids.lazy.filter { $0 != ScribbleImage.nothing }.map { UInt8(truncatingIfNeeded: $0) })
      found[shot] = (own.union(found[shot]?.classes ?? []), found[shot]?.path ?? path)
    }
    for (shot, (classes, path)) in found.sorted(by: { $0.key < $1.key }) {
      if let only = classes.first, classes.count == 1 {
        throw ScribbleError.oneClass(path: path, shot: shot, class: only)
      }
    }
    return found.mapValues { $0.classes.sorted() }
  }

  /// The frames whose label images have names of their own, by stem, as far as an image has that stem.
  private static func framesByName(_ paths: [String], _ labels: SavedLabels) throws -> [String: Int] {
    let stems = Set(paths.map(\.fileStem))
    var frames: [String: Int] = [:]
    var index = try FrameIndex(path: labels.files.index)
    while let row = try index.next() {
      if let name = row.name, stems.contains(name), frames[name] == nil { frames[name] = row.index }
    }
    return frames
  }

  /// What is said of the shots with scribbles, one line each, and of the references.
  func lines(largestClass: UInt8) -> [String] {
    func words(_ classes: [UInt8]) -> String { "classes \(classes.map(String.init).joined(separator: ", "))" }
    let scribbled = Set(paths.keys.compactMap { timeline.shot(of: $0) })
    var lines = referenceClasses.isEmpty ? [] : ["references: all shots: \(words(referenceClasses))"]
    lines += classes.filter { scribbled.contains($0.key) }.sorted { $0.key < $1.key }.map { shot, classes in
      "scribbles: shot \(shot), \(timeline.words(of: shot)): \(words(classes))"
    }
    if classes.values.contains(where: { $0.first == 0 }) {
      lines.append(
        "\(scribbled.isEmpty ? "references" : "scribbles"): class 0 is region \(Int(largestClass) + 1), the others have their "
          + "own numbers")
    }
    return lines
  }

  /// The classes of a frame's pixels; nil for a frame without scribbles.
  ///
  /// - Throws: ``ScribbleError``, `MediaError`.
  func classes(ofFrame frame: Int) throws -> RegionMap? {
    try paths[frame].map { try ScribbleFolder.classes($0, size: size) }
  }
}
