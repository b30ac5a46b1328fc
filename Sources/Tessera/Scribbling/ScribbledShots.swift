import Imaging
import Labels
import Media
import Motion
import Parallelism
import Pipeline
import Regions

/// The classes of all supervoxels of shots with scribbles. Reads the pictures once, up to the last frame of such a shot.
struct ScribbledShots {
  /// By shot and supervoxel.
  private(set) var classes: [Int: [Int32: UInt8]] = [:]
  /// By scribbled frame: the classes whose pixels lie in supervoxels of another class, ascending.
  private(set) var strays: [Int: [UInt8]] = [:]

  private var graphs: [Int: SeededGraph] = [:]
  /// By scribbled frame: the supervoxels under the pixels of each class.
  private var touched: [Int: [UInt8: Set<Int32>]] = [:]
  private let scribbles: Scribbles
  private var classifier: ReferenceClassifier?
  /// The network looks at one frame of so many: it costs more than all else, and supervoxels last longer.
  private static let classifiedFrames = 4

  /// - Parameters:
  ///   - classifier: trained on references; nil without references.
  ///   - frames: of the labels.
  ///   - pictures: of the film.
  ///   - threads: for the motion, ≥ 1.
  ///   - isStopRequested: called after every frame.
  /// - Throws: ``RelabelError``, ``ScribbleError``, `MediaError`; `CancellationError` if it was stopped.
  init(
    _ scribbles: Scribbles, _ classifier: ReferenceClassifier?, _ frames: SavedFrames, _ pictures: SegmentedPictures,
    threads: Int, isStopRequested: () -> Bool
  ) throws {
    self.scribbles = scribbles
    self.classifier = classifier
    try read(frames, pictures, threads, isStopRequested)
    // Those of a film that ends early.
    for (shot, graph) in graphs { classes[shot] = graph.classified() }
    for (frame, byClass) in touched {
      guard let known = scribbles.timeline.shot(of: frame).flatMap({ classes[$0] }) else { continue }
      let stray = byClass.filter { own, numbers in numbers.contains { known[$0] != own } }.keys.sorted()
      if !stray.isEmpty { strays[frame] = stray }
    }
    graphs = [:]
    touched = [:]
    self.classifier = nil
  }

  private mutating func read(
    _ frames: SavedFrames, _ pictures: SegmentedPictures, _ threads: Int, _ isStopRequested: () -> Bool
  ) throws {
    let shots = Set(scribbles.classes.keys)
    let last = scribbles.timeline.visits.last { shots.contains($0.shot) }?.frames.upperBound ?? 0
    let ends = Dictionary(scribbles.timeline.visits.map { ($0.shot, $0.frames.upperBound) }, uniquingKeysWith: max)
    var tracker = ShotTracker(workers: Workers(count: threads))
    var previous: (shot: Int, seconds: Double)?
    for _ in 0..<last {
      if isStopRequested() { throw CancellationError() }
      guard let saved = try frames.next() else { return }
      let frame = try pictures.next(index: saved.index, time: saved.time, size: saved.map.size)
      let (picture, thumbnail) = (frame.workingPicture, frame.thumbnail)
      let seconds = saved.time.seconds
      defer { previous = (saved.shot, seconds) }
      guard shots.contains(saved.shot) else { continue }
      let correspondence =
        previous?.shot == saved.shot
        ? tracker.follow(picture, thumbnail, at: seconds).correspondence
        : tracker.enter(saved.shot, picture, thumbnail, at: seconds, after: previous?.seconds)
      try add(saved, picture, correspondence)
      // The shot does not return: memory does not grow with the film.
      if ends[saved.shot] == saved.index + 1, let graph = graphs.removeValue(forKey: saved.shot) {
        classes[saved.shot] = graph.classified()
      }
    }
  }

  private mutating func add(
    _ saved: SavedFrames.SavedFrame, _ picture: Picture, _ correspondence: FrameCorrespondence
  ) throws {
    var numbers = [Int32](repeating: -1, count: Int(saved.present.last?.slot ?? 0) + 1)
    for supervoxel in saved.present { numbers[Int(supervoxel.slot)] = supervoxel.number }
    let (size, full) = (picture.size, saved.map.size)
    let columns = (0..<size.width).map { (2 * $0 + 1) * full.width / (2 * size.width) }
    var map: [Int32] = []
    map.reserveCapacity(size.count)
    for y in 0..<size.height {
      let row = (2 * y + 1) * full.height / (2 * size.height) * full.width
      for column in columns { map.append(numbers[Int(saved.map.labels[row + column])]) }
    }
    var graph = graphs.removeValue(forKey: saved.shot) ?? SeededGraph(referenceClasses: scribbles.referenceClasses)
    graph.add(map, picture, correspondence)
    if graph.frames % Self.classifiedFrames == 1, let sets = classifier?.probabilities(of: map, in: picture) {
      for set in sets { graph.add(set.probabilities, to: set.number, pixels: set.pixels) }
    }
    if let drawn = try scribbles.classes(ofFrame: saved.index) {
      var votes: [UInt8: [Int32: Int]] = [:]
      for (slot, value) in zip(saved.map.labels, drawn.ids) where value != ScribbleImage.nothing {
        votes[UInt8(truncatingIfNeeded: value), default: [:]][numbers[Int(slot)], default: 0] += 1
      }
      for (own, pixels) in votes {
        for (number, count) in pixels { graph.vote(for: own, number, pixels: count) }
      }
      touched[saved.index] = votes.mapValues { Set($0.keys) }
    }
    graphs[saved.shot] = graph
  }
}
