import CFFmpeg
import Imaging

/// The transform that makes the stored picture upright: one of the eight symmetries of the rectangle.
enum Orientation: Equatable {
  case upright, mirrored, upsideDown, flipped
  case clockwise, counterclockwise, transposed, antitransposed

  /// Reads the container's 3×3 display matrix; nil for a missing or invalid one.
  ///
  /// A pixel at (x, y), y downwards, maps to (a·x + c·y, b·x + d·y), with a, b in the matrix's first row and c, d in
  /// the second. Other angles are rounded to the nearest quarter turn.
  init?(displayMatrix matrix: UnsafePointer<Int32>?) {
    guard let matrix else { return nil }
    let (a, b, c, d) = (Int64(matrix[0]), Int64(matrix[1]), Int64(matrix[3]), Int64(matrix[4]))
    if abs(a) + abs(d) >= abs(b) + abs(c) {
      guard a != 0, d != 0 else { return nil }
      self = a > 0 ? (d > 0 ? .upright : .flipped) : (d > 0 ? .mirrored : .upsideDown)
    } else {
      guard b != 0, c != 0 else { return nil }
      self = b > 0 ? (c < 0 ? .clockwise : .transposed) : (c > 0 ? .counterclockwise : .antitransposed)
    }
  }

  /// Reads the value of Exif tag 274, 1 … 8; nil for anything else.
  init?(exif text: String) {
    let all: [Self] = [
      .upright, .mirrored, .upsideDown, .flipped, .transposed, .clockwise, .antitransposed, .counterclockwise,
    ]
    guard let number = Int(text.filter { !$0.isWhitespace }), (1...8).contains(number) else { return nil }
    self = all[number - 1]
  }

  /// The filters of the transform, to be joined with commas.
  var filters: [String] {
    switch self {
    case .upright: []
    case .mirrored: ["hflip"]
    case .flipped: ["vflip"]
    case .upsideDown: ["hflip", "vflip"]
    case .clockwise: ["transpose=clock"]
    case .counterclockwise: ["transpose=cclock"]
    case .transposed: ["transpose=cclock_flip"]
    case .antitransposed: ["transpose=clock_flip"]
    }
  }

  var swapsSides: Bool {
    switch self {
    case .upright, .mirrored, .upsideDown, .flipped: false
    case .clockwise, .counterclockwise, .transposed, .antitransposed: true
    }
  }

  /// The rotation, without mirroring.
  var clockwiseDegrees: Int {
    switch self {
    case .upright, .mirrored: 0
    case .clockwise, .transposed: 90
    case .upsideDown, .flipped: 180
    case .counterclockwise, .antitransposed: 270
    }
  }

  var isMirrored: Bool {
    switch self {
    case .upright, .clockwise, .upsideDown, .counterclockwise: false
    case .mirrored, .flipped, .transposed, .antitransposed: true
    }
  }

  func apply(to size: PictureSize) -> PictureSize {
    swapsSides ? PictureSize(width: size.height, height: size.width) : size
  }

  func apply(to aspect: Rational) -> Rational {
    swapsSides ? Rational(aspect.denominator, aspect.numerator) : aspect
  }
}
