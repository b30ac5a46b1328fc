import Pipeline
import Segmentation

extension PipelineFile {
  /// The given keys that have no effect, each with the key and the value that are the reason.
  package static func unused(
    _ keys: [String], in settings: PipelineSettings
  ) -> [(key: String, reason: String)] {
    keys.compactMap { key in obstacle(to: key, in: settings).map { (key, $0) } }
  }

  /// The setting with which a key has no effect; nil if it has one.
  private static func obstacle(to key: String, in settings: PipelineSettings) -> String? {
    switch key.prefix(while: { $0 != "." }) {
    case "superpixels": obstacleToSuperpixels(key, in: settings)
    case "regions": settings.makesRegions ? nil : obstacleToRemapping(in: settings) ?? "remap.by clusters"
    case "remap":
      key == "remap.by" ? obstacleToRemapping(in: settings) : settings.makesRegions ? "remap.by regions" : nil
    case "segment": obstacleToSegmenting(key, in: settings.segment)
    default: nil
    }
  }

  private static func obstacleToSuperpixels(_ key: String, in settings: PipelineSettings) -> String? {
    let segment = settings.segment
    guard segment.method.usesSuperpixels else { return "segment.method \(segment.method.rawValue)" }
    if key == "superpixels.size", let count = settings.superpixels.count { return "superpixels.count \(count)" }
    let areRead =
      settings.makesRegions || segment.targets == .superpixels || segment.votes || segment.labelHysteresis > 0
      || segment.labelLimit != nil || segment.merging.border != nil
    return areRead ? nil : "segment.targets pixels"
  }

  /// What a label is can be chosen only for clusters of the network that are not merged.
  private static func obstacleToRemapping(in settings: PipelineSettings) -> String? {
    guard settings.segment.method == .cnn else { return "segment.method \(settings.segment.method.rawValue)" }
    return settings.segment.merging.border.map { "segment.merging.border \($0)" }
  }

  private static func obstacleToSegmenting(_ key: String, in segment: SegmentSettings) -> String? {
    switch (segment.method, key.split(separator: ".")[1]) {
    case (_, "method"), (.kmeans, "kmeans"), (.kmeans, "start"), (.kmeans, "seed"), (.graph, "graph"): return nil
    case (.cnn, "kmeans"), (.cnn, "graph"), (.kmeans, _), (.graph, _):
      return "segment.method \(segment.method.rawValue)"
    case (.cnn, "components"), (.cnn, "channels"), (.cnn, "convolution"), (.cnn, "swap-red-and-blue"):
      return segment.extractor == .filters ? "segment.extractor filters" : nil
    case (.cnn, _):
      // Known clusters, of which a memory keeps the labels.
      let isOfKnown = ["static-frame-threshold", "warm-learning-rate", "half-size.warm"].contains {
        key == "segment.\($0)"
      }
      if let border = segment.merging.border {
        // Merging makes the regions of every frame anew.
        let isOfClusters = isOfKnown || ["segment.label-hysteresis", "segment.labels.max"].contains(key)
        return isOfClusters ? "segment.merging.border \(border)" : nil
      }
      if key == "segment.merging.color" { return "segment.merging.border none" }
      guard isOfKnown, !segment.remembersClusters else { return nil }
      return segment.start == .warm ? "segment.label-hysteresis 0" : "segment.start \(segment.start.rawValue)"
    }
  }
}
