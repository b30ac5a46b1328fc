import Evaluation
import Foundation
import Imaging
import Media

/// Human annotations of one picture: a partition for each annotator.
package struct GroundTruth: Sendable {
  package let annotations: [Partition]

  /// Reads the annotations of picture `name` in a folder: `name.mat` in BSDS500 format, `name.png` of one annotator,
  /// or a folder `name` with one label PNG per annotator.
  ///
  /// - Throws: `EvaluationError`, `MediaError`.
  package init(of name: String, in folder: String) throws {
    let base = URL(fileURLWithPath: folder).appendingPathComponent(name).path
    let files = FileManager.default
    var isFolder: ObjCBool = false
    if files.fileExists(atPath: base + ".mat") {
      annotations = try MATLABFile.segmentations(path: base + ".mat").map { Partition($0) }
    } else if files.fileExists(atPath: base + ".png") {
      annotations = [Partition(try RegionImage.read(path: base + ".png"))]
    } else if files.fileExists(atPath: base, isDirectory: &isFolder), isFolder.boolValue {
      annotations = try RegionFolder(base, limit: nil).paths.map { Partition(try RegionImage.read(path: $0)) }
    } else {
      throw EvaluationError.noGroundTruth(name: name, folder: folder)
    }
  }
}
