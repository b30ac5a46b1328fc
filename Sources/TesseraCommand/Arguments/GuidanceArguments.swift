import ArgumentParser
import Tessera

/// Options by which a user says which regions there are.
struct GuidanceArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      Images with strokes that say what belongs together, named after frames or times: docs/SCRIBBLES.md. \
      The input is read again.
      """, valueName: "folder"), completion: .directory)
  var scribbles: String?

  @Option(
    name: .customLong("reference"),
    help: ArgumentHelp(
      """
      An image that shows the classes of the film, and a mask of them; repeatable: docs/SCRIBBLES.md. The input is read \
      again.
      """, valueName: "image[,mask]"), completion: .file())
  var references: [String] = []

  func validate() throws {
    if scribbles == "" { throw ValidationError("--scribbles needs a name") }
    for word in references {
      let reference = Reference(word: word)
      guard reference.image.isEmpty || reference.mask == "" else { continue }
      throw ValidationError("--reference needs IMAGE or IMAGE,MASK, not \(word.isEmpty ? "an empty name" : word)")
    }
  }

  var isGiven: Bool { scribbles != nil || !references.isEmpty }

  /// The options that are given, for messages.
  var names: String {
    [scribbles.map { _ in "--scribbles" }, references.isEmpty ? nil : "--reference"].compactMap { $0 }
      .joined(separator: " and ")
  }

  /// The same options, for a command that a user may copy.
  var words: String {
    ((scribbles.map { ["--scribbles \($0)"] } ?? []) + references.map { "--reference \($0)" }).joined(separator: " ")
  }

  func apply(to relabeling: inout Relabeling) {
    relabeling.scribbles = scribbles
    relabeling.references = references.map { Reference(word: $0) }
  }
}
