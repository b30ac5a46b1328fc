import Imaging
import Media
import Motion
import Parallelism
import Pipeline
import Segmentation
import Superpixels
import Training

/// All frames of a film, decoded once: their index, and what they cost.
struct FilmScan {
  private(set) var index = FilmIndex()
  let workingSize: PictureSize
  let timeBase: Rational
  private let video: Video
  /// Seconds per frame: to decode it, and to find its motion.
  private let decode, motion: Double
  /// The first frames of a shot, of which segmenting is measured.
  private var sample: [(picture: Picture, correspondence: FrameCorrespondence)] = []

  private static let sampleFrames = 5

  init(_ video: Video, _ pipeline: Pipeline, progress: (Int) -> Void) throws {
    self.video = video
    workingSize = pipeline.settings.decode.size.size(for: video.size)
    let reader = try video.openFile(pipeline.settings.decode, threads: pipeline.threads)
    timeBase = reader.timeBase
    var search = ShotSearch(workers: Workers(count: pipeline.threads))
    var (decoding, tracking, tracked) = (Duration.zero, Duration.zero, 0.0)
    let clock = ContinuousClock()
    while true {
      let start = clock.now
      guard let frame = try reader.next() else { break }
      try Task.checkCancellation()
      let decoded = clock.now
      let (picture, thumbnail, seconds) = (frame.workingPicture, frame.thumbnail, frame.time.seconds)
      if sample.count < Self.sampleFrames {
        let correspondence = try search.next(picture, thumbnail, at: seconds)
        tracking += decoded.duration(to: clock.now)
        tracked += 1
        if correspondence.backward == nil { sample = [] }
        sample.append((picture, correspondence))
        index.append(frame, shot: correspondence.shot)
      } else {
        index.append(frame, shot: try search.shot(ofNext: thumbnail, at: seconds) { picture })
      }
      decoding += start.duration(to: decoded)
      progress(index.count)
    }
    decode = decoding / .seconds(1) / Double(max(1, index.count))
    motion = tracking / .seconds(1) / max(1, tracked)
  }

  /// The estimates of a plan's chunks. Segmenting is measured on a few frames.
  func costs(of plan: JobPlan, _ pipeline: Pipeline) throws -> JobCosts {
    var costs = JobCosts()
    (costs.decode, costs.motion, costs.threads) = (decode, motion, pipeline.threads)
    (costs.firstFrame, costs.laterFrame) = try segmenting(pipeline)
    let fromStart = try plan.chunks.map { try needsStart($0, pipeline) }
    costs.chunks = zip(plan.chunks, fromStart).map { chunk, fromStart in
      let passed = fromStart ? chunk.ranges.first?.first ?? 0 : 0
      let frames = chunk.frames + chunk.extraFrames
      let seconds =
        Double(frames + passed) * decode + Double(frames) * (motion + costs.laterFrame)
        + Double(chunk.firstFrames) * costs.firstFrame
      return JobCosts.Chunk(
        seconds: seconds, memory: memory(chunk, pipeline),
        disk: chunk.records * Self.diskBytes(workingSize, isPart: chunk.isPart), decodedOnly: passed)
    }
    return costs
  }

  /// Whether the first frame of a chunk is not where the file's index leads.
  private func needsStart(_ chunk: JobPlan.Chunk, _ pipeline: Pipeline) throws -> Bool {
    guard let first = chunk.ranges.first?.first, first > 0 else { return false }
    let start = FrameStart(index: first, ticks: index.ticks[first], seeks: true)
    guard let frame = try? video.openFile(pipeline.settings.decode, threads: pipeline.threads, from: start).next()
    else {
      return true
    }
    return !index.hasTime(of: frame) || !index.hasPicture(of: frame)
  }

  /// Seconds for the first frame of a shot beyond those of a later one, and for a later one.
  private func segmenting(_ pipeline: Pipeline) throws -> (first: Double, later: Double) {
    guard pipeline.settings.segment.method == .cnn, sample.count > 1 else { return (0, 0.05) }
    let workers = Workers(count: pipeline.threads)
    var segmenter = SelfTrainingSegmenter(pipeline.settings.segment, workers: workers)
    segmenter.describesSuperpixels = true
    let slic = SLIC(pipeline.settings.superpixels, workers: workers)
    let clock = ContinuousClock()
    var times: [Double] = []
    for (picture, correspondence) in sample {
      let start = clock.now
      let lab = LabPlanes(picture)
      _ = try segmenter.segment(
        SegmenterInput(
          picture: picture, lab: lab, superpixels: slic.superpixels(of: picture, lab: lab).0,
          correspondence: correspondence))
      times.append(start.duration(to: clock.now) / .seconds(1))
    }
    // Regions take about an eighth of the time of a later frame.
    let later = times.dropFirst().reduce(0, +) / Double(times.count - 1) * 9 / 8
    return (max(0, times[0] - later), later)
  }

  /// The program, the maps of the network, the frames on the way, and, with regions, those that wait for them, and the states
  /// of the tracker; measured.
  private func memory(_ chunk: JobPlan.Chunk, _ pipeline: Pipeline) -> Int {
    let pixels = workingSize.count
    let network = Network.bytes(of: pipeline.settings.segment.architecture, pixels: pixels)
    let (batchSize, lookAhead) = pipeline.regionLookAhead(for: video.size)
    let waiting = chunk.isPart ? 0 : 64 << 20 + (lookAhead + 2 * batchSize) * 9 * pixels
    return 64 << 20 + network + waiting + 16 * (3 * video.size.count + 40 * pixels)
  }

  /// Of a frame in a chunk's file, measured on films of several kinds. Of a divided shot it is the description of the parts,
  /// and the picture at the working size.
  private static func diskBytes(_ size: PictureSize, isPart: Bool) -> Int {
    isPart ? 40_000 + 2 * size.count : 2_000 + size.count / 8
  }
}
