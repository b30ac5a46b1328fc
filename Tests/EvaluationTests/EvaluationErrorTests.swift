import EvaluationFiles
import Foundation
import Imaging
import Media
import TestSupport
import Testing

@Suite struct EvaluationErrorTests {
  private func error(_ evaluation: VideoEvaluation) -> EvaluationError? {
    do {
      _ = try evaluation.run()
      return nil
    } catch {
      return error as? EvaluationError
    }
  }

  @Test("folders without PNG images, and files that are not folders")
  func folders() throws {
    let material = try Material()
    let labels = material.folder("labels")
    #expect(error(material.evaluation()) == .noPNG(folder: labels))
    try material.folder.write(Array("no image".utf8), to: "labels/frame.jpg")
    #expect(error(material.evaluation()) == .noPNG(folder: labels))
    let text = try material.folder.write(Array("no image".utf8), to: "text.mp4")
    #expect(throws: MediaError.self) { try VideoEvaluation(labels: text, input: labels).run() }
    #expect(throws: MediaError.noSuchFile(path: "/no/such/folder")) {
      try VideoEvaluation(labels: "/no/such/folder", input: labels).run()
    }
  }

  @Test("a frame too many or too few, in pictures and in a video")
  func counts() throws {
    let material = try Material()
    try material.add(labels: [[1, 2]])
    try material.addFrame(picture([[1, 2]]))
    let labels = material.folder("labels")
    var evaluation = material.evaluation()
    let frames = evaluation.input
    #expect(error(evaluation) == .frameCountDiffers(labels: labels, maps: 1, input: frames, frames: 2))
    evaluation.limit = 1
    #expect(try evaluation.run().figures.frames == 1)

    let video = material.folder("clip.mp4")
    let writer = try VideoWriter(path: video, size: PictureSize(width: 16, height: 16), timeBase: Rational(1, 25))
    let image = Picture(size: PictureSize(width: 16, height: 16), filledWith: RGBColor(red: 1, green: 2, blue: 3))
    for tick in 0..<2 { try writer.write(image, at: MediaTime(ticks: Int64(tick), timeBase: Rational(1, 25))) }
    try writer.finish()
    evaluation = VideoEvaluation(labels: labels, input: video)
    #expect(error(evaluation) == .frameCountDiffers(labels: labels, maps: 1, input: video, frames: nil))
    try material.addLabels([[1, 2]])
    #expect(try evaluation.run().figures.frames == 2)
    try material.addLabels([[1, 2]])
    #expect(error(evaluation) == .frameCountDiffers(labels: labels, maps: 3, input: video, frames: 2))
  }

  @Test("label maps of different sizes")
  func sizes() throws {
    let material = try Material()
    try material.add(labels: [[1, 2]])
    try material.add(labels: [[1, 2, 3]], grays: [[1, 2]])
    let (first, other) = (material.folder("labels/000000.png"), material.folder("labels/000001.png"))
    #expect(
      throws: MediaError.sizesDiffer(
        first: first, firstSize: PictureSize(width: 2, height: 1), other: other,
        otherSize: PictureSize(width: 3, height: 1))
    ) { try material.evaluation().run() }
  }

  @Test("a truncated image: earlier frames can still be evaluated")
  func damaged() throws {
    let material = try Material()
    try material.add(labels: plain(1, width: 30, height: 30))
    try material.addFrame(picture(plain(1, width: 30, height: 30)))
    let whole = try LabelImage.gray16PNG(map(plain(2, width: 30, height: 30)))
    try material.write(Array(whole.prefix(whole.count - 20)), to: "labels")
    guard case .unreadableImage(let cause, let index) = error(material.evaluation()) else {
      Issue.record("no error for a damaged image")
      return
    }
    #expect(index == 1)
    #expect("\(cause)".contains("labels/000001.png: "))
    let error = EvaluationError.unreadableImage(cause: cause, index: index)
    #expect("\(error)".hasSuffix("or use --limit 1 for those before it"))
    #expect("\(EvaluationError.unreadableImage(cause: cause, index: nil))".hasSuffix("write this image again"))
  }

  @Test("too few masks, and masks without an object")
  func masks() throws {
    let material = try Material()
    let masks = material.folder("masks")
    try material.add(labels: [[1, 2]], mask: [[0, 0]])
    #expect(error(material.evaluation(masks: true)) == .noObject(folder: masks))
    #expect(error(material.evaluation(masks: true, void: 0)) == .noObject(folder: masks))
    try material.add(labels: [[1, 2]])
    #expect(error(material.evaluation(masks: true)) == .tooFewMasks(folder: masks, masks: 1, maps: 2))
  }

  @Test("a photograph instead of labels")
  func photograph() throws {
    let material = try Material()
    let size = PictureSize(width: 300, height: 300)
    var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for n in 0..<size.count {
      for channel in 0..<3 { picture.bytes[3 * n + channel] = UInt8(truncatingIfNeeded: n >> (8 * channel)) }
    }
    for name in ["frames", "labels"] { try material.write(PictureImage.png(picture), to: name) }
    #expect(error(material.evaluation()) == .tooManyRegions(path: material.folder("labels/000000.png"), limit: 65_536))
  }
}
