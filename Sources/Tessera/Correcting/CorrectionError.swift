import Foundation
import Imaging

/// Why corrections could not be applied. Nothing was changed.
public enum CorrectionError: Error, Equatable, CustomStringConvertible {
  /// The place of a correction: `corrections.yaml:3`.
  public typealias Place = String

  /// An entry of the list can not be read.
  case badList(place: Place, reason: String)
  /// No region has this number.
  case unknownRegion(place: Place, region: UInt16, largest: UInt16)
  /// An earlier correction has merged or forgotten the region.
  case goneRegion(place: Place, region: UInt16, by: Place)
  /// The labels have no frame at this time.
  case timeOutside(place: Place, seconds: Double, first: Double, last: Double)
  /// The region is not in the frame of this time.
  case notThere(place: Place, region: UInt16, seconds: Double)
  /// The region is one supervoxel in the frame of this time.
  case indivisible(place: Place, region: UInt16, seconds: Double)
  /// A box is not inside the label images.
  case boxOutside(place: Place, size: PictureSize)
  /// No supervoxel is mostly inside a box.
  case emptyBox(place: Place)
  /// The number for the new part of a split is that of another region.
  case numberTaken(place: Place, region: UInt16)
  /// A split needs a number above the largest.
  case tooManyRegions(place: Place)
  /// There is no cut at this time.
  ///
  /// - Parameter nearest: the time of the nearest cut in seconds; nil if there is none.
  case noCut(place: Place, seconds: Double, nearest: Double?)
  /// There is a cut at this time already, or it is that of the first frame.
  case cutThere(place: Place, seconds: Double)
  /// A new cut changes a shot that another correction is about.
  case cutBehind(place: Place, shot: Int, cut: Place)
  /// Cuts can not be taken back.
  case cutKept(labels: String, entry: String)
  /// The list that the labels keep was changed.
  case keptListChanged(path: String)
  /// The labels are a video.
  case notAFolder(labels: String)

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .badList(let place, let reason): "\(place): \(reason)"
    case .unknownRegion(let place, let region, let largest):
      "\(place): there is no region \(region) (the largest number is \(largest)); see the numbers with --set overlay.numbers=true"
    case .goneRegion(let place, let region, let by):
      "\(place): region \(region) is gone: \(by) merges or forgets it; name another region, or remove one of both entries"
    case .timeOutside(let place, let seconds, let first, let last):
      "\(place): there is no frame at \(Self.text(seconds)) s; the labels are from \(Self.text(first)) to \(Self.text(last)) s"
    case .notThere(let place, let region, let seconds):
      "\(place): region \(region) is not in the frame at \(Self.text(seconds)) s; give a time at which it is seen"
    case .indivisible(let place, let region, let seconds):
      "\(place): region \(region) is one supervoxel at \(Self.text(seconds)) s, which can not be divided; give another time, "
        + "or segment with a larger regions.supervoxels"
    case .boxOutside(let place, let size):
      "\(place): the box is not inside the label images, which are \(size); it is [x, y, width, height] in pixels"
    case .emptyBox(let place):
      "\(place): no supervoxel has more than half of its pixels in the box; give a larger one"
    case .numberTaken(let place, let region):
      "\(place): there is a region \(region) already; name an unused number, or none"
    case .tooManyRegions(let place): "\(place): there is no number left for another region: labels have 16 bits"
    case .noCut(let place, let seconds, let nearest):
      "\(place): no shot begins at \(Self.text(seconds)) s"
        + (nearest.map { "; the nearest cut is at \(Self.text($0)) s" } ?? "; the labels have no cut")
    case .cutThere(let place, let seconds):
      "\(place): a shot begins at \(Self.text(seconds)) s already; remove the entry"
    case .cutBehind(let place, let shot, let cut):
      "\(place): is about shot \(shot), which \(cut) segments anew, so its regions get other numbers; apply the cuts first, "
        + "alone, and then correct the new regions"
    case .cutKept(let labels, let entry):
      "\(labels): \(entry) was applied and can not be taken back; correct the labels of the run again"
    case .keptListChanged(let path):
      "\(path): was changed, so nobody knows what these labels have; restore it, and give an edited copy with --replace"
    case .notAFolder(let labels):
      "\(labels): is a label video; only a folder of labels can be corrected (tessera relabel LABELS --labels FOLDER makes one)"
    }
  }

  /// Whether the list or the command is wrong, not the labels.
  public var isOfUsage: Bool {
    switch self {
    case .keptListChanged: false
    default: true
    }
  }

  private static func text(_ seconds: Double) -> String {
    // A time may have 300 digits.
    guard seconds < 1e9 else { return String(format: "%.3g", seconds) }
    let text = String(format: "%.3f", seconds)
    let end = text.lastIndex { $0 != "0" } ?? text.startIndex
    return String(text[end] == "." ? text[..<end] : text[...end])
  }
}
