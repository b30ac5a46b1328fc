import Imaging
import Media

/// Why labels could not be evaluated: one case a cause, its values with it.
package enum EvaluationError: Error, Equatable, CustomStringConvertible {
  case notAFolder(path: String)
  case noPNG(folder: String)
  case noLabelMap(path: String)
  /// - Parameter frames: nil for more than there are label maps.
  case frameCountDiffers(labels: String, maps: Int, input: String, frames: Int?)
  /// - Parameter cause: with the path of the image.
  case unreadableImage(cause: MediaError, index: Int)
  /// The input has a frame where the labels have none, or none where they have one.
  case timeDiffers(labels: String, frame: Int, time: MediaTime, input: String, actual: MediaTime)
  /// - Parameter segmented: the word that named what was segmented.
  case pictureDiffers(labels: String, frame: Int, input: String, segmented: String?)
  case tooFewMasks(folder: String, masks: Int, maps: Int)
  case tooManyRegions(path: String, limit: Int)
  case tooManyOverlaps(path: String, frame: Int)
  case noObject(folder: String)
  case noGroundTruth(name: String, folder: String)
  case truthSizeDiffers(labels: String, size: Size, name: String, folder: String, truthSize: Size)
  case unreadableMATLABFile(path: String, reason: String)
  case badTable(path: String)
  case labelsDiffer(labels: String, input: String, frames: Int, differences: Int)

  package var description: String {
    switch self {
    case .notAFolder(let path): "\(path): is a video; give a folder of PNG images, one for each frame"
    case .noLabelMap(let path): "\(path): has no label map; write the labels anew"
    case .noPNG(let folder): "\(folder): has no PNG image; give a folder of PNG images, one for each frame or still"
    case .frameCountDiffers(let labels, let maps, let input, let frames):
      "\(labels): has \(count(maps, "label map")), but \(input) has "
        + (frames.map { count($0, "frame") } ?? "more frames")
        + "; give the frames the labels were made of, or --limit N for the first N of both"
    case .unreadableImage(let cause, let index):
      "\(cause); write this image anew" + (index > 0 ? ", or give --limit \(index) for those before it" : "")
    case .timeDiffers(let labels, let frame, let time, let input, let actual):
      "\(labels): label map \(frame) is of the time \(time), where \(input) has a frame at \(actual); give the input that was "
        + "segmented"
    case .pictureDiffers(let labels, let frame, let input, let segmented):
      "\(labels): frame \(frame) of \(input) shows another picture than the one that was segmented; give the input that was "
        + "segmented" + (segmented.map { ", \($0)" } ?? "")
    case .tooFewMasks(let folder, let masks, let maps):
      "\(folder): has \(count(masks, "mask")) for \(count(maps, "frame")); "
        + "give a mask for each frame, or --limit \(max(1, masks))"
    case .tooManyRegions(let path, let limit):
      "\(path): with this image there are more than \(limit) different values; give images of labels, not pictures"
    case .tooManyOverlaps(let path, let frame):
      "\(path): there are too many labels to compare as of this mask; give --limit \(max(1, frame))"
    case .noGroundTruth(let name, let folder):
      "\(folder): has no ground truth of \(name); give a folder with \(name).mat, \(name).png, or a folder \(name) of PNGs"
    case .truthSizeDiffers(let labels, let size, let name, let folder, let truthSize):
      "\(labels): has \(size) pixels, but \(name) in \(folder) has \(truthSize); give labels of the picture's own size"
    case .unreadableMATLABFile(let path, let reason):
      "\(path): \(reason); give a file as BSDS500 has them, or label PNGs"
    case .badTable(let path): "\(path): is not a table as tessera segment writes it; without it all frames are compared"
    case .labelsDiffer(let labels, let input, let frames, let differences):
      "\(labels): does not fit the \(count(frames, "frame")) of \(input): \(count(differences, "difference"))"
    case .noObject(let folder):
      "\(folder): holds no object, only background or void; give other masks, or --void N for masks of classes"
    }
  }
}

private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
