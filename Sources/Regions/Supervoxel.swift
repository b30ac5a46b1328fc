import Imaging

/// A small space-time region: a superpixel tracked over several frames.
package struct Supervoxel: Equatable, Sendable, Codable {
  /// Ascending over the video; also the number of the region that it founds.
  package let number: Int32
  /// Its value in supervoxel maps. Slots are reused after a supervoxel ends.
  package let slot: UInt16
  /// The batch in which it began.
  let batch: Int
  /// Pixels in all its frames.
  var pixels: Float = 0
  /// The mean descriptor over all its frames.
  var descriptor: [Float]
  /// The mean descriptor in its last batch.
  var recentDescriptor: [Float]
  /// Its last frames, ascending.
  var samples: [Sample] = []
  /// Its place in the merge tree; nil while it is not final: later frames may change it.
  var place: TreePlace?

  /// Its properties in one frame.
  struct Sample: Equatable, Sendable, Codable {
    /// Within the shot, from 0.
    let frame: Int32
    var pixels: Float
    /// Those on the picture border.
    var rimPixels: Float = 0
    var motionPixels: Float
    var velocity: SIMD2<Float>
    var centroid: SIMD2<Float>
  }

  /// The maximum number of samples kept.
  static let maxSamples = 128

  init(number: Int32, slot: UInt16, batch: Int, descriptor: [Float]) {
    self.number = number
    self.slot = slot
    self.batch = batch
    self.descriptor = descriptor
    recentDescriptor = descriptor
  }

  /// Pixels in its last frame.
  var recentPixels: Float { samples.last?.pixels ?? 0 }
  /// Its last frame, within the shot.
  var lastFrame: Int32 { samples.last?.frame ?? 0 }

  /// Adds its parts of a batch of frames.
  mutating func add(_ parts: [(frame: Int32, part: FrameParts.Part)]) {
    guard !parts.isEmpty else { return }
    var sum = [Float](repeating: 0, count: descriptor.count)
    var added: Float = 0
    for (frame, part) in parts {
      added += part.pixels
      for i in sum.indices { sum[i] += part.pixels * part.descriptor[i] }
      if let last = samples.indices.last, samples[last].frame == frame {
        samples[last].add(part)
      } else {
        samples.append(Sample(frame: frame, part))
      }
    }
    recentDescriptor = sum.map { $0 / added }
    let share = added / (pixels + added)
    for i in descriptor.indices { descriptor[i] += share * (recentDescriptor[i] - descriptor[i]) }
    pixels += added
    if samples.count > Self.maxSamples { samples.removeFirst(samples.count - Self.maxSamples) }
  }
}

extension Supervoxel.Sample {
  init(frame: Int32, _ part: FrameParts.Part) {
    self.init(
      frame: frame, pixels: part.pixels, motionPixels: part.motion.pixels, velocity: part.motion.velocity,
      centroid: part.centroid)
  }

  mutating func add(_ part: FrameParts.Part) {
    let known = motionPixels + part.motion.pixels
    if known > 0 { velocity += (part.motion.velocity - velocity) * (part.motion.pixels / known) }
    motionPixels = known
    centroid += (part.centroid - centroid) * (part.pixels / max(1, pixels + part.pixels))
    pixels += part.pixels
  }
}

/// The place of a supervoxel in the merge tree: at `level` it joins the region that an older one founded.
package struct TreePlace: Equatable, Sendable, Codable {
  /// The number of the older supervoxel; nil if it is the founder of its region at every level.
  package let joins: Int32?
  /// Infinite if it joins none.
  package let level: Float

  package init(joins: Int32?, level: Float) {
    self.joins = joins
    self.level = level
  }

  static let root = TreePlace(joins: nil, level: .infinity)

  /// The supervoxel that it has joined if the tree is cut at `level`; nil if it is the founder of a region there.
  package func joined(at level: Float) -> Int32? { self.level <= level ? joins : nil }
}
