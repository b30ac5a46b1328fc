/// Values over the frames in bounded memory: evenly long bins of frames, each with the mean, the least and the greatest
/// value. When there are too many, pairs of bins become one.
package struct BinnedSeries: Equatable, Sendable {
  package struct Bin: Equatable, Sendable {
    package fileprivate(set) var sum = 0.0
    package fileprivate(set) var count = 0
    package fileprivate(set) var least = Double.infinity
    package fileprivate(set) var greatest = -Double.infinity

    package init() {}

    /// Nil if no frame of the bin has a value.
    package var mean: Double? { count == 0 ? nil : sum / Double(count) }

    fileprivate mutating func add(_ other: Bin) {
      sum += other.sum
      count += other.count
      least = min(least, other.least)
      greatest = max(greatest, other.greatest)
    }
  }

  /// The maximum number of bins, even.
  package let limit: Int
  /// The frames in each bin, a power of two.
  package private(set) var width = 1
  /// From frame 0 on.
  package private(set) var bins: [Bin] = []

  package init(limit: Int = 800) { self.limit = max(2, limit / 2 * 2) }

  /// Adds the value of a frame; a value that is not finite is ignored. A frame may have several values.
  package mutating func add(_ value: Double?, at frame: Int) {
    guard let value, value.isFinite, frame >= 0 else { return }
    while frame / width >= limit { merge() }
    let place = frame / width
    if bins.count <= place { bins += Array(repeating: Bin(), count: place + 1 - bins.count) }
    bins[place].sum += value
    bins[place].count += 1
    bins[place].least = min(bins[place].least, value)
    bins[place].greatest = max(bins[place].greatest, value)
  }

  private mutating func merge() {
    bins = stride(from: 0, to: bins.count, by: 2).map { place in
      var bin = bins[place]
      if place + 1 < bins.count { bin.add(bins[place + 1]) }
      return bin
    }
    width *= 2
  }

  /// Whether no frame has a value.
  package var isEmpty: Bool { bins.allSatisfy { $0.count == 0 } }
  /// The mean of all values; nil if there are none.
  package var mean: Double? {
    let all = total
    return all.mean
  }
  /// The least and the greatest value; nil if there are none.
  package var range: ClosedRange<Double>? {
    let all = total
    return all.count == 0 ? nil : all.least...all.greatest
  }

  private var total: Bin { bins.reduce(into: Bin()) { $0.add($1) } }
}
