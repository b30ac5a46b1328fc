import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Media
import Tessera

/// The stills of BSDS500 and their human annotations.
package struct DataSet: Sendable {
  /// In byte order of their names.
  package let stills: [Still]
  /// The folder of ground truth; see `GroundTruth`.
  package let truth: String

  package struct Still: Sendable {
    /// The file's name without its extension.
    package let name: String
    package let path: String
  }

  /// The possible folders of stills and ground truth: directly in the folder, or as in the distributed data set,
  /// where test images, which the paper uses, have priority over validation images.
  private static let places = ["", "/test", "/val"].flatMap { split in
    ["", "data/"].map { ($0 + "images" + split, $0 + "groundTruth" + split) }
  }

  /// - Throws: `ReproductionError`, `MediaError`.
  package init(_ folder: String) throws {
    let root = folder.hasSuffix("/") ? folder : folder + "/"
    var failure: (any Error)?
    for (images, truth) in Self.places where Self.isFolder(root + images) && Self.isFolder(root + truth) {
      let paths: [String]
      do {
        guard case .images(let found, _) = try MediaInput.resolve(root + images) else { continue }
        paths = found
      } catch {
        failure = failure ?? error
        continue
      }
      var taken: [String: String] = [:]
      stills = try paths.map { path in
        let name = path.fileStem
        if let first = taken.updateValue(path, forKey: name) {
          throw ReproductionError.sameName(first: first, second: path)
        }
        return Still(name: name, path: path)
      }
      self.truth = root + truth
      return
    }
    guard FileManager.default.fileExists(atPath: folder) else { throw MediaError.noSuchFile(path: folder) }
    throw failure ?? ReproductionError.notTheDataSet(folder: folder)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// The annotators' partitions of a still.
  ///
  /// - Throws: `ReproductionError.truthSizeDiffers`, `EvaluationError`, `MediaError`.
  func annotations(of still: Still, size: PictureSize) throws -> [Partition] {
    let annotations = try GroundTruth(of: still.name, in: truth).annotations
    for annotation in annotations where annotation.size != size {
      throw ReproductionError.truthSizeDiffers(
        still: still.path, size: size, truth: truth, truthSize: annotation.size)
    }
    return annotations
  }
}

extension Array {
  /// `count` evenly spaced elements: the i-th is at index i · `self.count` / `count`; all if there are fewer.
  package func spread(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}
