import Media

/// A picture that shows what the classes of a film look like.
public struct Reference: Hashable, Sendable {
  /// An image file.
  public let image: String
  /// A gray or indexed PNG file of the size of the image: 0…254 are classes, 255 and transparent pixels say nothing. Nil: the
  /// network finds the classes itself.
  public let mask: String?

  /// - Parameters:
  ///   - image: a file.
  ///   - mask: a file, or nil.
  public init(image: String, mask: String? = nil) {
    self.image = image
    self.mask = mask
  }

  /// Takes the words of the command line: `IMAGE` or `IMAGE,MASK`. A file of the whole name wins.
  public init(word: String) {
    guard !OutputFiles.exists(word), let comma = word.lastIndex(of: ",") else {
      self.init(image: word)
      return
    }
    self.init(image: String(word[..<comma]), mask: String(word[word.index(after: comma)...]))
  }
}
