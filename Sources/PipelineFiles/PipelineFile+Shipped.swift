import Foundation

extension PipelineFile {
  /// The shipped pipelines, by name, with their texts: the folder pipelines/, built into the program.
  public static let shipped: [String: String] = [
    "clusters": text(PackageResources.clusters_yaml),
    "default": text(PackageResources.default_yaml),
    "graph": text(PackageResources.graph_yaml),
    "kmeans": text(PackageResources.kmeans_yaml),
    "paper": text(PackageResources.paper_yaml),
    "preview": text(PackageResources.preview_yaml),
    "reference-code": text(PackageResources.reference_code_yaml),
    "stills": text(PackageResources.stills_yaml),
    "tip2020": text(PackageResources.tip2020_yaml),
    "webcam": text(PackageResources.webcam_yaml),
  ]

  /// The first comment line of a shipped pipeline.
  public static func summary(ofShipped name: String) -> String {
    let line = shipped[name]?.split(separator: "\n").first ?? ""
    return String(line.drop { $0 == "#" || $0 == " " })
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}
