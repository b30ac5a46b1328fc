import Evaluation
import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles
import Rendering

/// The label maps of a run, which serve as its checkpoint: `labels/SETTING/NAME.png`, with their settings in
/// `pipeline.yaml`. `tessera evaluate stills` and other evaluators read the same folders.
struct LabelStore: Sendable {
  /// The folder of the run.
  let folder: String

  private var labels: String { folder + "/labels" }

  func folder(of setting: Setting) -> String { labels + "/" + setting.name }

  func path(of still: DataSet.Still, _ setting: Setting) -> String { folder(of: setting) + "/" + still.name + ".png" }

  func holds(_ still: DataSet.Still, _ setting: Setting) -> Bool { OutputFiles.exists(path(of: still, setting)) }

  /// Throws if opening it for these settings would fail. Touches nothing.
  ///
  /// - Parameters:
  ///   - stills: those with label maps.
  ///   - results: the names of the result files.
  ///   - resumes: whether label maps may already exist.
  /// - Throws: `ReproductionError`, `MediaError`.
  func check(_ settings: [Setting], of stills: [DataSet.Still], results: [String], resumes: Bool) throws {
    guard OutputFiles.exists(folder) else { return }
    guard isFolder(folder) else { throw ReproductionError.notAFolder(path: folder) }
    let names = try checkPlace(labels) ? (try? FileManager.default.contentsOfDirectory(atPath: labels)) ?? [] : []
    let hasMaps = names.contains { !$0.hasPrefix(".") }
    guard resumes || !hasMaps else { throw ReproductionError.holdsResults(folder: folder) }
    for path in results.map({ folder + "/" + $0 }) {
      // Without label maps the folder is not ours.
      guard hasMaps || !OutputFiles.exists(path) else { throw ReproductionError.occupied(path: path) }
      try OutputFiles.checkTarget(path, overwrite: true)
    }
    for setting in settings where try checkPlace(folder(of: setting)) {
      try compare(setting)
      for still in stills where holds(still, setting) && isFolder(path(of: still, setting)) {
        throw ReproductionError.occupied(path: path(of: still, setting))
      }
    }
  }

  /// Whether the folder exists and is ours; links are not followed.
  private func checkPlace(_ path: String) throws(ReproductionError) -> Bool {
    if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil { throw .link(path: path) }
    guard OutputFiles.exists(path) else { return false }
    guard isFolder(path) else { throw .occupied(path: path) }
    return true
  }

  private func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Creates the folders, each with its settings.
  ///
  /// - Returns: the settings whose label maps come from elsewhere: they have no `pipeline.yaml`, and get none.
  /// - Throws: `MediaError`.
  func open(_ settings: [Setting]) throws -> [Setting] {
    try settings.filter { setting in
      let folder = folder(of: setting)
      let file = folder + "/pipeline.yaml"
      try OutputFiles.makeFolder(folder)
      guard !OutputFiles.exists(file) else { return false }
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      guard !names.contains(where: { $0.hasSuffix(".png") && !$0.hasPrefix(".") }) else { return true }
      let head = "# \(setting.name) of tessera reproduce: decode.size is each still's own, WIDTHxHEIGHT.\n"
      try OutputFiles.write(Array((head + PipelineFile.print(setting.pipeline)).utf8), to: file)
      return false
    }
  }

  /// Rejects label maps made with other settings.
  private func compare(_ setting: Setting) throws {
    let file = folder(of: setting) + "/pipeline.yaml"
    guard OutputFiles.exists(file) else { return }
    let there: PipelineSettings
    do {
      there = try PipelineFile.load(file)
    } catch {
      throw ReproductionError.unreadableSettings(file: file, reason: "\(error)")
    }
    // The size is each still's own, and overlay and label image settings do not affect labels.
    let ignored = ["decode.size", "overlay.", "labels."]
    let differences = Parameter.all.compactMap { parameter -> String? in
      let (old, new) = (parameter.text(there), parameter.text(setting.pipeline))
      guard old != new, !ignored.contains(where: parameter.key.hasPrefix) else { return nil }
      return "\(parameter.key): \(old), not \(new)"
    }
    guard differences.isEmpty else { throw ReproductionError.otherSettings(file: file, differences: differences) }
  }

  /// Reads a stored label map of any origin.
  ///
  /// - Throws: `MediaError` for an incomplete image or one without labels, `ReproductionError.labelSizeDiffers`.
  func read(_ still: DataSet.Still, _ setting: Setting, size: PictureSize) throws -> Partition {
    let path = path(of: still, setting)
    let map = try RegionImage.readLabels(path: path)
    guard map.size == size else {
      throw ReproductionError.labelSizeDiffers(path: path, size: map.size, still: still.path, stillSize: size)
    }
    return Partition(map)
  }

  /// - Throws: `MediaError`.
  func write(_ map: LabelMap, of still: DataSet.Still, _ setting: Setting) throws {
    let isSmall = map.labels.allSatisfy { $0 < 256 }
    let png = try isSmall ? LabelImage.indexedPNG(map, palette: Palette.standard.colors) : LabelImage.gray16PNG(map)
    try OutputFiles.write(png, to: path(of: still, setting))
  }
}
