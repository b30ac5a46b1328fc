/// A label map is encoded as runs of equal labels: `[length, label, length, label, …]`, rows from the top.
extension LabelRaster: Codable {
  private enum CodingKeys: CodingKey {
    case size
    case runs
  }

  /// The maximum number of pixels of a decoded map. It limits the memory that a damaged checkpoint can request.
  private static var largestCount: Int { 1 << 28 }

  /// Decodes the runs.
  ///
  /// - Throws: `DecodingError` if the runs do not fill the size.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let size = try container.decode(PictureSize.self, forKey: .size)
    let runs = try container.decode([Int].self, forKey: .runs)
    func damaged(_ what: String) -> DecodingError {
      .dataCorruptedError(forKey: .runs, in: container, debugDescription: what)
    }
    let (count, overflow) = size.width.multipliedReportingOverflow(by: size.height)
    guard size.width >= 1, size.height >= 1, !overflow, count <= Self.largestCount else {
      throw damaged("invalid label map size \(size)")
    }
    guard runs.count.isMultiple(of: 2) else { throw damaged("a label run is truncated") }
    var labels: [UInt16] = []
    for start in stride(from: 0, to: runs.count, by: 2) {
      guard let label = UInt16(exactly: runs[start + 1]) else { throw damaged("\(runs[start + 1]) is not a label") }
      guard (1...max(1, count - labels.count)).contains(runs[start]), labels.count < count else {
        throw damaged("the label runs do not match the size \(size)")
      }
      labels.append(contentsOf: repeatElement(label, count: runs[start]))
    }
    guard labels.count == count else { throw damaged("the label runs do not match the size \(size)") }
    self.init(size: size, labels: labels)
  }

  /// Encodes the size and the runs.
  ///
  /// - Throws: the errors of the encoder.
  public func encode(to encoder: any Encoder) throws {
    var runs: [Int] = []
    for label in labels {
      if runs.last == Int(label) {
        runs[runs.count - 2] += 1
      } else {
        runs += [1, Int(label)]
      }
    }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(size, forKey: .size)
    try container.encode(runs, forKey: .runs)
  }
}
