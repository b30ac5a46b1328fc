import ArgumentParser
import Foundation
import Imaging
import Media

@main
struct FixtureGenerator: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Renders the clip and the still of the tests, with the true identity of every pixel.")

  @Argument(help: "The output folder; the results of an earlier run are replaced.")
  var folder: String

  @Option(help: "Draw the clip so many times as large, for pictures in documents. The tests use 1.")
  var scale = 1

  func validate() throws {
    guard (1...8).contains(scale) else { throw ValidationError("The scale must be from 1 to 8.") }
  }

  func run() throws {
    FFmpegLog.install()
    let folder = URL(fileURLWithPath: folder, isDirectory: true)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ValidationError(
        "The folder \(folder.path) cannot be created: \(error.localizedDescription) Choose a writable place.")
    }
    try writeClip(.shapes, to: folder)
    try writeStill(to: folder)
  }

  private func writeClip(_ clip: Clip, to folder: URL) throws {
    let truthFolder = folder.appendingPathComponent("shapes.truth", isDirectory: true)
    if FileManager.default.fileExists(atPath: truthFolder.path) { try FileManager.default.removeItem(at: truthFolder) }
    try FileManager.default.createDirectory(at: truthFolder, withIntermediateDirectories: true)
    let sound = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).wav")
    try Data(Soundtrack.wave(of: clip)).write(to: sound)
    defer { try? FileManager.default.removeItem(at: sound) }

    let timeBase = Rational(1, Recipe.rate)
    let size = PictureSize(width: Recipe.clipSize.width * scale, height: Recipe.clipSize.height * scale)
    // One thread, so that the bytes do not depend on the number of cores.
    let writer = try VideoWriter(
      path: folder.appendingPathComponent("shapes.mp4").path, size: size, timeBase: timeBase,
      frameRate: Rational(Recipe.rate, 1), streams: StreamSource(path: sound.path), encoding: Recipe.encoding,
      threads: 1, overwrite: true)
    let renderer = Renderer(size: size, scale: scale)
    var chronicle = Chronicle()
    for shot in clip.shots {
      for frame in shot.frames {
        let clock = shot.startClock + frame - shot.frames.lowerBound
        let rendering = renderer.render(shot.scene, at: Double(clock))
        try writer.write(rendering.picture, at: MediaTime(ticks: Int64(frame), timeBase: timeBase))
        try writeTruth(rendering, to: truthFolder.appendingPathComponent(String(format: "%06d.png", frame)))
        chronicle.add(rendering, frame: frame)
      }
    }
    try writer.finish()

    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let json = try encoder.encode(chronicle.description(of: clip, size: size))
    try (json + Data("\n".utf8)).write(to: folder.appendingPathComponent("shapes.json"))
  }

  private func writeStill(to folder: URL) throws {
    let rendering = Renderer(size: Recipe.stillSize).render(.still, at: 0)
    try Data(PictureImage.png(rendering.picture)).write(to: folder.appendingPathComponent("still.png"))
    try writeTruth(rendering, to: folder.appendingPathComponent("still.truth.png"))
  }

  private func writeTruth(_ rendering: Rendering, to file: URL) throws {
    let unused = RGBColor(red: 0, green: 0, blue: 0)
    let palette = [unused] + Identity.allCases.map(\.texture.mean)
    try Data(LabelImage.indexedPNG(rendering.truth, palette: palette)).write(to: file)
  }
}
