import Imaging
import Randomness
import VectorKernels

extension KernelCheck {
  /// The reference is `Lab`, one color at a time.
  static let convertToLab = KernelCheck("convert_to_lab", allowedError: 0) { kernels, comparison in
    var random = SplitMix64(seed: 1)
    let colors = (0..<4113).map { _ in RGBColor(random: &random) }
    let extremes = [0, 1, 9, 10, 11, 254, 255] as [UInt8]
    let cube = extremes.flatMap { red in
      extremes.flatMap { green in extremes.map { RGBColor(red: red, green: green, blue: $0) } }
    }
    let black = RGBColor(red: 0, green: 0, blue: 0)
    for (name, colors) in [("random", colors), ("extreme", cube), ("equal", Array(repeating: black, count: 63))] {
      for count in [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, colors.count] {
        let planes = (0..<3).map { _ in Guarded<Float>(count: count) }
        let colors = colors.prefix(count)
        Guarded(colors.flatMap { [$0.red, $0.green, $0.blue] }).read { bytes in
          kernels.convertToLab(
            bytes, linear: CIELAB.linear, lightness: planes[0].values, a: planes[1].values, b: planes[2].values)
        }
        for (n, color) in colors.enumerated() {
          let lab = Lab(color)
          let found = planes.map { $0.values[n] }
          comparison.expectEqual(found, [lab.lightness, lab.a, lab.b], "\(count) \(name) colors")
        }
        for plane in planes { comparison.checkGuards(plane, "\(count) \(name) colors") }
      }
    }
  } workload: {
    var random = SplitMix64(seed: 1)
    let colors = (0..<(481 * 321)).map { _ in RGBColor(random: &random) }
    let bytes = Guarded(colors.flatMap { [$0.red, $0.green, $0.blue] })
    let planes = (0..<3).map { _ in Guarded<Float>(count: colors.count) }
    return Workload(amount: 15 * Double(colors.count), unit: .bytes) { kernels in
      bytes.read { bytes in
        kernels.convertToLab(
          bytes, linear: CIELAB.linear, lightness: planes[0].values, a: planes[1].values, b: planes[2].values)
      }
    } runReference: {
      for (n, color) in colors.enumerated() {
        let lab = Lab(color)
        planes[0].values[n] = lab.lightness
        planes[1].values[n] = lab.a
        planes[2].values[n] = lab.b
      }
    }
  }
}

extension RGBColor {
  fileprivate init(random: inout SplitMix64) {
    self.init(
      red: UInt8.random(in: 0...255, using: &random), green: UInt8.random(in: 0...255, using: &random),
      blue: UInt8.random(in: 0...255, using: &random))
  }
}
