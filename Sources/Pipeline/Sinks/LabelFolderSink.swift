import Foundation
import Identities
import Imaging
import Media

/// A folder with one lossless label image a frame (`000000.png` …), an index of the frames (`frames.csv`), a table of
/// the identities (`labels.json`) and the pipeline that made them (`pipeline.yaml`).
package actor LabelFolderSink: Sink {
  private let folder: String
  private let format: LabelSettings.Format
  private let index: OutputText
  private let description: Description
  private var ledger = Ledger()
  private var size: Size?
  private var count = 0

  /// What is written beside the labels about where they come from.
  package struct Description: Sendable {
    package let input: String
    package let seed: UInt64
    /// The whole pipeline file.
    package let pipeline: String

    package init(input: String, seed: UInt64, pipeline: String) {
      self.input = input
      self.seed = seed
      self.pipeline = pipeline
    }
  }

  /// Makes the folder; one that holds label files of another run is refused, or with `overwrite` cleared of them when the
  /// first frame comes.
  package init(
    folder: String, settings: LabelSettings, description: Description, overwrite: Bool
  ) throws {
    try Self.check(folder: folder, overwrite: overwrite)
    if !OutputFiles.exists(folder) {
      try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      guard OutputFiles.exists(folder) else { throw SinkError.current(path: folder) }
    }
    self.folder = folder
    format = settings.format
    self.description = description
    index = try OutputText(path: folder + "/frames.csv", overwrite: true)
    try index.write(Self.columns)
  }

  /// Throws what `init` would, and touches nothing.
  package static func check(folder: String, overwrite: Bool) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw SinkError.notAFolder(path: folder) }
    guard access(folder, W_OK) == 0 else { throw SinkError.current(path: folder) }
    guard overwrite || !names(in: folder).contains(where: isOwn) else { throw SinkError.notEmpty(folder: folder) }
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  /// Whether a file is one that a run writes: no others are ever removed.
  private static func isOwn(_ name: String) -> Bool {
    if ["frames.csv", "labels.json", "pipeline.yaml"].contains(name) { return true }
    let stem = name.dropLast(4)
    return name.hasSuffix(".png") && stem.count >= 6 && stem.utf8.allSatisfy { (48...57).contains($0) }
  }

  /// Removes the results of another run, and what a run that was killed left unfinished.
  private func clear() {
    for name in Self.names(in: folder) {
      let isUnfinished =
        name.hasPrefix(".") && name.hasSuffix(".part") && Self.isOwn(String(name.dropFirst().dropLast(5)))
      if Self.isOwn(name) || (isUnfinished && name != ".frames.csv.part") { unlink(folder + "/" + name) }
    }
  }

  package func write(_ frame: SegmentedFrame) throws {
    if count == 0 { clear() }
    let digits = String(frame.index)
    let path = folder + "/" + String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
    try OutputFiles.write(encoded(frame.labels, path: path), to: path)
    let changes = ledger.record(
      frame.labels, index: frame.index, seconds: frame.time.seconds, events: frame.events)
    try index.write(Self.row(of: frame, changes))
    size = frame.labels.size
    count += 1
  }

  private static let columns =
    "index,pts,time_base,seconds,labels,shot,changed,births,deaths,returns,iterations,loss,change\n"

  private static func row(of frame: SegmentedFrame, _ changes: Ledger.Changes) -> String {
    let (time, events) = (frame.time, frame.events)
    let changed = events.changed?.shortened ?? ""
    let loss = frame.loss.map { Double($0).shortened } ?? ""
    return "\(frame.index),\(time.ticks),\(time.timeBase),\(time.seconds),\(frame.labels.areas().count),"
      + "\(events.shot),\(changed),\(changes.births),\(changes.deaths),\(changes.returns),"
      + "\(frame.iterations),\(loss),\(events.change.shortened)\n"
  }

  private func encoded(_ labels: LabelMap, path: String) throws -> [UInt8] {
    let largest = labels.labels.max() ?? 0
    switch format {
    case .indexed where largest > 255: throw SinkError.tooManyIdentities(path: path, identity: largest)
    case .automatic where largest > 255, .grey16: return try LabelImage.grey16PNG(labels)
    case .automatic, .indexed: return try LabelImage.indexedPNG(labels, palette: Palette.standard.colors)
    }
  }

  package func finish(isComplete: Bool) throws -> [String] {
    try index.finish()
    let table = LabelTable(
      input: description.input, seed: description.seed, width: size?.width ?? 0, height: size?.height ?? 0,
      frames: count, ledger: ledger)
    try OutputFiles.write(Array(try table.text().utf8), to: folder + "/labels.json")
    try OutputFiles.write(Array(description.pipeline.utf8), to: folder + "/pipeline.yaml")
    return ["labels: \(folder) (\(count) label maps, \(ledger.entries.count) identities)"]
  }

  /// Label images that are written stay: each is whole.
  package func discard() {
    index.discard()
    if count == 0 { rmdir(folder) }
  }
}
