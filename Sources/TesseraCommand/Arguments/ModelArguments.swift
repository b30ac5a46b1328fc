import ArgumentParser
import Tessera

/// Options for weights from before the run.
struct ModelArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Start every shot with the weights of this file instead of random ones; see: tessera train.", valueName: "file"),
    completion: .file())
  var model: String?

  @Flag(help: "With --model: train nothing, only label by its weights.")
  var frozen = false

  func validate() throws {
    if model == "" { throw ValidationError("--model needs a name") }
    if frozen, model == nil {
      throw ValidationError("--frozen needs --model: without weights there is nothing to freeze")
    }
  }

  var isGiven: Bool { model != nil }

  /// The model; nil if none is given.
  func opened() throws -> TrainedModel? {
    guard let model else { return nil }
    var opened = try TrainedModel(opening: model)
    opened.isFrozen = frozen
    return opened
  }
}
