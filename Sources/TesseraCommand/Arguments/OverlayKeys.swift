import ArgumentParser
import Pipeline
import PipelineFiles

/// `--set` for commands that draw an overlay of labels that there are.
struct OverlayKeys: ParsableArguments {
  @Option(
    help: ArgumentHelp("Set an overlay key, such as overlay.numbers=true.", valueName: "key=value"),
    completion: .overlaySetting)
  var set: [String] = []

  var isGiven: Bool { !set.isEmpty }

  func validate() throws {
    if let other = set.first(where: { !$0.hasPrefix("overlay.") }) {
      throw ValidationError("--set \(other): only overlay settings can change for labels that there are")
    }
  }

  /// Applies them, then the options of the look.
  func apply(_ look: OverlayArguments, to settings: inout PipelineSettings) throws {
    for assignment in set { try PipelineFile.apply(assignment, to: &settings) }
    look.apply(to: &settings)
  }
}
