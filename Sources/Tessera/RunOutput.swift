import Exchange
import Foundation
import Imaging
import Labels
import Media
import Pipeline
import PipelineFiles

/// A kind of output and its destination. All paths are taken literally.
public enum RunOutput: Sendable, Equatable {
  /// A video of the tinted pictures: H.264 in .mp4, .mov or .mkv, VP9 in .webm; nil: Matroska to standard output.
  case overlay(path: String?)
  /// The tinted pictures to standard output without times and sound: as YUV4MPEG2 with a rate (frames per second;
  /// nil: that of the video, measured if undeclared), or as raw RGB rows.
  case overlayStream(PictureStreamFormat, rate: Rational? = nil)
  /// The tinted picture of a single still: .png, .jpg or .webp.
  case overlayImage(path: String)
  /// A folder with one label image per frame, an index and a table of tracks.
  case labels(folder: String)
  /// A lossless video of the label maps, .mkv, with index and table.
  case labelVideo(path: String)
  /// One MD5 per label map; nil: to standard output.
  case digests(path: String?)
  /// The labels in the format of another tool. A run with it can be resumed if it also writes a label folder or video.
  case export(ExportFormat, path: String)
  /// No output: results are discarded.
  case null

  /// The files and folders that are written.
  package var paths: [String] {
    switch self {
    case .overlay(let path?), .overlayImage(let path), .labels(let path), .digests(let path?), .export(_, let path):
      [path]
    case .labelVideo(let path): LabelVideoSink.files(path)
    case .overlay(nil), .overlayStream, .digests(nil), .null: []
    }
  }

  /// Whether a path is a file that it writes, or may write.
  package func owns(_ path: String) -> Bool {
    guard case .labels(let folder) = self else { return paths.contains { OutputFiles.areSame($0, path) } }
    return OutputFiles.areSame(folder, path) || LabelFolderSink.owns(path, in: folder)
  }

  /// The free bytes on its disk; nil if unknown.
  package var freeBytes: Int64? { paths.first.flatMap(OutputFiles.freeBytes) }

  /// Whether it has a frame rate instead of times.
  package var hasRate: Bool { if case .overlayStream(.y4m, _) = self { true } else { false } }

  /// Whether it goes to standard output, which is then reserved for it.
  public var isStandardOutput: Bool {
    switch self {
    case .overlay(nil), .overlayStream, .digests(nil): true
    default: false
    }
  }

  /// Throws if these outputs can not be written; nothing is decoded and no file touched.
  ///
  /// - Throws: `SinkError`, `MediaError`.
  public static func check(_ outputs: [RunOutput], for video: Video, overwrite: Bool) throws {
    try check(outputs, reading: video.paths, frames: video.expectedFrames, overwrite: overwrite)
  }

  /// - Parameters:
  ///   - inputs: the files that are read.
  ///   - frames: the approximate number of frames; nil if unknown.
  static func check(_ outputs: [RunOutput], reading inputs: [String], frames: Int?, overwrite: Bool) throws {
    if outputs.count(where: \.isStandardOutput) > 1 { throw SinkError.namedTwice(path: "standard output") }
    try check(outputs, areNot: inputs)
    for (place, output) in outputs.enumerated() {
      for path in output.paths {
        if outputs.enumerated().contains(where: { $0 != place && $1.owns(path) }) {
          throw SinkError.namedTwice(path: path)
        }
      }
      guard let path = output.paths.first else { continue }
      if case .export = output {
        for case .labels(let folder) in outputs where OutputFiles.isInside(path, folder: folder) {
          throw SinkError.inLabelFolder(path: path, folder: folder)
        }
      }
      switch output {
      case .overlayImage where frames ?? 2 > 1: throw SinkError.onePicture(path: path)
      case .overlay: try VideoWriter.check(path: path, overwrite: overwrite)
      case .labels: try LabelFolderSink.check(folder: path, overwrite: overwrite)
      case .labelVideo: try LabelVideoSink.check(path: path, overwrite: overwrite)
      case .export(let format, _): try format.check(path: path, overwrite: overwrite)
      default: try OutputFiles.checkTarget(path, overwrite: overwrite)
      }
    }
  }

  /// Throws if an output is a file that is read, or a folder with one.
  static func check(_ outputs: [RunOutput], areNot inputs: [String]) throws {
    for output in outputs {
      for path in output.paths {
        for input in inputs {
          let isInside = output.isFolder && folders(of: input).contains { OutputFiles.areSame(path, $0) }
          if OutputFiles.areSame(path, input) || isInside { throw SinkError.isTheInput(path: path) }
        }
      }
    }
  }

  /// The folder of a file and, for a link, the folder of its target.
  private static func folders(of path: String) -> [String] {
    [path, OutputFiles.target(of: path)].map { $0.folderName.isEmpty ? "." : $0.folderName }
  }

  /// - Parameters:
  ///   - origin: written next to labels.
  ///   - streams: the file whose sound, subtitles and metadata are included; nil for none.
  ///   - isResumable: whether the run writes checkpoints.
  ///   - state: the state to resume from.
  func sink(
    of pipeline: Pipeline, origin: LabelOrigin, streams: StreamSource?, format: VideoFormat, overwrite: Bool,
    replacesForeign: Bool? = nil, isResumable: Bool = false, from state: SinkState? = nil
  ) throws -> any Sink {
    let settings = pipeline.settings
    if let state, !fits(state) {
      throw CheckpointError.damaged(path: paths.first ?? "", reason: "it has another output")
    }
    return switch self {
    case .overlay(let path):
      try OverlaySink(
        path: path, format: format, streams: streams, overlay: settings.overlay, encoding: settings.encoding,
        threads: pipeline.threads, overwrite: overwrite, isResumable: isResumable, from: state?.overlay)
    case .overlayStream(let stream, let rate):
      try OverlayStreamSink(stream, of: format, rate: rate, overlay: settings.overlay, threads: pipeline.threads)
    case .overlayImage(let path):
      try OverlayImageSink(
        path: path, overlay: settings.overlay, threads: pipeline.threads, overwrite: overwrite)
    case .labels(let folder):
      try LabelFolderSink(
        folder: folder, settings: settings.labels, origin: origin, pipeline: PipelineFile.print(settings),
        format: format, threads: pipeline.threads, overwrite: overwrite, replacesForeign: replacesForeign,
        isResumable: isResumable, from: state?.labels)
    case .labelVideo(let path):
      try LabelVideoSink(
        path: path, settings: settings.labels, format: format, origin: origin,
        pipeline: PipelineFile.print(settings), threads: pipeline.threads,
        overwrite: overwrite, isResumable: isResumable, from: state?.labelVideo)
    case .digests(let path): try DigestSink(path: path, overwrite: overwrite, from: state?.digests)
    case .export(let exportFormat, let path):
      try ExportSink(
        path: path, format: exportFormat,
        settings: ExportSettings(path: path, format, origin, threads: pipeline.threads, overwrite: overwrite))
    case .null: NullSink()
    }
  }
}

extension ExportSettings {
  fileprivate init(path: String, _ format: VideoFormat, _ origin: LabelOrigin, threads: Int, overwrite: Bool) {
    let name = (origin.input ?? "").fileStem
    self.init(
      title: name.isEmpty || name.hasPrefix(".") ? LabelExport.title(of: path) : name, size: format.size,
      timeBase: format.timeBase, frameRate: format.frameRate)
    sampleAspectRatio = format.sampleAspectRatio
    colorTags = format.colorTags
    input = origin.input
    self.threads = min(16, threads)
    self.overwrite = overwrite
  }
}

extension RunOutput {
  /// Whether it is a folder of its own.
  private var isFolder: Bool {
    switch self {
    case .labels: true
    case .export(let format, let path): format.isFolder(path)
    default: false
    }
  }

  /// Whether a state belongs to this kind of sink.
  private func fits(_ state: SinkState) -> Bool {
    switch (self, state) {
    case (.overlay, .overlay), (.labels, .labels), (.labelVideo, .labelVideo), (.digests, .digests), (.null, .null):
      true
    default: false
    }
  }
}

extension RunOutput: CustomStringConvertible {
  /// What is written, for messages.
  public var description: String {
    switch self {
    case .overlay(let path): "overlay \(path ?? "to standard output")"
    case .overlayStream(let stream, _): "overlay to standard output, \(stream)"
    case .overlayImage(let path): "overlay \(path)"
    case .labels(let folder): "labels in \(folder)"
    case .labelVideo(let path): "labels \(path)"
    case .digests(let path): "digests to \(path ?? "standard output")"
    case .export(let format, let path): "\(format.word) \(path)"
    case .null: "nothing"
    }
  }
}
