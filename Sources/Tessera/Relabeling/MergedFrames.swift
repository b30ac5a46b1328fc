import Imaging
import Labels
import Media
import Pipeline
import Regions
import Rendering
import Tracking

/// The frames of labels without supervoxels, with unions of their regions. A region keeps its number and its color; a
/// union has those of its oldest region in the shot.
actor MergedFrames: RelabeledSource {
  private let maps: SavedMaps
  /// Nil: the regions are as they are.
  private let unions: MergedShots?
  /// Nil if the pictures are not needed.
  private let pictures: SegmentedPictures?
  nonisolated let format: VideoFormat
  /// By label, the regions of the last frame's shot.
  private var current: (shot: Int, regions: [UInt16])?
  private var counted = (regions: 0, frames: 0)

  /// - Parameters:
  ///   - video: the segmented video, if its pictures are needed; nil: frames have no pictures.
  ///   - settings: for decoding.
  ///   - threads: for decoding, ≥ 1.
  /// - Throws: `MediaError`, `LabelError`.
  init(
    _ labels: SavedLabels, unions: MergedShots?, video: Video?, settings: DecodeSettings, threads: Int
  ) throws {
    self.unions = unions
    let maps = try SavedMaps(labels.files.name, threads: threads)
    let pictures = try video.map {
      try SegmentedPictures(
        $0, of: labels.files.name, thumbnails: labels.origin.thumbnails, settings: settings, threads: threads)
    }
    format =
      pictures?.format
      ?? VideoFormat(
        size: maps.size, timeBase: maps.timeBase, frameRate: maps.frameRate, sampleAspectRatio: maps.sampleAspectRatio)
    (self.maps, self.pictures) = (maps, pictures)
  }

  func next() throws -> SegmentedFrame? {
    guard let entry = try maps.next() else { return nil }
    var map = try entry.labels()
    if let unions {
      let regions = regions(of: entry.shot ?? 0, in: unions)
      map = LabelMap(size: map.size, labels: map.labels.map { Int($0) < regions.count ? regions[Int($0)] : $0 })
    }
    let minArea = RegionCounts.countedShare * Double(map.size.count)
    counted.regions += map.areas().count { $0.label > 0 && Double($0.area) > minArea }
    counted.frames += 1
    let frame =
      try pictures?.next(index: entry.index, time: entry.time, size: map.size)
      ?? Frame(withoutPicture: entry.index, time: entry.time, name: entry.name, source: entry.source)
    return SegmentedFrame(
      frame: frame, labels: map, iterations: 0, loss: nil, events: FrameEvents(shot: entry.shot ?? 0),
      palette: maps.palette)
  }

  private func regions(of shot: Int, in unions: MergedShots) -> [UInt16] {
    if let current, current.shot == shot { return current.regions }
    let regions = unions.regions(of: shot)
    current = (shot, regions)
    return regions
  }

  var meanRegions: Double { Double(counted.regions) / Double(max(1, counted.frames)) }
  var warnings: [String] { pictures?.warnings ?? [] }
}
