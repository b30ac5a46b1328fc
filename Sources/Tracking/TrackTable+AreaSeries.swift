extension TrackTable {
  /// A figure over time in bounded memory: evenly thinned, with the first and the last sample always among them.
  package struct AreaSeries: Equatable, Sendable, Codable {
    /// The most samples that are kept.
    package static let limit = 64

    package struct Sample: Equatable, Sendable, Codable {
      /// The place of the frame among those segmented.
      package let index: Int
      /// The share of the picture, 0…1.
      package let share: Double

      package init(index: Int, share: Double) {
        self.index = index
        self.share = share
      }
    }

    /// Every `stride`-th of the samples, from the first.
    private var kept: [Sample] = []
    private var stride = 1
    /// How many samples have come.
    private var count = 0
    private var last: Sample?

    package init() {}

    /// In the order in which they came, at most `limit`.
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

    /// Whether appending may go on: not so in every file that can be read.
    var isConsistent: Bool {
      (1...1 << 40).contains(stride) && (0...Int.max / 4).contains(count) && kept.count < Self.limit
        && (count == 0) == (last == nil) && (count == 0) == kept.isEmpty
    }
  }
}
