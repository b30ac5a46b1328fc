import Evaluation
import EvaluationFiles
import Foundation
import Imaging
import Media
import Tessera

/// The stills of BSDS500 and what people drew in them.
package struct DataSet: Sendable {
  /// In the byte order of their names.
  package let stills: [Still]
  /// The folder of ground truth; see `GroundTruth`.
  package let truth: String

  package struct Still: Sendable {
    /// The file's name without its extension.
    package let name: String
    package let path: String
  }

  /// Where stills and ground truth may be within a folder: side by side, or as the data set is delivered, where the test
  /// images, which the paper takes, come before the validation images.
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

  /// The partitions that people drew in a still.
  ///
  /// - Throws: `ReproductionError.truthSizeDiffers`, `EvaluationError`, `MediaError`.
  func annotations(of still: Still, size: Size) throws -> [Partition] {
    let annotations = try GroundTruth(of: still.name, in: truth).annotations
    for annotation in annotations where annotation.size != size {
      throw ReproductionError.truthSizeDiffers(
        still: still.path, size: size, truth: truth, truthSize: annotation.size)
    }
    return annotations
  }
}

extension Array {
  /// `count` elements spread evenly: the i-th is the one at place i · `self.count` / `count`; all where there are no more.
  package func spread(_ count: Int) -> [Element] {
    guard count < self.count else { return self }
    return (0..<count).map { self[$0 * self.count / count] }
  }
}
