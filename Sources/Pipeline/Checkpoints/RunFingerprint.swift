import Foundation
import Labels
import Media
import Segmentation

/// The identity of a run; a checkpoint is valid only for its own run.
package struct RunFingerprint: Sendable, Equatable, Codable {
  package let identity: RunIdentity
  private let selection: FrameSelection
  /// The complete pipeline file.
  private let settings: String
  /// Of the weights from before the run; nil: none.
  private let model: String?
  /// One or two words for each.
  let outputs: [String]

  /// The processor's and the libraries': others round otherwise.
  package static let arithmetic = "\(Arithmetic.description), FFmpeg \(FFmpegLibrary.version)"

  /// - Parameters:
  ///   - identity: the program, the input and the arithmetic.
  ///   - selection: the frames.
  ///   - settings: the complete pipeline file.
  ///   - model: the identity of the model; nil for none.
  ///   - outputs: one or two words for each.
  package init(
    _ identity: RunIdentity, selection: FrameSelection, settings: String, model: String? = nil, outputs: [String]
  ) {
    self.model = model
    self.identity = identity
    self.selection = selection
    self.settings = settings
    self.outputs = outputs
  }

  /// The difference that prevents another run from resuming this one; nil if it can. More frames are allowed.
  func difference(from other: RunFingerprint) -> String? {
    if let difference = identity.difference(from: other.identity) { return difference }
    if !selection.isExtended(by: other.selection) { return "another selection of frames (\(selection))" }
    if let difference = Self.difference(settings, other.settings) { return difference }
    if let difference = Self.difference(ofModels: model, other.model) { return difference }
    if outputs != other.outputs { return "other outputs (\(outputs.joined(separator: ", ")))" }
    return nil
  }

  /// Whether both have the same frames.
  package func hasSelection(of other: RunFingerprint) -> Bool { selection == other.selection }

  /// The difference of two pipeline files, in words.
  package static func difference(_ settings: String, _ others: String) -> String? {
    guard settings != others else { return nil }
    let pair = zip(lines(settings), lines(others)).first { $0 != $1 }
    return "other settings" + (pair.map { " (\($0), now \($1))" } ?? "")
  }

  /// The difference of the identities of two runs' models, in words.
  package static func difference(ofModels model: String?, _ other: String?) -> String? {
    guard model != other else { return nil }
    return model == nil ? "no --model" : other == nil ? "a --model" : "another --model or --frozen"
  }

  /// The lines of a pipeline file without comments.
  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      ($0.split(separator: "#", omittingEmptySubsequences: false).first ?? "").trimmingCharacters(in: .whitespaces)
    }
  }

  /// A digest of the sizes of files and of their first and last mebibyte; of many files, the first and last hundred.
  /// Nil if one is not a regular file.
  package static func digest(of paths: [String]) -> String? {
    guard !paths.isEmpty else { return nil }
    var parts: [String] = []
    for (place, path) in paths.enumerated() {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      let size = Int(status.st_size)
      var part = "\(path.fileName) \(size)"
      if place < 100 || place >= paths.count - 100 {
        guard let ends = ends(of: path, size: size) else { return nil }
        part += " " + md5(ends)
      }
      parts.append(part)
    }
    return md5(Array(parts.joined(separator: "\n").utf8))
  }

  private static func ends(of path: String, size: Int) -> [UInt8]? {
    let span = 1 << 20
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: span) else { return [] }
    guard size > span, (try? file.seek(toOffset: UInt64(max(span, size - span)))) != nil,
      let tail = try? file.read(upToCount: span)
    else { return Array(head) }
    return Array(head) + Array(tail)
  }
}
