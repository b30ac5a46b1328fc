import Imaging

/// The colours of the identities: fixed by the number alone, so that no video and no frame changes them.
///
/// Each colour is, of a coarse grid in RGB, the one farthest in CIELAB from all before it, so the first few are as
/// unlike as can be; the few numbers just before count several times as much, so neighbours stay unlike to the end.
/// There are 255 colours: identity 256 looks like identity 1 again, 257 like 2, and so on.
package struct Palette: Equatable, Sendable {
  /// The palette of every output.
  package static let standard = Palette()

  /// 256 colours: black for 0, "no label", then those of identities 1…255.
  package let colors: [Color]

  /// The colour of an identity.
  package func color(of identity: UInt16) -> Color {
    identity == 0 ? colors[0] : colors[(Int(identity) - 1) % 255 + 1]
  }

  private init() {
    let levels: [UInt8] = stride(from: 0, through: 255, by: 15).map { UInt8($0) }
    let grid = levels.flatMap { red in
      levels.flatMap { green in levels.map { blue in Color(red: red, green: green, blue: blue) } }
    }
    let candidates = grid.map { (color: $0, lab: Lab($0)) }.filter { Self.isLively($0.lab) }

    // How far each candidate is from all colours so far, squared.
    var distances = [Float](repeating: .infinity, count: candidates.count)
    var colors = [Color(red: 0, green: 0, blue: 0)]
    var recent: [Lab] = []
    var next = candidates.indices.min { first, second in
      Self.distance(candidates[first].lab, Self.first) < Self.distance(candidates[second].lab, Self.first)
    }
    while let chosen = next, colors.count < 256 {
      colors.append(candidates[chosen].color)
      recent = recent.suffix(Self.neighbours - 1) + [candidates[chosen].lab]
      next = nil
      var farthest: Float = -1
      for (index, candidate) in candidates.enumerated() {
        distances[index] = min(distances[index], Self.distance(candidate.lab, candidates[chosen].lab))
        guard distances[index] > farthest else { continue }
        var score = distances[index]
        for lab in recent { score = min(score, Self.distance(candidate.lab, lab) / Self.neighbourWeight) }
        if score > farthest { (farthest, next) = (score, index) }
      }
    }
    self.colors = colors
  }

  /// Where the choice begins: a strong blue.
  private static let first = Lab(lightness: 50, a: 10, b: -60)
  /// The numbers just before that count more, and by how much, squared.
  private static let neighbours = 4
  private static let neighbourWeight: Float = 9

  /// Neither so dark nor so light nor so grey that it would be lost in a picture it is blended with, nor as glaring as
  /// the pure primaries.
  private static func isLively(_ lab: Lab) -> Bool {
    let chroma = (lab.a * lab.a + lab.b * lab.b).squareRoot()
    return (42...86).contains(lab.lightness) && (40...90).contains(chroma)
  }

  /// The squared distance in CIELAB with lightness at half its weight, so that hues vary first.
  private static func distance(_ first: Lab, _ second: Lab) -> Float {
    let lightness = (first.lightness - second.lightness) / 2
    let (a, b) = (first.a - second.a, first.b - second.b)
    return lightness * lightness + a * a + b * b
  }
}
