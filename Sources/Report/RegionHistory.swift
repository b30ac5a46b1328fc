import Imaging
import Measurements

/// What the report shows of a region over time, of bounded size.
struct RegionHistory: Sendable {
  /// Sums over a bin of frames: the share of the picture, the place of the centroid in widths and heights, and the number of frames.
  typealias Sums = SIMD4<Float>

  private static let maxSpans = 48
  private static let maxBins = 64

  private(set) var life: LifeSpan
  /// The frames in which it is seen, in order. Of too many, the ones with the shortest gap are joined.
  private(set) var spans: [ClosedRange<Int>]
  /// The shares of the picture, summed over the frames.
  private(set) var totalShare = 0.0
  private(set) var largestShare = 0.0
  /// From its first frame on, ``binWidth`` frames each.
  private(set) var bins: [Sums] = []
  private(set) var binWidth = 1
  /// The sum of the colors of its pixels, and the pixels.
  private var color = SIMD4<Double>.zero

  init(_ region: RegionProperties, in frame: MeasuredFrame, life: LifeSpan) {
    self.life = life
    spans = []
    add(region, in: frame, life: life)
  }

  mutating func add(_ region: RegionProperties, in frame: MeasuredFrame, life: LifeSpan) {
    self.life = life
    addSpan(frame.index)
    let share = Double(region.area) / Double(frame.size.count)
    totalShare += share
    largestShare = max(largestShare, share)
    let place = frame.index - life.firstFrame
    while place / binWidth >= Self.maxBins {
      bins = stride(from: 0, to: bins.count, by: 2).map { $0 + 1 < bins.count ? bins[$0] + bins[$0 + 1] : bins[$0] }
      binWidth *= 2
    }
    if bins.count <= place / binWidth {
      bins += Array(repeating: .zero, count: place / binWidth + 1 - bins.count)
    }
    bins[place / binWidth] += SIMD4(
      Float(share), Float((region.centroid.x + 0.5) / Double(frame.size.width)),
      Float((region.centroid.y + 0.5) / Double(frame.size.height)), 1)
    if let mean = region.color?.mean { color += SIMD4(mean * Double(region.area), Double(region.area)) }
  }

  private mutating func addSpan(_ frame: Int) {
    if let last = spans.last, last.upperBound + 1 == frame {
      spans[spans.count - 1] = last.lowerBound...frame
      return
    }
    spans.append(frame...frame)
    guard spans.count > Self.maxSpans else { return }
    let gaps = spans.indices.dropFirst().map { (gap: spans[$0].lowerBound - spans[$0 - 1].upperBound, place: $0) }
    guard let shortest = gaps.min(by: { ($0.gap, $0.place) < ($1.gap, $1.place) })?.place else { return }
    spans[shortest - 1] = spans[shortest - 1].lowerBound...spans[shortest].upperBound
    spans.remove(at: shortest)
  }

  /// The means of the bins; nil without a frame.
  var means: [Sums?] { bins.map { $0.w > 0 ? $0 / $0.w : nil } }
  /// The largest mean share of the picture of a bin.
  var largestMeanShare: Double { Double(means.compactMap { $0?[0] }.max() ?? 0) }

  /// The mean color of its pixels over the video; nil without pictures.
  var meanColor: RGBColor? {
    guard color.w > 0 else { return nil }
    let mean = color / color.w
    func channel(_ value: Double) -> UInt8 { UInt8(min(max(value.rounded(), 0), 255)) }
    return RGBColor(red: channel(mean.x), green: channel(mean.y), blue: channel(mean.z))
  }
}

/// The histories of all regions: a table that grows with the regions, not with the frames.
struct RegionHistories: Sendable {
  private var lives = LifeSpans()
  private var histories: [UInt16: RegionHistory] = [:]

  mutating func add(_ frame: MeasuredFrame) {
    lives.add(frame)
    for region in frame.regions {
      let properties = region.properties
      guard let life = lives[properties.trackID] else { continue }
      if histories[properties.trackID]?.add(properties, in: frame, life: life) == nil {
        histories[properties.trackID] = RegionHistory(properties, in: frame, life: life)
      }
    }
  }

  var count: Int { histories.count }

  /// At most `limit` of them, the largest first.
  func largest(_ limit: Int) -> [RegionHistory] {
    let sorted = histories.values.sorted { ($1.totalShare, $0.life.trackID) < ($0.totalShare, $1.life.trackID) }
    return Array(sorted.prefix(limit))
  }
}
