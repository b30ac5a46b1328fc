import Imaging
import Parallelism
import Superpixels
import Testing

private func slic(count: Int, threads: Int = 1, _ change: (inout SuperpixelSettings) -> Void = { _ in }) -> SLIC {
  var settings = SuperpixelSettings()
  settings.count = count
  change(&settings)
  return SLIC(settings, workers: Workers(count: threads))
}

/// A picture with four colors in four quadrants and a little noise.
private func quadrants(width: Int, height: Int) -> Picture {
  var random = Noise(state: 1)
  var picture = Picture(
    size: PictureSize(width: width, height: height), filledWith: RGBColor(red: 0, green: 0, blue: 0))
  for y in 0..<height {
    for x in 0..<width {
      let noise = UInt8(random.next() % 8)
      let right = 2 * x >= width
      let below = 2 * y >= height
      picture[x, y] = RGBColor(red: right ? 200 : 20 + noise, green: below ? 190 : 30 + noise, blue: 90 + noise)
    }
  }
  return picture
}

/// Smooth colors with an edge here and there.
private func landscape(_ size: PictureSize, shift: Int = 0) -> Picture {
  var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
  for y in 0..<size.height {
    for x in 0..<size.width {
      let u = x + shift
      picture[x, y] = RGBColor(
        red: UInt8(truncatingIfNeeded: (u * 3) & 127), green: UInt8(truncatingIfNeeded: (y * 5) & 127),
        blue: (u / 17 + y / 13).isMultiple(of: 2) ? 220 : 30)
    }
  }
  return picture
}

private struct Noise: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state >> 33
  }
}

@Suite struct SLICTests {
  @Test("Four noisy quadrants are four superpixels")
  func fourQuadrants() {
    let (superpixels, _) = slic(count: 4).superpixels(of: quadrants(width: 40, height: 30))
    #expect(superpixels.count == 4)
    for y in 0..<30 {
      for x in 0..<40 {
        let expected = (x >= 20 ? 1 : 0) + (y >= 15 ? 2 : 0)
        #expect(Int(superpixels.labels[y * 40 + x]) == expected)
      }
    }
  }

  @Test(
    "Superpixels are connected, cover the picture, and are about as many as asked for",
    arguments: [
      (PictureSize(width: 120, height: 90), 300), (PictureSize(width: 61, height: 47), 50),
      (PictureSize(width: 64, height: 64), 1),
    ])
  func partition(_ size: PictureSize, _ count: Int) {
    let (superpixels, _) = slic(count: count).superpixels(of: landscape(size))
    #expect(Double(superpixels.count) < 1.6 * Double(count) + 1)
    #expect(Double(superpixels.count) > 0.5 * Double(count))
    #expect(superpixels.pixels.sorted() == Array(0..<Int32(size.count)))
    for k in 0..<superpixels.count { #expect(isConnected(superpixels[k], width: size.width)) }
  }

  private func isConnected(_ pixels: ArraySlice<Int32>, width: Int) -> Bool {
    guard let first = pixels.first else { return false }
    var left = Set(pixels)
    var open = [first]
    left.remove(first)
    while let n = open.popLast() {
      for m in [n - Int32(width), n + Int32(width), n - 1, n + 1] where left.contains(m) {
        if abs(m - n) == 1, m / Int32(width) != n / Int32(width) { continue }
        left.remove(m)
        open.append(m)
      }
    }
    return left.isEmpty
  }

  @Test("Superpixels follow strong edges")
  func edges() {
    let size = PictureSize(width: 96, height: 64)
    var picture = Picture(size: size, filledWith: RGBColor(red: 30, green: 60, blue: 200))
    for y in 0..<64 {
      for x in 0..<96 where 3 * x + y > 150 { picture[x, y] = RGBColor(red: 230, green: 200, blue: 20) }
    }
    let (superpixels, _) = slic(count: 150).superpixels(of: picture)
    var strays = 0
    for k in 0..<superpixels.count {
      let yellow = superpixels[k].count { picture.bytes[3 * Int($0)] == 230 }
      strays += min(yellow, superpixels[k].count - yellow)
    }
    #expect(Double(strays) < 0.01 * Double(size.count))
  }

  @Test("The same superpixels for any number of threads", arguments: [2, 3])
  func threads(_ threads: Int) {
    let picture = landscape(PictureSize(width: 130, height: 101))
    #expect(slic(count: 400, threads: threads).superpixels(of: picture) == slic(count: 400).superpixels(of: picture))
  }

  @Test("Tiny pictures and too many superpixels give each pixel at most one superpixel")
  func tiny() {
    for (width, height) in [(1, 1), (3, 200), (200, 1), (2, 2), (7, 5)] {
      let (superpixels, _) = slic(count: 10_000).superpixels(of: quadrants(width: width, height: height))
      #expect((1...(width * height)).contains(superpixels.count))
    }
  }

  @Test("A flat color gives a regular grid")
  func flat() {
    let picture = Picture(size: PictureSize(width: 80, height: 60), filledWith: RGBColor(red: 90, green: 90, blue: 90))
    let (superpixels, _) = slic(count: 48).superpixels(of: picture)
    #expect(superpixels.count == 48)
    let areas = (0..<48).map { superpixels[$0].count }
    #expect(areas.min()! > 60 && areas.max()! < 150)
  }

  @Test("With a warm start, superpixels move with the picture")
  func warm() {
    let size = PictureSize(width: 120, height: 80)
    let first = landscape(size)
    let second = landscape(size, shift: 1)
    let (_, centers) = slic(count: 200).superpixels(of: first)
    let (same, _) = slic(count: 200) { $0.iterations = 1 }.superpixels(of: first, startingFrom: centers)
    let (settled, _) = slic(count: 200) { $0.iterations = 11 }.superpixels(of: first)
    #expect(same == settled)
    // Centers for another number of superpixels are of no use.
    let (fresh, _) = slic(count: 100).superpixels(of: second, startingFrom: centers)
    #expect(fresh == slic(count: 100).superpixels(of: second).0)
  }

  @Test("Centers of another picture size are safe")
  func warmFromAnotherSize() {
    let (_, large) = slic(count: 96).superpixels(of: landscape(PictureSize(width: 120, height: 80)))
    let (_, small) = slic(count: 96).superpixels(of: landscape(PictureSize(width: 60, height: 40)))
    #expect(large.count == small.count)
    for (size, centers) in [(PictureSize(width: 60, height: 40), large), (PictureSize(width: 120, height: 80), small)] {
      let (superpixels, _) = slic(count: 96).superpixels(of: landscape(size), startingFrom: centers)
      #expect(superpixels.pixels.sorted() == Array(0..<Int32(size.count)))
    }
  }
}
