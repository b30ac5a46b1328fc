extension TrackTable {
  /// A time series in bounded memory: evenly thinned, always with the first and the last sample.
  package struct AreaSeries: Equatable, Sendable, Codable {
    /// The maximum number of samples.
    package static let limit = 64

    package struct Sample: Equatable, Sendable, Codable {
      /// The index of the frame among those segmented.
      package let index: Int
      /// The fraction of the picture, 0…1.
      package let share: Double

      package init(index: Int, share: Double) {
        self.index = index
        self.share = share
      }
    }

    /// Every `stride`-th of the samples, from the first.
    private var kept: [Sample] = []
    private var stride = 1
    /// The number of samples appended.
    private var count = 0
    private var last: Sample?

    package init() {}

    /// In order, at most `limit`.
    package var samples: [Sample] {
      guard let last, last != kept.last else { return kept }
      return kept + [last]
    }

    package mutating func append(_ sample: Sample) {
      // One place is left for the last sample.
      if count % stride == 0, kept.count == Self.limit - 1 {
        kept = Swift.stride(from: 0, to: kept.count, by: 2).map { kept[$0] }
        stride *= 2
      }
      if count % stride == 0 { kept.append(sample) }
      count += 1
      last = sample
    }

    /// Validates decoded state.
    var isConsistent: Bool {
      (1...1 << 40).contains(stride) && (0...Int.max / 4).contains(count) && kept.count < Self.limit
        && (count == 0) == (last == nil) && (count == 0) == kept.isEmpty
    }
  }
}
