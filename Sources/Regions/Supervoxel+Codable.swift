import Imaging

/// A supervoxel is encoded with its samples as two arrays of numbers, which are written at once.
extension Supervoxel {
  /// The names in a checkpoint.
  private enum CodingKeys: String, CodingKey {
    case number, slot, batch, pixels, frames, values, place
    case descriptor = "features"
    case recentDescriptor = "recentFeatures"
  }

  /// The number of values of a sample besides its frame.
  private static let valuesPerSample = 7

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    number = try container.decode(Int32.self, forKey: .number)
    slot = try container.decode(UInt16.self, forKey: .slot)
    batch = try container.decode(Int.self, forKey: .batch)
    pixels = try container.decode(Float.self, forKey: .pixels)
    descriptor = try container.decode([Float].self, forKey: .descriptor)
    recentDescriptor = try container.decode([Float].self, forKey: .recentDescriptor)
    place = try container.decodeIfPresent(TreePlace.self, forKey: .place)
    let frames = try container.decode([Int32].self, forKey: .frames)
    let values = try container.decode([Float].self, forKey: .values)
    guard values.count == Self.valuesPerSample * frames.count, frames.count <= Self.maxSamples else {
      throw DecodingError.dataCorruptedError(
        forKey: .values, in: container, debugDescription: "the samples of a supervoxel are truncated")
    }
    samples = frames.enumerated().map { index, frame in
      let first = Self.valuesPerSample * index
      return Sample(
        frame: frame, pixels: values[first], rimPixels: values[first + 1], motionPixels: values[first + 2],
        velocity: SIMD2(values[first + 3], values[first + 4]), centroid: SIMD2(values[first + 5], values[first + 6]))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(number, forKey: .number)
    try container.encode(slot, forKey: .slot)
    try container.encode(batch, forKey: .batch)
    try container.encode(pixels, forKey: .pixels)
    try container.encode(descriptor, forKey: .descriptor)
    try container.encode(recentDescriptor, forKey: .recentDescriptor)
    try container.encodeIfPresent(place, forKey: .place)
    try container.encode(samples.map(\.frame), forKey: .frames)
    try container.encode(
      samples.flatMap {
        [$0.pixels, $0.rimPixels, $0.motionPixels, $0.velocity.x, $0.velocity.y, $0.centroid.x, $0.centroid.y]
      },
      forKey: .values)
  }

  /// The maximum magnitude of a motion and a centroid; far above pixels of a picture.
  private static let maxValue: Float = 1e5

  /// Validates decoded state.
  func isConsistent(dimensions: Int, frames: Int32, size: PictureSize) -> Bool {
    let numbers = descriptor + recentDescriptor
    // Twice the pixels of all frames, since sums are rounded.
    return slot > 0 && number >= 0 && batch >= 0 && !samples.isEmpty
      && (0...(2 * Float(size.count) * Float(frames))).contains(pixels) && descriptor.count == dimensions
      && recentDescriptor.count == dimensions && numbers.allSatisfy(\.isFinite)
      && zip(samples, samples.dropFirst()).allSatisfy { $0.frame < $1.frame }
      && samples.allSatisfy { sample in
        (0..<frames).contains(sample.frame) && (0...Float(size.count)).contains(sample.pixels)
          && (0...Float(size.count)).contains(sample.rimPixels)
          && (0...Float(size.count)).contains(sample.motionPixels)
          && [sample.velocity.x, sample.velocity.y, sample.centroid.x, sample.centroid.y].allSatisfy {
            $0.magnitude <= Self.maxValue
          }
      } && place.map { $0.isConsistent(number: number) } ?? true
  }
}

extension TreePlace {
  /// Only an older one is joined, or none, so that every path ends at a root.
  package func isConsistent(number: Int32) -> Bool {
    guard let joins else { return level == .infinity }
    return (0..<number).contains(joins) && level >= 0 && !level.isNaN
  }
}
