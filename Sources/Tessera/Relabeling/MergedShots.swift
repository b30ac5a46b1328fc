import Imaging
import Labels
import Media
import Parallelism
import Pipeline
import Regions

/// The unions of regions in the shots of labels without supervoxels: a merge tree for each shot, and where it is cut.
struct MergedShots: Sendable {
  private let shots: [Int: (tree: LabelTree, level: Float)]

  /// The most pairs of adjacent regions, which are kept in memory while the labels are read.
  private static let maxBorders = 1 << 22

  /// Reads the labels twice, and the video once.
  ///
  /// - Parameters:
  ///   - count: in each shot, the lowest level from which there are at most this many regions a frame on average.
  ///   - settings: for decoding.
  ///   - threads: ≥ 1.
  ///   - isStopRequested: asked at every frame.
  /// - Throws: ``RelabelError``, `MediaError`, `LabelError`; `CancellationError` if it was stopped.
  init(
    _ labels: SavedLabels, atMost count: Int, in video: Video, _ settings: DecodeSettings, threads: Int,
    isStopRequested: () -> Bool
  ) throws {
    let trees = try Self.trees(labels, video, settings, threads, isStopRequested)
    var counts = trees.mapValues(\.counts)
    let maps = try SavedMaps(labels.files.name, threads: threads)
    while let entry = try maps.next() {
      if isStopRequested() { throw CancellationError() }
      let (shot, areas) = (entry.shot ?? 0, try entry.labels().areas())
      if let tree = trees[shot] { counts[shot]?.add(tree.numbered(areas), of: maps.size.count) }
    }
    var shots: [Int: (LabelTree, Float)] = [:]
    for (shot, tree) in trees { shots[shot] = (tree, counts[shot]?.level(for: count) ?? 0) }
    self.shots = shots
  }

  private static func trees(
    _ labels: SavedLabels, _ video: Video, _ settings: DecodeSettings, _ threads: Int, _ isStopRequested: () -> Bool
  ) throws -> [Int: LabelTree] {
    let maps = try SavedMaps(labels.files.name, threads: threads)
    let pictures = try SegmentedPictures(
      video, of: labels.files.name, thumbnails: labels.origin.thumbnails, settings: settings, threads: threads)
    let workers = Workers(count: threads)
    var graphs: [Int: LabelGraph] = [:]
    var borders = 0
    while let entry = try maps.next() {
      if isStopRequested() { throw CancellationError() }
      let picture = try pictures.next(index: entry.index, time: entry.time, size: maps.size).picture
      var graph = graphs.removeValue(forKey: entry.shot ?? 0) ?? LabelGraph()
      borders -= graph.borderCount
      graph.add(try entry.labels(), in: LabPlanes(picture, workers: workers))
      borders += graph.borderCount
      graphs[entry.shot ?? 0] = graph
      guard borders <= maxBorders else {
        throw RelabelError.tooManyBorders(path: labels.files.name, limit: maxBorders)
      }
    }
    return graphs.mapValues(\.tree)
  }

  /// By label, the region of a shot.
  func regions(of shot: Int) -> [UInt16] { shots[shot].map { $0.tree.regions(at: $0.level) } ?? [] }
}
