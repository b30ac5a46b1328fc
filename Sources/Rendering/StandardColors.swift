import Imaging

/// The colors of tracks by number only, the same for all videos and frames.
///
/// Each color is, of a coarse grid in RGB, the one farthest in CIELAB from all earlier ones, so the first few are
/// most distinct. The preceding few numbers have several times the weight, so consecutive numbers always differ.
/// There are 255 colors: track ID 256 has the color of 1, 257 that of 2, and so on.
enum StandardColors {
  /// Black for 0, "no label".
  static func color(of trackID: UInt16) -> RGBColor {
    trackID == 0 ? colors[0] : colors[(Int(trackID) - 1) % 255 + 1]
  }

  /// 256 colors: black for 0, then those of track IDs 1…255.
  private static let colors: [RGBColor] = makeColors()

  private static func makeColors() -> [RGBColor] {
    let levels: [UInt8] = stride(from: 0, through: 255, by: 15).map { UInt8($0) }
    let grid = levels.flatMap { red in
      levels.flatMap { green in levels.map { blue in RGBColor(red: red, green: green, blue: blue) } }
    }
    let candidates = grid.map { (color: $0, lab: Lab($0)) }.filter { isCandidate($0.lab) }

    // The squared distance of each candidate from all colors so far.
    var distances = [Float](repeating: .infinity, count: candidates.count)
    var colors = [RGBColor(red: 0, green: 0, blue: 0)]
    var recent: [Lab] = []
    var next = candidates.indices.min { first, second in
      distance(candidates[first].lab, beginning) < distance(candidates[second].lab, beginning)
    }
    while let chosen = next, colors.count < 256 {
      colors.append(candidates[chosen].color)
      recent = recent.suffix(neighbors - 1) + [candidates[chosen].lab]
      next = nil
      var farthest: Float = -1
      for (index, candidate) in candidates.enumerated() {
        distances[index] = min(distances[index], distance(candidate.lab, candidates[chosen].lab))
        guard distances[index] > farthest else { continue }
        var score = distances[index]
        for lab in recent { score = min(score, distance(candidate.lab, lab) / neighborWeight) }
        if score > farthest { (farthest, next) = (score, index) }
      }
    }
    return colors
  }

  /// The first color: a strong blue.
  private static let beginning = Lab(lightness: 50, a: 10, b: -60)
  /// The preceding numbers with a larger weight, and the weight, squared.
  private static let neighbors = 4
  private static let neighborWeight: Float = 9

  /// Excludes colors that are too dark, too light or too gray to be visible when blended, and the pure primaries. The
  /// ranges are slightly narrower than those of ``LivelyColor``.
  private static func isCandidate(_ lab: Lab) -> Bool {
    (42...86).contains(lab.lightness) && (40...90).contains(lab.chroma)
  }

  /// The squared distance in CIELAB with half weight for lightness, so that hue varies first.
  private static func distance(_ first: Lab, _ second: Lab) -> Float {
    let lightness = (first.lightness - second.lightness) / 2
    let (a, b) = (first.a - second.a, first.b - second.b)
    return lightness * lightness + a * a + b * b
  }
}
