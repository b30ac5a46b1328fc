import Imaging

/// What a record says of a frame besides its labels.
package struct FrameFigures: Equatable, Sendable {
  /// The index among the selected frames.
  package let index: Int
  /// The presentation time in ticks of the source.
  package let ticks: Int64
  /// Of training; the loss is nil without any.
  package let iterations: Int
  package let loss: Float?

  /// The maximum number of training iterations of a frame.
  private static let maxIterations = 1_000_000

  init(_ frame: ClusteredFrame) {
    self.init(frame.frame, iterations: frame.segmentation.iterations, loss: frame.segmentation.loss)
  }

  init(_ frame: TrackedFrame) {
    self.init(frame.frame, iterations: frame.segmentation.iterations, loss: frame.segmentation.loss)
  }

  private init(_ frame: Frame, iterations: Int, loss: Float?) {
    self.init(index: frame.index, ticks: frame.time.ticks, iterations: iterations, loss: loss)
  }

  package init(index: Int, ticks: Int64, iterations: Int, loss: Float?) {
    (self.index, self.ticks, self.iterations, self.loss) = (index, ticks, iterations, loss)
  }
}

extension FrameFigures: Codable {
  private enum CodingKeys: CodingKey { case index, ticks, iterations, loss }

  /// - Throws: `DecodingError`, also for values that are impossible.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    index = try container.decode(Int.self, forKey: .index)
    ticks = try container.decode(Int64.self, forKey: .ticks)
    iterations = try container.decode(Int.self, forKey: .iterations)
    loss = try container.decodeIfPresent(Float.self, forKey: .loss)
    guard index >= 0, (0...Self.maxIterations).contains(iterations), loss?.isFinite ?? true else {
      throw DecodingError.dataCorruptedError(
        forKey: .index, in: container, debugDescription: "a figure is out of range")
    }
  }
}
