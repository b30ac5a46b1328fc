import Foundation
import Imaging

/// BSDS500 ground truth: a MATLAB 5 file with a cell array `groundTruth` of structures, one per annotator, each with
/// an integer matrix `Segmentation` of 8 to 32 bits (BSDS500: 16). Nothing else of the format is read.
///
/// Source: MathWorks, MAT-File Format, chapter 1.
enum MATLABFile {
  /// The maximum size of a file and of its contents; BSDS500 files have less than a tenth of a megabyte.
  static let maxBytes = 8 << 20

  /// The segmentations of all annotators.
  /// - Throws: `EvaluationError.unreadableMATLABFile`.
  static func segmentations(path: String) throws(EvaluationError) -> [RegionMap] {
    do throws(MATLABElement.Damage) {
      // Links are resolved first, since a pipe or device might never end.
      let target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      let attributes = try? FileManager.default.attributesOfItem(atPath: target)
      guard attributes?[.type] as? FileAttributeType == .typeRegular, attributes?[.size] as? Int ?? .max <= maxBytes,
        let data = FileManager.default.contents(atPath: target)
      else {
        throw .init("it can not be read, is not a regular file, or has more than \(maxBytes >> 20) MiB")
      }
      // A text of 124 bytes, the version, and "MI" in the writer's byte order.
      guard data.count > 128, Array(data[124..<128]) == [0, 1, 0x49, 0x4d] else {
        throw .init("it is not a little-endian MATLAB 5 file")
      }
      var reader = MATLABElement.Reader(data[128...])
      while let element = try reader.next(maxBytes: maxBytes) {
        guard let matrix = try MATLABMatrix(element), matrix.name == "groundTruth" else { continue }
        let maps = try matrix.cells().map { cell throws(MATLABElement.Damage) in
          try cell.field("Segmentation").map(annotations: "Segmentation")
        }
        guard let first = maps.first, maps.allSatisfy({ $0.size == first.size }) else {
          throw .init("its annotators differ in size, or there are none")
        }
        return maps
      }
      throw .init("groundTruth is missing")
    } catch {
      throw .unreadableMATLABFile(path: path, reason: error.reason)
    }
  }
}

/// An array of a MATLAB file: its header, and the data elements.
private struct MATLABMatrix {
  let name: String
  private let kind: UInt8
  private let dimensions: [Int]
  private var data: MATLABElement.Reader

  /// Nil if the element is not an array.
  init?(_ element: MATLABElement) throws(MATLABElement.Damage) {
    guard element.type == .matrix else { return nil }
    var reader = MATLABElement.Reader(element.bytes)
    guard let flags = try reader.next(), flags.bytes.count == 8, let first = flags.bytes.first,
      let sizes = try reader.next()?.numbers, let name = try reader.next()
    else { throw .init("an array has no header") }
    kind = first
    dimensions = sizes
    self.name = String(decoding: name.bytes, as: UTF8.self)
    data = reader
  }

  /// The number of its elements, limited by the file size.
  private func count() throws(MATLABElement.Damage) -> Int {
    var product = 1
    for length in dimensions {
      guard length > 0, length <= MATLABFile.maxBytes, product * length <= MATLABFile.maxBytes else {
        throw .init("an array is empty or too large")
      }
      product *= length
    }
    return product
  }

  func cells() throws(MATLABElement.Damage) -> [MATLABMatrix] {
    guard kind == 1 else { throw .init("groundTruth is not a cell array") }
    var reader = data
    var cells: [MATLABMatrix] = []
    for _ in 0..<(try count()) {
      guard let element = try reader.next(), let cell = try MATLABMatrix(element) else {
        throw .init("a cell of groundTruth is missing")
      }
      cells.append(cell)
    }
    return cells
  }

  func field(_ name: String) throws(MATLABElement.Damage) -> MATLABMatrix {
    var reader = data
    guard kind == 2, try count() == 1, let length = try reader.next()?.numbers.first, length > 0,
      let names = try reader.next()?.bytes
    else { throw .init("a cell of groundTruth is not a structure") }
    for start in stride(from: names.startIndex, to: names.endIndex, by: length) {
      let field = names[start..<min(start + length, names.endIndex)].prefix { $0 != 0 }
      guard let element = try reader.next() else { break }
      if String(decoding: field, as: UTF8.self) == name, let matrix = try MATLABMatrix(element) { return matrix }
    }
    throw .init("an annotator has no \(name)")
  }

  /// A column-major matrix as a map.
  func map(annotations name: String) throws(MATLABElement.Damage) -> RegionMap {
    var reader = data
    guard (8...13).contains(kind), dimensions.count == 2, let numbers = try reader.next()?.numbers,
      try count() == numbers.count
    else { throw .init("\(name) is not an integer matrix of 8 to 32 bits, or is truncated") }
    let size = PictureSize(width: dimensions[1], height: dimensions[0])
    var ids = [UInt32](repeating: 0, count: size.count)
    for x in 0..<size.width {
      for y in 0..<size.height { ids[y * size.width + x] = UInt32(clamping: numbers[x * size.height + y]) }
    }
    return RegionMap(size: size, ids: ids)
  }
}
