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
    var search = ShotSearch(workers: Workers(count: max(1, threads)))
    var last: (index: Int, time: MediaTime)?
    do {
      while let frame = try await source.nextUnconverted() {
        guard !isStopRequested() else { return nil }
        try Task.checkCancellation()
        let shot = try search.shot(ofNext: frame.thumbnail, at: frame.time.seconds, frame.workingPicture)
        list.add(frame: frame.index, at: frame.time, shot: shot)
        last = (frame.index, frame.time)
      }
    } catch let error as MediaError {
      guard let last else { throw error }
      throw FrameError(stage: "decode", index: last.index, time: last.time, isAfterFrame: true, cause: error)
    }
    return (list, rate)
  }
}
