import Imaging

/// What a user says about labels. docs/CORRECTIONS.md describes the words.
package enum Correction: Equatable, Sendable {
  /// All pixels of the other regions become the first one; at least two, all different.
  case merge([UInt16])
  /// A region is divided in the merge tree, so that both parts are seen at a time.
  ///
  /// - Parameter new: the number of the part that gets one; nil: the next unused one.
  case split(UInt16, seconds: Double, new: UInt16?)
  /// A region gets a name; nil: it has none any more.
  case name(UInt16, String?)
  case color(UInt16, RGBColor)
  /// What is inside the box at a time belongs to a region.
  case pin(UInt16, seconds: Double, PixelBox)
  /// The pixels of a region get no label.
  case forget(UInt16)
  /// A shot begins at a time, or does not.
  case cut(seconds: Double)
  case notACut(seconds: Double)

  /// The maximum number of characters of a name.
  package static let maxName = 100

  /// Whether it changes the shots.
  package var changesShots: Bool {
    switch self {
    case .cut, .notACut: true
    case .merge, .split, .name, .color, .pin, .forget: false
    }
  }

  /// The time that it names, in seconds.
  package var seconds: Double? {
    switch self {
    case .split(_, let seconds, _), .pin(_, let seconds, _), .cut(let seconds), .notACut(let seconds): seconds
    case .merge, .name, .color, .forget: nil
    }
  }

  /// Whether a kept correction is this one. A kept split has a number, which a file need not name.
  package func isSame(as kept: Correction) -> Bool {
    if case .split(let region, let seconds, nil) = self, case .split(region, seconds, _) = kept { return true }
    return self == kept
  }
}

/// A box of pixels.
package struct PixelBox: Equatable, Sendable {
  /// The upper left corner.
  package let x, y: Int
  /// ≥ 1
  package let width, height: Int

  package init(x: Int, y: Int, width: Int, height: Int) {
    (self.x, self.y, self.width, self.height) = (x, y, width, height)
  }

  /// Whether it is in a picture.
  package func isInside(_ size: PictureSize) -> Bool {
    x >= 0 && y >= 0 && width > 0 && height > 0 && width <= size.width && height <= size.height
      && x <= size.width - width && y <= size.height - height
  }

  package func contains(_ column: Int, _ row: Int) -> Bool {
    column >= x && column - x < width && row >= y && row - y < height
  }
}

/// A correction and where it is written, for messages: `corrections.yaml:3`.
package struct PlacedCorrection: Equatable, Sendable {
  package var correction: Correction
  package let place: String

  package init(_ correction: Correction, place: String) {
    self.correction = correction
    self.place = place
  }
}
