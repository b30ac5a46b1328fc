import Foundation
import Media

/// The input that labels name: at its original place, or next to the labels, which may have been moved together with
/// it.
package struct NamedInput: Sendable {
  /// The input argument, as it is opened; for messages.
  package let word: String
  /// The images of a sequence that no single argument names; otherwise empty.
  package let images: [String]

  /// An input that the user gives.
  package init(_ word: String) { self.init(word, images: []) }

  /// - Parameter images: of a sequence; empty if the word names the input.
  package init(_ word: String, images: [String]) {
    self.word = word
    self.images = images
  }

  /// The input in the label table; nil if none is named, it does not exist, or it was a pipe.
  ///
  /// - Parameter labels: the label folder or label video.
  package init?(of origin: LabelOrigin, labels: String) {
    if origin.images.count > 1 {
      let images = origin.images.compactMap { Self.existing($0, besides: labels) }
      guard images.count == origin.images.count, let first = images.first else { return nil }
      self.init(first, images: images)
      return
    }
    guard let named = origin.input, !named.isEmpty, named != "-", named != MediaInput.pipeName,
      let word = Self.existing(named, besides: labels)
    else { return nil }
    self.init(word)
  }

  /// Whether a path is a file of the input.
  package func owns(_ path: String) -> Bool {
    let files = images.isEmpty ? (try? MediaInput.resolve(word))?.files ?? [] : images
    return files.contains { OutputFiles.areSame($0, path) }
  }

  /// The path, or the same name next to the labels; nil if neither can be opened.
  package static func existing(_ word: String, besides labels: String) -> String? {
    let beside = labels.folderName.appending(component: word)
    // An untrusted pattern may search one folder only.
    let isPatternOfFolders = word.folderName.contains(where: { "*?[".contains($0) })
    return (word.hasPrefix("/") ? [word] : [word, beside]).first { candidate in
      guard !isPatternOfFolders || OutputFiles.exists(candidate) else { return false }
      return (try? MediaInput.resolve(candidate)) != nil
    }
  }
}
