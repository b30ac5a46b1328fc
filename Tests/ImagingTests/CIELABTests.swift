import Foundation
import Imaging
import Parallelism
import Randomness
import Testing

@Suite("CIELAB")
struct CIELABTests {
  @Test(
    "has the published values of the primaries (D65, two digits)",
    arguments: [
      (RGBColor(red: 255, green: 0, blue: 0), 53.24, 80.09, 67.20),
      (RGBColor(red: 0, green: 255, blue: 0), 87.73, -86.18, 83.18),
      (RGBColor(red: 0, green: 0, blue: 255), 32.30, 79.19, -107.86),
      (RGBColor(red: 255, green: 255, blue: 255), 100, 0, 0),
      (RGBColor(red: 0, green: 0, blue: 0), 0, 0, 0),
      (RGBColor(red: 119, green: 119, blue: 119), 50.03, 0, 0),
    ])
  func primaries(color: RGBColor, lightness: Double, a: Double, b: Double) {
    let lab = Lab(color)
    #expect(abs(Double(lab.lightness) - lightness) < 0.03)
    #expect(abs(Double(lab.a) - a) < 0.03)
    #expect(abs(Double(lab.b) - b) < 0.03)
  }

  @Test("agrees with double precision over the whole cube")
  func agreesWithDouble() {
    for color in cube(step: 15) {
      let lab = Lab(color)
      let reference = reference(color)
      #expect(abs(Double(lab.lightness) - reference.0) < 1e-3)
      #expect(abs(Double(lab.a) - reference.1) < 1e-3)
      #expect(abs(Double(lab.b) - reference.2) < 1e-3)
    }
  }

  @Test("gives grays no color and a lightness that rises with their value")
  func grays() {
    let grays = (0...255).map { Lab(RGBColor(red: UInt8($0), green: UInt8($0), blue: UInt8($0))) }
    #expect(grays.allSatisfy { abs($0.a) < 1e-3 && abs($0.b) < 1e-3 })
    #expect(zip(grays, grays.dropFirst()).allSatisfy { $0.lightness < $1.lightness })
  }

  @Test("has the linear values of IEC 61966-2-1")
  func linear() {
    #expect(CIELAB.linear.count == 256)
    for (value, linear) in CIELAB.linear.enumerated() {
      let encoded = Double(value) / 255
      let expected = encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
      #expect(abs(Double(linear) - expected) <= 1e-7 * max(expected, 1e-3))
    }
  }

  @Test("takes cube roots to a relative error below 1e-6")
  func cubeRoots() {
    var x = 1e-30
    while x < 1e30 {
      let value = Float(x)
      let root = CIELAB.cubeRoot(SIMD8(repeating: value))
      let expected = cbrt(Double(value))
      #expect((0..<8).allSatisfy { abs(Double(root[$0]) - expected) < 1e-6 * expected })
      x *= 1.037
    }
  }

  @Test("converts a picture to the numbers of its colors, whatever its size", arguments: [1, 2, 7, 8, 9, 17, 4097])
  func planes(width: Int) {
    let colors = cube(step: 15)
    var picture = Picture(size: PictureSize(width: width, height: 3), filledWith: colors[0])
    for y in 0..<3 { for x in 0..<width { picture[x, y] = colors[(y * width + x) * 7 % colors.count] } }
    let planes = LabPlanes(picture)
    #expect(planes.size == picture.size)
    for n in 0..<picture.size.count {
      let lab = Lab(picture[n % width, n / width])
      #expect(planes.lightness[n] == lab.lightness && planes.a[n] == lab.a && planes.b[n] == lab.b)
    }
  }

  @Test("is the same on any number of threads")
  func threads() {
    var random = SplitMix64(seed: 1)
    let size = PictureSize(width: 301, height: 203)
    let bytes = (0..<3 * size.count).map { _ in UInt8.random(in: 0...255, using: &random) }
    let picture = Picture(size: size, bytes: bytes)
    #expect(LabPlanes(picture, workers: Workers(count: 3)) == LabPlanes(picture))
  }

  private func cube(step: Int) -> [RGBColor] {
    let levels = stride(from: 0, through: 255, by: step).map { UInt8($0) }
    return levels.flatMap { red in
      levels.flatMap { green in levels.map { RGBColor(red: red, green: green, blue: $0) } }
    }
  }

  private func reference(_ color: RGBColor) -> (Double, Double, Double) {
    let light = [color.red, color.green, color.blue].map { value -> Double in
      let encoded = Double(value) / 255
      return encoded <= 0.04045 ? encoded / 12.92 : pow((encoded + 0.055) / 1.055, 2.4)
    }
    func f(_ row: [Double]) -> Double {
      let t = (row[0] * light[0] + row[1] * light[1] + row[2] * light[2]) / row.reduce(0, +)
      return t > 216.0 / 24389 ? cbrt(t) : t * 841 / 108 + 4.0 / 29
    }
    let (x, y, z) = (f([0.4124, 0.3576, 0.1805]), f([0.2126, 0.7152, 0.0722]), f([0.0193, 0.1192, 0.9505]))
    return (116 * y - 16, 500 * (x - y), 200 * (y - z))
  }
}
