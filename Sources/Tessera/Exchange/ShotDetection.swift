import Exchange
import Foundation
import Imaging
import Media
import Motion
import Parallelism
import Pipeline

/// Finds the cuts of a video by its motion, as a run does. Nothing is trained and nothing is segmented.
///
/// ```swift
/// let cuts = ShotDetection(of: try Video(opening: "clip.mp4"))
/// try await cuts.write(to: [(.edl, "clip.edl")])
/// ```
public struct ShotDetection: Sendable {
  public var threads = ProcessInfo.processInfo.activeProcessorCount
  /// Asked before each frame; true ends the detection, and nothing is written.
  public var isStopRequested: @Sendable () -> Bool = { false }
  private let video: Video

  public init(of video: Video) { self.video = video }

  /// Writes lists of cuts. Each file appears whole or not at all.
  ///
  /// - Parameters:
  ///   - outputs: formats and paths.
  ///   - overwrite: whether existing files may be replaced.
  /// - Returns: what was written, one line each; nil if it was ended.
  /// - Throws: ``ExchangeError``, `MediaError`, ``FrameError``; nothing was written.
  @discardableResult
  public func write(to outputs: [(format: CutListFormat, path: String)], overwrite: Bool = false) async throws
    -> [String]?
  {
    let lock = try RunLock(outputs.map { .export(.cuts($0.format), path: $0.path) })
    defer { lock.release() }
    try RunOutput.check(
      outputs.map { .export(.cuts($0.format), path: $0.path) }, reading: video.paths, frames: nil, overwrite: overwrite)
    guard let (list, rate) = try await list() else { return nil }
    var lines: [String] = []
    for output in outputs {
      try OutputFiles.write(Array(text(of: list, rate, as: output.format).utf8), to: output.path)
      lines.append(
        "\(output.format.rawValue): \(output.path) (\(list.shots.count) shot\(list.shots.count == 1 ? "" : "s"))")
    }
    return lines
  }

  /// The list as text; nil if it was ended.
  ///
  /// - Throws: `MediaError`, ``FrameError``.
  public func text(as format: CutListFormat) async throws -> String? {
    try await list().map { text(of: $0, $1, as: format) }
  }

  private func text(of list: CutList, _ frameRate: Rational?, as format: CutListFormat) -> String {
    format.text(of: list, title: video.stem, input: video.name, frameRate: frameRate)
  }

  /// The cuts and the frames per second, if known; nil if it was ended.
  private func list() async throws -> (CutList, Rational?)? {
    let settings = DecodeSettings()
    let source = try video.open(settings, threads: threads)
    let rate = source.frameRate
    var list = CutList(timeBase: source.timeBase, frameRate: rate)
    let threads = max(1, threads)
    // Neighbors are compared several pairs at a time, ahead of the tracker, which needs one comparison for most frames.
    let frames = DecodeStage(source).frames.through(PyramidStage(width: threads)).through(NeighborStage())
      .through(ComparisonStage(width: threads))
    var tracker = ShotTracker(workers: Workers(count: threads))
    for try await next in frames {
      guard !isStopRequested() else { return nil }
      let shot = tracker.shot(of: next.pyramid, explained: next.explained)
      list.add(frame: next.frame.index, at: next.frame.time, shot: shot)
    }
    return (list, rate)
  }
}

/// A frame on its way to the tracker. Its pictures are dropped.
private struct ShotFrame: Timed {
  let frame: Frame
  let pyramid: GrayPyramid
  /// The pyramid of the frame before it; nil for the first one, and when it is no longer needed.
  var previous: GrayPyramid?
  /// As ``ShotTracker/explained(_:by:)``.
  var explained: Double?
}

private struct PyramidStage: Stage {
  let name = "motion"
  let order: StageOrder

  init(width: Int) { order = .concurrent(width: width) }

  func process(_ frame: Frame) -> ShotFrame {
    let none = Picture(size: PictureSize(width: 1, height: 1), filledWith: RGBColor(red: 0, green: 0, blue: 0))
    return ShotFrame(
      frame: Frame(index: frame.index, time: frame.time, picture: none, workingPicture: none),
      pyramid: GrayPyramid(frame.workingPicture))
  }
}

/// Gives every frame the one before it.
private actor NeighborStage: Stage {
  nonisolated let name = "motion"
  nonisolated let order = StageOrder.sequential
  private var last: GrayPyramid?

  func process(_ frame: ShotFrame) -> ShotFrame {
    var frame = frame
    frame.previous = last
    last = frame.pyramid
    return frame
  }
}

private struct ComparisonStage: Stage {
  let name = "motion"
  let order: StageOrder

  init(width: Int) { order = .concurrent(width: width) }

  func process(_ frame: ShotFrame) -> ShotFrame {
    var frame = frame
    frame.explained = frame.previous.flatMap { ShotTracker.explained(frame.pyramid, by: $0) }
    frame.previous = nil
    return frame
  }
}
