/// The look of the overlay. A value out of its range is read as the nearest one in it.
public struct OverlaySettings: Equatable, Sendable {
  /// What is drawn.
  public var style: OverlayStyle
  /// The opacity of the tint, 0…1.
  public var opacity: Double
  /// Whether label borders are drawn; the outline style always draws them.
  public var outlines: Bool
  /// The line width in pixels, 1…64; nil: by the height of the picture.
  public var outlineWidth: Int?
  /// Whether track IDs are drawn on regions that have room for them.
  public var numbers: Bool
  /// Whether the names that the user gave to tracks are listed in a corner.
  public var legend: Bool

  /// Creates settings; the defaults are those of the pipeline file.
  public init(
    style: OverlayStyle = .tint, opacity: Double = 0.25, outlines: Bool = true, outlineWidth: Int? = nil,
    numbers: Bool = false, legend: Bool = false
  ) {
    self.style = style
    self.opacity = opacity
    self.outlines = outlines
    self.outlineWidth = outlineWidth
    self.numbers = numbers
    self.legend = legend
  }
}

/// The overlay styles.
public enum OverlayStyle: String, Sendable, CaseIterable {
  /// The picture, tinted in the tracks' colors, with border lines.
  case tint
  /// The picture with border lines.
  case outlines
  /// Every track filled with its mean color in this frame.
  case meanColor = "mean-color"
  /// The original picture on the left, the tinted one on the right.
  case sideBySide = "side-by-side"
}
