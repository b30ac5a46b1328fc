import Imaging
import Media

/// Why labels could not be evaluated: one case per cause, with its values.
package enum EvaluationError: Error, Equatable, CustomStringConvertible {
  case notAFolder(path: String)
  case noPNG(folder: String)
  case noLabelMap(path: String)
  /// - Parameter frames: nil if more than there are label maps.
  case frameCountDiffers(labels: String, maps: Int, input: String, frames: Int?)
  /// The input has another number of frames than the labels, which can not be limited.
  /// - Parameter frames: nil if more than there are label maps.
  case inputDiffers(labels: String, maps: Int, input: String, frames: Int?)
  /// - Parameters:
  ///   - cause: includes the path of the image.
  ///   - index: of the image; nil if the images before it can not be chosen.
  case unreadableImage(cause: MediaError, index: Int?)
  /// The times of a frame and its label map differ.
  case timeDiffers(labels: String, frame: Int, time: MediaTime, input: String, actual: MediaTime)
  /// - Parameter segmented: the segmented input.
  case pictureDiffers(labels: String, frame: Int, input: String, segmented: String?)
  case tooFewMasks(folder: String, masks: Int, maps: Int)
  case tooManyRegions(path: String, limit: Int)
  case tooManyOverlaps(path: String, frame: Int)
  /// A value that is no track ID.
  case notATrackID(path: String, value: UInt32)
  /// The index has another number of frames than there are label maps.
  case indexDiffers(labels: String, maps: Int, index: String)
  case noSuchFrame(labels: String, frame: Int, maps: Int)
  case noObject(folder: String)
  case noGroundTruth(name: String, folder: String)
  case truthSizeDiffers(labels: String, size: PictureSize, name: String, folder: String, truthSize: PictureSize)
  case unreadableMATLABFile(path: String, reason: String)
  case badTable(path: String)
  case labelsDiffer(labels: String, input: String, frames: Int, differences: Int)

  package var description: String {
    switch self {
    case .notAFolder(let path): "\(path): is a video; give a folder of PNG images, one for each frame"
    case .noLabelMap(let path): "\(path): has no label map; write the labels again"
    case .noPNG(let folder): "\(folder): has no PNG image; give a folder of PNG images, one for each frame or still"
    case .frameCountDiffers(let labels, let maps, let input, let frames):
      "\(labels): has \(count(maps, "label map")), but \(input) has "
        + (frames.map { count($0, "frame") } ?? "more frames")
        + "; give the frames the labels were made of, or --limit N for the first N of both"
    case .inputDiffers(let labels, let maps, let input, let frames):
      "\(labels): has \(count(maps, "label map")), but \(input) has "
        + (frames.map { count($0, "frame") } ?? "more frames") + "; give the input that was segmented"
    case .unreadableImage(let cause, let index):
      "\(cause); write this image again"
        + (index.flatMap { $0 > 0 ? ", or use --limit \($0) for those before it" : nil } ?? "")
    case .timeDiffers(let labels, let frame, let time, let input, let actual):
      "\(labels): label map \(frame) is at \(time), but \(input) has a frame at \(actual); give the input that was "
        + "segmented"
    case .pictureDiffers(let labels, let frame, let input, let segmented):
      "\(labels): frame \(frame) of \(input) is not the picture that was segmented; give the input that was "
        + "segmented" + (segmented.map { ", \($0)" } ?? "")
    case .tooFewMasks(let folder, let masks, let maps):
      "\(folder): has \(count(masks, "mask")) for \(count(maps, "frame")); "
        + "give a mask for each frame, or use --limit \(max(1, masks))"
    case .tooManyRegions(let path, let limit):
      "\(path): more than \(limit) different values up to this image; give label images, not pictures"
    case .tooManyOverlaps(let path, let frame):
      "\(path): too many labels to compare from this mask on; use --limit \(max(1, frame))"
    case .noGroundTruth(let name, let folder):
      "\(folder): has no ground truth of \(name); give a folder with \(name).mat, \(name).png, or a folder \(name) of PNGs"
    case .truthSizeDiffers(let labels, let size, let name, let folder, let truthSize):
      "\(labels): has \(size) pixels, but \(name) in \(folder) has \(truthSize); give labels of the picture's own size"
    case .unreadableMATLABFile(let path, let reason):
      "\(path): \(reason); give a BSDS500 file or label PNGs"
    case .badTable(let path): "\(path): is not a table written by tessera segment; without it all frames are compared"
    case .labelsDiffer(let labels, let input, let frames, let differences):
      "\(labels): does not match the \(count(frames, "frame")) of \(input): \(count(differences, "difference"))"
    case .notATrackID(let path, let value):
      "\(path): has the value \(value); labels are palette indices or gray values up to \(UInt16.max)"
    case .indexDiffers(let labels, let maps, let index):
      "\(labels): has \(count(maps, "label map")), but \(index) has another number of frames; copy both again"
    case .noSuchFrame(let labels, let frame, let maps):
      "\(labels): has no frame \(frame); its \(count(maps, "frame")) are 0…\(max(0, maps - 1))"
    case .noObject(let folder):
      "\(folder): contains no object, only background or void; give other masks, or use --void N for class masks"
    }
  }
}

private func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
