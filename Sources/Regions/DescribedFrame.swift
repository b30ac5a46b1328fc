import Imaging
import Motion

/// What the region tracker needs of a frame: its parts, and how they follow the frame before.
///
/// It does not depend on the tracker's state, so that frames can be described in one place and tracked in another
/// (``FrameDescriber``).
package struct DescribedFrame: Sendable {
  /// Nil for a blank frame, which repeats the previous map.
  package var parts: FrameParts?
  /// As in `FrameCorrespondence.backward`.
  package let backward: [Int32]?

  package init(parts: FrameParts?, backward: [Int32]?) {
    self.parts = parts
    self.backward = backward
  }

  /// The maximum number of parts per frame.
  package static let maxParts = 500

  /// - Parameters:
  ///   - basis: of the frame's shot.
  ///   - isFirst: whether it is the first frame of its shot, which has parts even if it is blank.
  init(_ input: RegionInput, basis: DescriptorBasis, isFirst: Bool, settings: RegionSettings) {
    let correspondence = input.correspondence
    backward = correspondence.isBlank && !isFirst ? nil : correspondence.backward
    guard !correspondence.isBlank || isFirst else { return }
    parts = FrameParts(
      input.picture, input.superpixels, colors: input.colors, responses: input.responses, basis: basis,
      residual: correspondence.residual, parameters: settings.parameters, maxParts: Self.maxParts)
  }
}

/// Describes the frames of one shot for a tracker that runs later, and elsewhere.
package struct FrameDescriber: Sendable {
  private let settings: RegionSettings
  /// From the first frame of the shot.
  package private(set) var basis: DescriptorBasis?

  package init(_ settings: RegionSettings) { self.settings = settings }

  /// Takes the first frame of the shot, which is not described itself. Later calls have no effect.
  package mutating func prepare(_ input: RegionInput) {
    if basis == nil {
      basis = DescriptorBasis(colors: input.colors, responses: input.responses, weights: settings.weights)
    }
  }

  /// Describes the next frame of the shot; without a prepared one it is the first.
  package mutating func describe(_ input: RegionInput) -> (frame: DescribedFrame, basis: DescriptorBasis) {
    let isFirst = basis == nil
    let basis = basis ?? DescriptorBasis(colors: input.colors, responses: input.responses, weights: settings.weights)
    self.basis = basis
    return (DescribedFrame(input, basis: basis, isFirst: isFirst, settings: settings), basis)
  }
}
