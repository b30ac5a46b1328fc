import ArgumentParser
import Pipeline
import Tessera

/// Options for the look and encoding of an overlay; they override the pipeline.
struct OverlayArguments: ParsableArguments {
  @Option(help: "The overlay style: tint, outlines, mean-color or side-by-side.")
  var style: OverlayStyle?

  @Option(help: "The opacity of the tint, 0…1.")
  var opacity: Double?

  @Option(help: "The H.264 constant rate factor of the overlay, 0 (lossless) … 51 (worst).")
  var crf: Int?

  @Option(help: "The H.264 preset: ultrafast, superfast, veryfast, faster, fast, medium, slow, slower or veryslow.")
  var preset: EncodingSettings.Preset?

  func validate() throws {
    if let opacity, !(0...1).contains(opacity) {
      throw ValidationError("--opacity must be in 0…1, not \(plain(opacity))")
    }
    if let crf, !(0...51).contains(crf) { throw ValidationError("--crf must be in 0…51, not \(crf)") }
  }

  var isGiven: Bool { style != nil || opacity != nil || crf != nil || preset != nil }

  func apply(to settings: inout PipelineSettings) {
    if let style { settings.overlay.style = style }
    if let opacity { settings.overlay.opacity = opacity }
    if let crf { settings.encoding.crf = crf }
    if let preset { settings.encoding.preset = preset }
  }
}

extension EncodingSettings.Preset: ExpressibleByArgument {}
