// Handles errors by type: this method fails at its sixth frame.
//
//     swift run -c release HandleErrors clip.mp4
import Foundation
import Tessera

/// The error of a method of your own.
struct NoMorePatience: Error {}

/// One cluster; it fails after some frames.
struct ImpatientMethod: Segmenter {
  var framesLeft: Int

  mutating func segment(_ input: SegmenterInput) throws -> Segmentation {
    guard framesLeft > 0 else { throw NoMorePatience() }
    framesLeft -= 1
    return Segmentation(clusters: ClusterMap(size: input.picture.size))
  }
}

guard CommandLine.arguments.count == 2 else {
  print("usage: HandleErrors VIDEO")
  exit(64)
}
do {
  let video = try Video(opening: CommandLine.arguments[1])
  let pipeline = try Pipeline(named: "preview")
  try await pipeline.write(video, by: ImpatientMethod(framesLeft: 5), to: [.null])
} catch let failure as PipelineFailure {
  // The run had started. Earlier frames were written.
  print("\(failure.summary.frames) frames were written")
  switch failure.cause {
  case let error as FrameError where error.cause is NoMorePatience:
    print("\(error.stage) failed at frame \(error.index), \(error.time)")
  case let error as FrameError: print("frame \(error.index): \(error.cause)")
  default: print("no frame is to blame: \(failure.cause)")
  }
} catch let error as MediaError {
  // Nothing was written.
  print("\(error.side == .input ? "input" : "output"): \(error)")
} catch {
  print("nothing was written: \(error)")
}
