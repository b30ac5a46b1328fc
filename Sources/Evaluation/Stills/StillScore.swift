import Foundation
import Imaging

/// The agreement of one picture's segments with human annotations.
///
/// S: the segments; G: those of one annotator; N: the pixels; IoU: intersection over union. Annotators are pooled for
/// the paper's figures and averaged for the standard ones.
package struct StillScore: Codable, Equatable, Sendable {
  /// The segments counted by the paper's figures, in order of their numbers.
  package let segments: [Segment]
  /// The number of segments of all annotators.
  package let truthCount: Int
  /// 2PR / (P + R), 0…1, at an IoU of more than 0.5. P: the fraction of segments that match a segment of some
  /// annotator. R: the fraction of all annotators' segments that match a segment.
  package let fMeasure: Double
  /// Covering of G by S: Σ_G
  /// G
  ///  max_S IoU(G, S) / N, 0…1 (Arbeláez et al., TPAMI 2011, section 3.1.3).
  package let covering: Double
  /// The mean over all annotators' segments of their largest IoU with a segment, 0…1: mIOU of Kim, Kanezaki, Tanaka
  /// (IEEE TIP 2020).
  package let meanIoU: Double
  /// The fraction of pixel pairs on which both partitions agree, 0…1.
  package let randIndex: Double
  /// H(S) + H(G) − 2 I(S, G) in bits, ≥ 0; 0 is best.
  package let variationOfInformation: Double

  /// One segment for the precision–recall curves.
  package struct Segment: Codable, Equatable, Sendable {
    package let pixels: Int
    /// The number of all annotators' segments with an IoU of more than 0.5, and of more than 0.7.
    package let matches50, matches70: Int
  }

  /// - Parameters:
  ///   - partition: the segments.
  ///   - truth: one partition of the same size per annotator, at least one.
  package init(_ partition: Partition, truth: [Partition]) {
    precondition(!truth.isEmpty && truth.allSatisfy { $0.size == partition.size })
    let areas = partition.areas
    var matches50 = [Int](repeating: 0, count: areas.count)
    var matches70 = matches50
    var recalled = 0
    var sums = (covering: 0.0, iou: 0.0, rand: 0.0, variation: 0.0)
    for annotation in truth {
      let overlaps = Overlaps(partition, areas, annotation)
      for entry in overlaps.entries {
        if entry.iou > 0.5 { matches50[entry.segment] += 1 }
        if entry.iou > 0.7 { matches70[entry.segment] += 1 }
      }
      recalled += overlaps.best.count { $0 > 0.5 }
      sums.covering += overlaps.covering
      sums.iou += overlaps.best.reduce(0, +)
      sums.rand += overlaps.randIndex
      sums.variation += overlaps.variationOfInformation
    }
    segments = areas.indices.map { Segment(pixels: areas[$0], matches50: matches50[$0], matches70: matches70[$0]) }
    truthCount = truth.reduce(0) { $0 + $1.count }
    let precision = Double(matches50.count { $0 > 0 }) / Double(areas.count)
    let recall = Double(recalled) / Double(truthCount)
    fMeasure = precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall)
    covering = sums.covering / Double(truth.count)
    meanIoU = sums.iou / Double(truthCount)
    randIndex = sums.rand / Double(truth.count)
    variationOfInformation = sums.variation / Double(truth.count)
  }
}

/// The pairs of segments of two partitions that share pixels.
private struct Overlaps {
  struct Entry {
    let segment, truth, pixels: Int
    let iou: Double
  }

  let entries: [Entry]
  /// The largest IoU of each ground-truth segment.
  let best: [Double]
  private let areas, truthAreas: [Int]
  private let count: Int

  init(_ partition: Partition, _ areas: [Int], _ truth: Partition) {
    let shared = sharedPixels(partition.numbers, truth.numbers)
    let truthAreas = truth.areas
    // Sorted, so that sums do not depend on dictionary order.
    entries = shared.sorted { $0.key < $1.key }.map { key, pixels in
      let (segment, number) = (Int(key >> 32), Int(key & 0xffff_ffff))
      return Entry(
        segment: segment, truth: number, pixels: pixels,
        iou: Double(pixels) / Double(areas[segment] + truthAreas[number] - pixels))
    }
    var best = [Double](repeating: 0, count: truth.count)
    for entry in entries { best[entry.truth] = max(best[entry.truth], entry.iou) }
    self.best = best
    self.areas = areas
    self.truthAreas = truthAreas
    count = partition.numbers.count
  }

  var covering: Double { zip(truthAreas, best).reduce(0) { $0 + Double($1.0) * $1.1 } / Double(count) }

  var randIndex: Double {
    guard count > 1 else { return 1 }
    let squares = { (areas: [Int]) in areas.reduce(0.0) { $0 + Double($1) * Double($1) } }
    let differing = (squares(areas) + squares(truthAreas)) / 2 - squares(entries.map(\.pixels))
    return 1 - differing / (Double(count) * Double(count - 1) / 2)
  }

  var variationOfInformation: Double {
    let entropy = { (areas: [Int]) in
      areas.reduce(0.0) { sum, area in
        let share = Double(area) / Double(count)
        return sum - share * log2(share)
      }
    }
    // H(S) + H(G) − 2 I = 2 H(S, G) − H(S) − H(G); rounding must not make it negative.
    return max(0, 2 * entropy(entries.map(\.pixels)) - entropy(areas) - entropy(truthAreas))
  }
}
