import ArgumentParser
import Foundation
import Imaging
import Media
import Tessera

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect", abstract: "Describe an input: streams, size, colors, rotation, rate, duration.")

  @Argument(help: "A video, an image, a folder of images, a pattern, or - (standard input).", completion: .input)
  var input: String

  @OptionGroup var opening: InputArguments

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    try await reportingErrors {
      let video = try Video(word: input, options: opening.options(for: input))
      if json {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let report = Report(
          info: video.info, size: video.size, expectedFrames: video.expectedFrames, input: video.input)
        printToStandardOutput(printableJSON(try encoder.encode(report)) + "\n")
      } else {
        printToStandardOutput(InspectReport(video: video).description)
      }
    }
  }

  private struct Report: Encodable {
    let path: String
    let container: String
    let duration: Double?
    let start: Double?
    let images: Int?
    let size: PictureSize
    let expectedFrames: Int?
    let selectedVideoStream: Int?
    let streams: [StreamInfo]

    init(info: MediaInfo, size: PictureSize, expectedFrames: Int?, input: MediaInput?) {
      path = info.path
      container = info.container
      duration = info.duration
      start = info.start
      if case .images(let paths, _) = input { images = paths.count } else { images = nil }
      self.size = size
      self.expectedFrames = expectedFrames
      selectedVideoStream = info.selectedVideoStream
      streams = info.streams
    }
  }
}

/// The text output of `tessera inspect`.
private struct InspectReport: CustomStringConvertible {
  let video: Video

  var description: String {
    let info = video.info
    var lines = [
      "\(info.path): \(info.container)" + (info.duration.map { ", \(rounded($0)) s" } ?? ", duration unknown")
    ]
    if case .images(let paths, let rate)? = video.input {
      lines.append("  \(paths.count) image\(paths.count == 1 ? "" : "s") at \(rate) frames/s")
    }
    lines.append("  frames: " + (video.expectedFrames.map { "about \($0)" } ?? "unknown until decoded"))
    for stream in info.streams {
      lines.append(
        "  stream \(stream.index): \(stream.kind), \(stream.codec)"
          + (stream.language.map { ", \($0)" } ?? "") + (stream.index == info.selectedVideoStream ? " (segmented)" : "")
      )
      if let video = stream.video { lines += describe(video).map { "    " + $0 } }
      if let audio = stream.audio { lines.append("    \(audio.sampleRate) Hz, \(audio.channels) channels") }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func describe(_ video: VideoInfo) -> [String] {
    var lines = [
      "size: \(video.displaySize)" + (video.codedSize == video.displaySize ? "" : " (stored \(video.codedSize))")
    ]
    lines.append("pixels: \(video.pixelFormat), aspect \(video.sampleAspectRatio)")
    lines.append(
      "colors: range \(video.color.range), matrix \(video.color.matrix), primaries \(video.color.primaries), "
        + "transfer \(video.color.transfer); read as \(video.color.conversion)")
    if video.rotation != 0 || video.isMirrored {
      lines.append("rotation: \(video.rotation)°" + (video.isMirrored ? ", mirrored" : ""))
    }
    if let rate = video.averageRate { lines.append("rate: \(rate) = \(rounded(rate.value)) frames/s on average") }
    return lines
  }

  private func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
}
