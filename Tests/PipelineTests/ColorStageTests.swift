import Foundation
import Imaging
import Labels
import Media
import Pipeline
import Rendering
import TestSupport
import Testing

/// A frame of two halves, the left one bright red and the right one dark blue, and the colors that they got.
private func frame(_ index: Int, labels: [UInt16] = [1, 2], size: PictureSize = PictureSize(width: 34, height: 24))
  -> SegmentedFrame
{
  var picture = Picture(size: size, filledWith: RGBColor(red: 220, green: 70, blue: 60))
  var map = LabelMap(size: size, filledWith: labels[0])
  for y in 0..<size.height {
    for x in size.width / 2..<size.width {
      picture[x, y] = RGBColor(red: 10, green: 20, blue: 80)
      map[x, y] = labels[1]
    }
  }
  var colors = RegionColors()
  colors.add(map, in: picture)
  return SegmentedFrame(
    frame: Frame(
      index: index, time: MediaTime(ticks: Int64(index), timeBase: Rational(1, 25)), picture: picture,
      workingPicture: picture),
    labels: map, iterations: 0, loss: nil, events: .init(), palette: colors.palette)
}

@Suite struct ColorStageTests {
  @Test("Every track has a color of its own from its first frame on, and keeps it")
  func fixed() async throws {
    var settings = smallSettings()
    settings.decode.size = .exact(ShotFrames.extent)
    var colors: [UInt16: RGBColor] = [:]
    for try await frame in Pipeline(settings: settings, threads: 2).frames(of: ShotFrames()) {
      for (trackID, _) in frame.labels.areas() {
        #expect(frame.palette.contains(trackID))
        let color = frame.palette.color(of: trackID)
        #expect(colors[trackID, default: color] == color)
        colors[trackID] = color
      }
    }
    #expect(colors.count > 2)
  }

  @Test("Label images, the table and the overlay have the same colors")
  func agreement() async throws {
    let folder = try TemporaryFolder()
    let frame = frame(0)
    let colors = [1, 2].map { frame.palette.color(of: $0) }
    #expect(colors[0] != Palette.standard.color(of: 1))
    let labels = try LabelFolderSink(
      folder: folder("labels"), settings: LabelSettings(),
      origin: LabelOrigin(input: "in", seed: 1), pipeline: "p\n", overwrite: false)
    try await labels.write(frame)
    _ = try await labels.finish(isComplete: true)

    // The entries of a PNG's palette lie behind the name of their chunk.
    let image = try Data(contentsOf: URL(fileURLWithPath: folder("labels/000000.png")))
    let start = try #require(image.range(of: Data("PLTE".utf8))).upperBound
    for (label, color) in zip([1, 2], colors) {
      #expect([UInt8](image[start + 3 * label..<start + 3 * label + 3]) == [color.red, color.green, color.blue])
    }
    let table = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(fileURLWithPath: folder("labels/labels.json"))))
    let trackIDs = try #require((table as? [String: Any])?["identities"] as? [[String: Any]])
    #expect(trackIDs.map { $0["color"] as? String } == colors.map(\.hex))

    let overlay = try OverlayImageSink(
      path: folder("o.png"), overlay: OverlaySettings(opacity: 1, outlines: false), threads: 1, overwrite: false)
    try await overlay.write(frame)
    let picture = try PictureImage.read(path: folder("o.png"))
    #expect(picture[3, 3] == colors[0] && picture[30, 20] == colors[1])
  }

  @Test("The table of a resumed run has its earlier colors, even without further frames")
  func resumedTable() async throws {
    let folder = try TemporaryFolder()
    func sink(_ state: SinkState?) throws -> LabelFolderSink {
      try LabelFolderSink(
        folder: folder("labels"), settings: LabelSettings(),
        origin: LabelOrigin(input: "in", seed: 1), pipeline: "p\n", overwrite: false, from: state?.labels)
    }
    /// The run that was stopped: its files are not open any more.
    func first() async throws -> SinkState {
      let first = try sink(nil)
      try await first.write(frame(0))
      return try await first.suspend()
    }
    let state = try await first()
    _ = try await sink(BinaryDecoder.decode(SinkState.self, from: BinaryEncoder.encode(state))).finish(isComplete: true)
    let text = try String(contentsOfFile: folder("labels/labels.json"), encoding: .utf8)
    #expect(text.contains(frame(0).palette.color(of: 1).hex))
  }

  @Test("An overlay side by side is a video twice as wide", arguments: [34, 35])
  func sideBySide(width: Int) async throws {
    let folder = try TemporaryFolder()
    let size = PictureSize(width: width, height: 24)
    let sink = try OverlaySink(
      path: folder("o.mkv"), format: VideoFormat(ShotFrames(), size: size), streams: nil,
      overlay: OverlaySettings(style: .sideBySide), encoding: EncodingSettings(crf: 0), threads: 1, overwrite: false)
    for index in 0..<3 { try await sink.write(frame(index, size: size)) }
    _ = try await sink.finish(isComplete: true)
    let decoded = try #require(try openFrames(MediaInput.resolve(folder("o.mkv"))).next())
    #expect(decoded.picture.size == PictureSize(width: 2 * width, height: 24))
    let source = frame(0, size: size).picture[3, 3]
    #expect(abs(Int(decoded.picture[3, 3].red) - Int(source.red)) < 8)
    #expect(decoded.picture[3, 3] != decoded.picture[width + 3, 3])
  }
}
