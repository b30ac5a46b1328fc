import Imaging
import Motion
import Regions

/// What a part of a divided shot says of one frame: its description for the region tracker, and figures. The regions are
/// tracked when the parts are merged, through the whole shot.
package struct DescribedRecord: Sendable {
  package let figures: FrameFigures
  package let isWarmUp: Bool
  package let shot: Int
  package let size: PictureSize
  package let frame: DescribedFrame
  /// Of the descriptors; nil but for the first record of a part.
  package let basis: DescriptorBasis?
  /// As in `FrameEvents`.
  package let change: Double

  init(_ input: ClusteredFrame, _ frame: DescribedFrame, basis: DescriptorBasis?) {
    let (context, correspondence) = (input.context, input.context.correspondence)
    self.init(
      FrameFigures(input), frame, isWarmUp: context.use == .warmUp, shot: correspondence.shot,
      size: context.frame.workingPicture.size, basis: basis, change: correspondence.change)
  }

  package init(
    _ figures: FrameFigures, _ frame: DescribedFrame, isWarmUp: Bool, shot: Int, size: PictureSize,
    basis: DescriptorBasis?, change: Double
  ) {
    (self.figures, self.frame, self.isWarmUp, self.shot) = (figures, frame, isWarmUp, shot)
    (self.size, self.basis, self.change) = (size, basis, change)
  }

  /// How the frame follows the one before it: points of a blank frame stay where they are.
  var correspondence: FrameCorrespondence {
    FrameCorrespondence(
      shot: shot, backward: frame.parts == nil ? (0..<size.count).map { Int32($0) } : frame.backward, seconds: 0.04,
      change: change)
  }
}

extension DescribedRecord: FrameRecord {
  /// Twelve bytes for a pixel: its color, its part and its motion. For each of the parts some hundred.
  package static let maxBytes = (perPixel: 12, others: 1 << 24)
  /// Most of it are descriptors, which hardly become smaller.
  package static let compression: Int32 = 1

  private enum CodingKeys: CodingKey {
    case figures, isWarmUp, shot, size, frame, basis, change
  }

  /// - Throws: `DecodingError`, also for values that contradict each other.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    figures = try container.decode(FrameFigures.self, forKey: .figures)
    isWarmUp = try container.decode(Bool.self, forKey: .isWarmUp)
    shot = try container.decode(Int.self, forKey: .shot)
    size = try container.decode(PictureSize.self, forKey: .size)
    frame = try container.decode(DescribedFrame.self, forKey: .frame)
    basis = try container.decodeIfPresent(DescriptorBasis.self, forKey: .basis)
    change = try container.decode(Double.self, forKey: .change)
    guard shot >= 0, (0...1).contains(change), frame.parts?.size ?? size == size
    else {
      throw DecodingError.dataCorruptedError(
        forKey: .shot, in: container, debugDescription: "a value is out of range")
    }
  }
}
