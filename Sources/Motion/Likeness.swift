import Imaging

/// What the thumbnails of two frames say: whether there is certainly no cut between them, and whether there certainly is one.
///
/// A frame is explained by flow in one direction without a check. The flow is found from coarse to fine and ends at the first level
/// that explains enough. A coarse flow can bend less, so what it explains is alike all the more. A static picture needs no flow.
enum Likeness {
  /// In a very small picture flow finds a similar point for everything.
  private static let minSide = 64
  /// The fraction of pixels, 0…1, that must have nearly the luma of their point in the earlier picture.
  private static let minShare = 0.6
  /// The tolerance of a point's luma difference, 0…255, beyond the global change of luma.
  private static let tolerance = 6
  /// The most that the mean difference of luma from that of their points may be, by the mean difference from the mean luma of the
  /// picture. It is about 1 for different pictures, also for two dark ones, of which all pixels are nearly alike.
  private static let maxDifference = 0.25

  /// Whether the frames are certainly of one shot.
  static func isCertain(
    from earlier: inout TrackedThumbnail, to later: inout TrackedThumbnail, by search: DenseInverseSearch
  ) -> Bool {
    let (old, new) = (earlier.image, later.image)
    let contrast = later.contrast
    guard old.size == new.size, min(new.size.width, new.size.height) >= minSide else { return false }
    func explains(_ changes: LumaChanges) -> Bool {
      changes.share(within: tolerance) * Double(changes.count) >= minShare * Double(new.luma.count)
        && changes.meanDifference <= maxDifference * contrast
    }
    if explains(LumaChanges(from: old, to: new)) { return true }
    return search.refine(from: later.pyramid, to: earlier.pyramid) { flow, level in
      explains(LumaChanges(from: old, to: new, by: flow, ofLevel: level))
    }
  }

  /// The least that motion must explain of smaller pictures. It explains more of them than of whole ones, so a shot that goes on or
  /// returns has more than this.
  private static let minExplained = 0.25

  /// Whether the frames may be of one shot: motion explains some of the thumbnails, at half of their size and at the whole.
  static func isPossible(
    from earlier: inout TrackedThumbnail, to later: inout TrackedThumbnail, by search: DenseInverseSearch
  ) -> Bool {
    let (old, new) = (earlier.image, later.image)
    guard old.size == new.size, min(new.size.width, new.size.height) >= minSide else { return true }
    return Step(from: earlier.half, to: later.half, search: search).explained >= minExplained
      && Step(from: earlier.pyramid, to: later.pyramid, search: search).explained >= minExplained
  }
}
