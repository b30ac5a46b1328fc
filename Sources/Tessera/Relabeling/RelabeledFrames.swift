import Imaging
import Labels
import Media
import Pipeline
import Regions
import Rendering
import Tracking

/// Frames with other labels than those that were saved.
protocol RelabeledSource: Actor {
  /// The format of the labels and pictures.
  nonisolated var format: VideoFormat { get }
  /// The next frame; nil at the end.
  func next() throws -> SegmentedFrame?
  /// The mean number of regions per frame so far, without those that a cut does not count.
  var meanRegions: Double { get }
  /// Warnings about the pictures, one line each.
  var warnings: [String] { get }
}

/// Frames with labels from another cut of the merge tree.
actor RelabeledFrames: RelabeledSource {
  private let frames: SavedFrames
  private let table: SupervoxelTable
  private let cut: TreeCut
  private let scribbled: ScribbledTree?
  /// Of the last frame: by number, the founder of a supervoxel's region.
  private var founders: (level: Float, founders: [Int32])?
  /// Nil if the pictures are not needed.
  private let pictures: SegmentedPictures?
  nonisolated let format: VideoFormat
  /// The region numbers assigned so far, by founder; and the largest.
  private var regions: [Int32: UInt16] = [:]
  private var largest = 0
  private var colors: RegionColors
  /// The counted regions of all frames so far, and the frames.
  private var counted = (regions: 0, frames: 0)

  /// - Parameters:
  ///   - cut: where the trees of the shots are cut.
  ///   - scribbled: the tree of the scribbled classes, which takes the place of the saved one.
  ///   - palette: the colors that regions have already.
  ///   - video: the segmented video, if its pictures are needed; nil: frames have no pictures.
  ///   - settings: for decoding.
  ///   - threads: for decoding, ≥ 1.
  /// - Throws: `MediaError`.
  init(
    _ labels: SavedLabels, table: SupervoxelTable, cut: TreeCut, scribbled: ScribbledTree? = nil,
    palette: Palette = .standard, video: Video?, settings: DecodeSettings, threads: Int
  ) throws {
    colors = RegionColors(palette)
    self.table = scribbled?.table ?? table
    self.cut = cut
    self.scribbled = scribbled
    let frames = try SavedFrames(labels, table: table, threads: threads)
    if let video {
      let source = try SegmentedPictures(
        video, of: labels.files.name, thumbnails: labels.origin.thumbnails, settings: settings, threads: threads)
      format = source.format
      pictures = source
    } else {
      format = VideoFormat(
        size: frames.size, timeBase: try labels.timeBase(), frameRate: frames.frameRate,
        sampleAspectRatio: frames.sampleAspectRatio)
      pictures = nil
    }
    self.frames = frames
    guard let scribbled else { return }
    let highest = UInt16(scribbled.largestClass)
    for (founder, own) in scribbled.classOfFounder { regions[founder] = own == 0 ? highest + 1 : UInt16(own) }
    largest = Int(regions.values.max() ?? 0)
  }

  /// The next frame; nil at the end.
  ///
  /// - Throws: ``RelabelError``, `MediaError`.
  func next() throws -> SegmentedFrame? {
    guard let read = try frames.next() else { return nil }
    let saved = try scribbled?.frame(read) ?? read
    let level = cut.level(of: saved)
    let founders = founders(at: level)
    var regionOfSlot = [UInt16](repeating: 0, count: Int(saved.present.last?.slot ?? 0) + 1)
    var areas: [UInt16: Int] = [:]
    for founder in Set(saved.present.map { founders[Int($0.number)] }).sorted() { _ = try region(foundedBy: founder) }
    for supervoxel in saved.present {
      let region = try region(foundedBy: founders[Int(supervoxel.number)])
      regionOfSlot[Int(supervoxel.slot)] = region
      areas[region, default: 0] += supervoxel.area
    }
    let minArea = RegionCounts.countedShare * Double(saved.map.size.count)
    counted.regions += areas.values.count { Double($0) > minArea }
    counted.frames += 1
    let map = saved.map.labels(of: regionOfSlot)
    let source = try picture(of: saved)
    // Without pictures, other regions have the standard colors.
    if pictures != nil { colors.add(map, in: source.picture) }
    var frame = SegmentedFrame(
      frame: source, labels: map, iterations: 0, loss: nil,
      events: FrameEvents(shot: saved.shot, change: saved.change), palette: colors.palette)
    frame.supervoxels = SupervoxelFrame(
      map: saved.map, finalized: saved.finalized.map { table[$0].finalSupervoxel }, level: level,
      workingSize: table.workingSize)
    return frame
  }

  /// By number, the founders of the regions at a frame's level.
  private func founders(at level: Float) -> [Int32] {
    switch cut {
    case .shots(let levels):
      // One table holds all shots.
      if let founders { return founders.founders }
      founders = (level, table.founders(at: levels))
    case .saved:
      if let founders, founders.level == level { return founders.founders }
      founders = (level, table.founders { _ in level })
    }
    return founders?.founders ?? []
  }

  var meanRegions: Double { Double(counted.regions) / Double(max(1, counted.frames)) }

  var warnings: [String] { pictures?.warnings ?? [] }

  /// Regions are numbered in order of appearance, within a frame by founder, as in a run.
  private func region(foundedBy founder: Int32) throws -> UInt16 {
    if let region = regions[founder] { return region }
    guard largest < Int(UInt16.max) else { throw RelabelError.tooManyRegions(limit: Int(UInt16.max)) }
    largest += 1
    regions[founder] = UInt16(largest)
    return UInt16(largest)
  }

  private func picture(of saved: SavedFrames.SavedFrame) throws -> Frame {
    guard let pictures else {
      return Frame(withoutPicture: saved.index, time: saved.time, name: saved.name, source: saved.source)
    }
    return try pictures.next(index: saved.index, time: saved.time, size: saved.map.size)
  }
}

extension Frame {
  /// A frame of which only the labels are known.
  init(withoutPicture index: Int, time: MediaTime, name: String?, source: String?) {
    let none = Picture(size: PictureSize(width: 1, height: 1), filledWith: RGBColor(red: 0, green: 0, blue: 0))
    self.init(index: index, time: time, picture: none, workingPicture: none)
    (self.name, self.source) = (name, source)
  }
}
