import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles

extension Pipeline {
  /// A pipeline that ships (`default`, `paper`, `reference-code`, `preview`, `regions`,
  /// `webcam`) or the one in a YAML file.
  ///
  /// - Parameter threads: how many threads training may use; the labels do not depend on it.
  /// - Throws: `PipelineFileError`.
  public init(named nameOrPath: String, threads: Int = ProcessInfo.processInfo.activeProcessorCount) throws {
    self.init(settings: try PipelineFile.load(nameOrPath), threads: threads)
  }

  /// The segmented frames of a video, one by one:
  ///
  /// ```swift
  /// for try await frame in try pipeline.segment(Video(opening: "clip.mp4")) {
  ///   print(frame.time, frame.labels.areas().count)
  /// }
  /// ```
  ///
  /// - Throws: `MediaError` at once when the video can not be opened; while iterating, ``FrameError`` names the frame.
  public func segment(_ video: Video) throws -> SegmentedFrames {
    frames(of: try video.open(settings.decode, threads: threads))
  }

  /// Segments a video and writes the results.
  ///
  /// - Parameters:
  ///   - outputs: what to write, and where. Each file appears whole or not at all.
  ///   - overwrite: whether results of an earlier run may be replaced.
  ///   - progress: is told of every frame when it is written; returning false ends the run there, with what was
  ///     written so far made whole.
  /// - Returns: what was written.
  /// - Throws: `MediaError`, `SinkError` or ``FrameError``; what was written before is made whole first.
  @discardableResult
  public func write(
    _ video: Video, to outputs: [Output], overwrite: Bool = false,
    progress: (SegmentedFrame) -> Bool = { _ in true }
  ) async throws -> Summary {
    try Output.check(outputs, for: video, overwrite: overwrite)
    let source = try video.open(settings.decode, threads: threads)
    let format = VideoFormat(source)
    var sinks: [any Sink] = []
    do {
      for output in outputs {
        sinks.append(try output.sink(of: self, for: video, format: format, overwrite: overwrite))
      }
    } catch {
      for sink in sinks { await sink.discard() }
      throw error
    }
    var summary = try await frames(of: source).write(to: sinks, progress: progress)
    if video.losesStreams, outputs.contains(where: { if case .overlay = $0 { true } else { false } }) {
      summary.notes.append("sound, subtitles and chapters of piped input are not copied; give a file to keep them")
    }
    return summary
  }
}
