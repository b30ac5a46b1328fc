import Imaging

/// Why references could not be used. Errors of a single image are `MediaError`s.
public enum ReferenceError: Error, Equatable, CustomStringConvertible {
  /// The reference is not a single image.
  case notAnImage(path: String)
  /// Some references have a mask, others have none.
  case someWithoutMask(path: String)
  /// The mask has another size than the image.
  case wrongSize(path: String, size: PictureSize, expected: PictureSize)
  /// A value is not a class.
  case badClass(path: String, value: UInt32, x: Int, y: Int)
  /// The masks have one class, or none.
  case fewClasses(path: String, count: Int)
  /// Without masks, the network found nothing to tell apart.
  case nothingFound(path: String)
  /// There are more references than a network is trained on.
  case tooMany(limit: Int)

  /// Whether the arguments are wrong, not a file.
  package var isOfUsage: Bool {
    switch self {
    case .someWithoutMask, .tooMany: true
    case .notAnImage, .wrongSize, .badClass, .fewClasses, .nothingFound: false
    }
  }

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .notAnImage(let path): "\(path): a reference is a single image; give a JPEG or PNG file"
    case .someWithoutMask(let path):
      "\(path): has no mask, but another reference has one; give IMAGE,MASK for all references, or IMAGE for all"
    case .wrongSize(let path, let size, let expected):
      "\(path): the mask is \(size), its image is \(expected); give a mask of that size"
    case .badClass(let path, let value, let x, let y):
      "\(path): the value \(value) at \(x), \(y) is not a class; classes are 0 to 254, and 255 is where nothing is said"
    case .fewClasses(let path, let count):
      "\(path): the masks have \(count == 1 ? "one class only" : "no class"); mark what does not belong to it, too, as another "
        + "class"
    case .nothingFound(let path): "\(path): the network found no two classes in the references; give a mask with each"
    case .tooMany(let limit): "there are more than \(limit) references; choose some of them"
    }
  }
}
