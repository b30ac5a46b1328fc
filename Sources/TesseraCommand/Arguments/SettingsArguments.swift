import ArgumentParser
import PipelineFiles
import Tessera

/// Options for the settings of a run: a pipeline, and what overrides it.
struct SettingsArguments: ParsableArguments {
  @Option(
    help: "A shipped pipeline or a YAML file; see: tessera pipelines. (default: default; for a still: stills)",
    completion: .pipeline)
  var pipeline: String?

  @Option(
    help: ArgumentHelp("Override a pipeline key; may be repeated.", valueName: "key.path=value"), completion: .setting)
  var set: [String] = []

  @Option(help: "The working size: HEIGHT, WIDTHxHEIGHT or auto. Results have the source's size.")
  var size: WorkingSize?

  @Option(help: ArgumentHelp("The approximate number of regions per frame: regions.count.", valueName: "n"))
  var regions: Int?

  @Option(
    help: ArgumentHelp(
      "A fixed level of detail for the whole video instead; larger: fewer regions: regions.scale.", valueName: "s"))
  var scale: Double?

  @Option(help: "Random seed of the weights or the k-means centers.")
  var seed: UInt64?

  func validate() throws { try SharedRanges.check(regions: regions, scale: scale) }

  var isGiven: Bool {
    pipeline != nil || !set.isEmpty || size != nil || regions != nil || scale != nil || seed != nil
  }

  /// Precedence: flag, --set, file, default.
  ///
  /// - Parameters:
  ///   - overlay: overrides the look of the overlay; nil: as in the pipeline.
  ///   - note: gets what the user may not expect.
  func settings(
    for video: Video, overlay: OverlayArguments? = nil, note: (String) -> Void
  ) throws -> PipelineSettings {
    try settings(fallback: video.isStill ? "stills" : "default", overlay: overlay, note: note)
  }

  /// Precedence: flag, --set, file, default.
  ///
  /// - Parameters:
  ///   - fallback: the pipeline if none is named.
  ///   - overlay, note: as for a video.
  func settings(
    fallback: String, overlay: OverlayArguments? = nil, note: (String) -> Void
  ) throws -> PipelineSettings {
    let name = pipeline ?? fallback
    var (file, command) = (ReadingNotes(), ReadingNotes())
    var settings = try PipelineFile.load(name, notes: &file)
    for assignment in set { try PipelineFile.apply(assignment, to: &settings, notes: &command) }
    for line in file.deprecations + command.deprecations { note(line) }
    if let size { settings.decode.size = size }
    overlay?.apply(to: &settings)
    if let seed { settings.segment.seed = seed }
    if let regions { (settings.regions.count, settings.regions.scale) = (regions, nil) }
    if let scale { settings.regions.scale = scale }
    if regions != nil || scale != nil, !settings.makesRegions {
      throw ValidationError("--regions and --scale are for pipelines that make regions; \(name) does not")
    }
    // Warn only for keys that the user wrote: not for a shipped pipeline or a printed one with all keys.
    let isWritten = PipelineFile.shipped[name] == nil && file.keys.count < Parameter.all.count
    let written = (isWritten ? file.keys : []) + command.keys
    for (key, reason) in PipelineFile.unused(written, in: settings) { note("\(key) has no effect with \(reason)") }
    return settings
  }
}
