import Foundation
import Media

/// The file names of labels, in a label folder or next to a label video.
package struct LabelNames: Sendable {
  /// One row per frame.
  package let index: String
  /// The origin of the labels, and all tracks.
  package let table: String
  /// The settings of the run.
  package let pipeline: String
  /// The supervoxel of every pixel, as a lossless video.
  package let supervoxelMaps: String
  /// The merge tree of the supervoxels.
  package let supervoxelTable: String

  /// In a label folder: the corrections that were applied, and the numbers of the regions before.
  package static let corrections = ["corrections.yaml", "corrections.csv"]

  package static let ofFolder = LabelNames(
    index: "frames.csv", table: "labels.json", pipeline: "pipeline.yaml", supervoxelMaps: "supervoxels.mkv",
    supervoxelTable: "supervoxels.csv")

  /// Of `clip.mkv`: `clip.csv`, `clip.json`, `clip.yaml`, `clip.supervoxels.mkv`, `clip.supervoxels.csv`.
  package init(besideVideo name: String) {
    let stem = name.fileStem
    self.init(
      index: stem + ".csv", table: stem + ".json", pipeline: stem + ".yaml", supervoxelMaps: stem + ".supervoxels.mkv",
      supervoxelTable: stem + ".supervoxels.csv")
  }

  private init(index: String, table: String, pipeline: String, supervoxelMaps: String, supervoxelTable: String) {
    self.index = index
    self.table = table
    self.pipeline = pipeline
    self.supervoxelMaps = supervoxelMaps
    self.supervoxelTable = supervoxelTable
  }

  /// The files of all labels.
  package var record: [String] { [index, table, pipeline] }
  /// The additional files of space-time regions.
  package var supervoxels: [String] { [supervoxelMaps, supervoxelTable] }

  /// The label image of a frame in a label folder: `000000.png`.
  package static func image(_ index: Int) -> String {
    let digits = String(index)
    return String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
  }

  /// The frame of a label image name; nil for other names.
  package static func frame(ofImage name: String) -> Int? {
    guard name.hasSuffix(".png"), let frame = Int(name.dropLast(4)), frame >= 0, image(frame) == name else {
      return nil
    }
    return frame
  }
}

/// The locations of existing label files.
package struct LabelFiles: Sendable {
  /// The label folder or label video, as given.
  package let name: String
  package let isVideo: Bool
  private let folder: String
  private let names: LabelNames

  /// - Throws: `noSuchFile`.
  package init(_ name: String) throws(MediaError) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: name, isDirectory: &isFolder) else { throw .noSuchFile(path: name) }
    self.name = name
    isVideo = !isFolder.boolValue
    folder = isVideo ? name.folderName : name
    names = isVideo ? LabelNames(besideVideo: name.fileName) : .ofFolder
  }

  package var index: String { folder.appending(component: names.index) }
  package var table: String { folder.appending(component: names.table) }
  package var pipeline: String { folder.appending(component: names.pipeline) }
  package var supervoxelMaps: String { folder.appending(component: names.supervoxelMaps) }
  /// Only in a folder.
  package var corrections: String { folder.appending(component: LabelNames.corrections[0]) }
  package var correctedRegions: String { folder.appending(component: LabelNames.corrections[1]) }
  package var supervoxelTable: String { folder.appending(component: names.supervoxelTable) }

  /// Whether a path is one of the files, or in the folder.
  package func owns(_ path: String) -> Bool {
    if [name, index, table, pipeline, supervoxelMaps, supervoxelTable].contains(where: { OutputFiles.areSame($0, path) }
    ) {
      return true
    }
    return !isVideo && OutputFiles.isInside(path, folder: name)
  }

  /// The path of another file in the folder.
  package func file(_ name: String) -> String { folder.appending(component: name) }
}
