/// The median of changes of luma, rounded to a whole gray value.
enum RoundedMedian {
  static func of(_ changes: some Sequence<Float>) -> Float {
    var histogram = [Int](repeating: 0, count: 511)
    for change in changes { histogram[nearest(max(-255, min(255, change))) + 255] += 1 }
    let half = histogram.reduce(0, +) / 2
    var below = 0
    for (place, count) in histogram.enumerated() {
      below += count
      if below > half { return Float(place - 255) }
    }
    return 0
  }
}
