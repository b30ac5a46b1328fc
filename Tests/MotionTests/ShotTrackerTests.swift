import Imaging
import Motion
import Parallelism
import Synchronization
import Testing

/// What a tracker makes of pictures at 25 a second.
private func follow(_ pictures: [Picture], threads: Int = 1) -> [FrameCorrespondence] {
  var tracker = ShotTracker(workers: Workers(count: threads))
  return pictures.enumerated().map { tracker.next($1, LumaThumbnail($1), at: 0.04 * Double($0)) }
}

/// The shots of pictures at 25 a second, and those that were converted.
private func shots(of pictures: [Picture]) throws -> (numbers: [Int], converted: [Int]) {
  var search = ShotSearch(workers: Workers(count: 2))
  let converted = Mutex<[Int]>([])
  let numbers = try pictures.enumerated().map { index, picture in
    try search.shot(ofNext: LumaThumbnail(picture), at: 0.04 * Double(index)) {
      converted.withLock { $0.append(index) }
      return picture
    }
  }
  return (numbers, converted.withLock { $0 })
}

// What the tests ask of a backward correspondence, so that a failure is not reported with the whole of it.
extension FrameCorrespondence {
  fileprivate var hasBackward: Bool { backward != nil }
  fileprivate var staysInPlace: Bool { backward.map { $0 == Array(0..<Int32($0.count)) } ?? false }
}

@Suite struct ShotTrackerTests {
  private let size = PictureSize(width: 128, height: 96)

  private func picture(_ seed: Int, movedBy dx: Int = 0, _ dy: Int = 0) -> Picture {
    let mosaic = Mosaic(seed: seed)
    return Picture(size) { x, y in mosaic.value(x - dx, y - dy) }
  }

  private func plain(_ gray: Double) -> Picture { Picture(size) { _, _ in gray } }

  /// Whether nearly all pixels at least `margin` from the edges come from (dx, dy) further left and up.
  private func finds(_ correspondence: FrameCorrespondence, _ dx: Int, _ dy: Int, margin: Int = 20) -> Bool {
    guard let backward = correspondence.backward else { return false }
    var (right, all) = (0, 0)
    for y in margin..<size.height - margin {
      for x in margin..<size.width - margin {
        all += 1
        if backward[y * size.width + x] == Int32((y - dy) * size.width + x - dx) { right += 1 }
      }
    }
    return Double(right) > 0.95 * Double(all)
  }

  @Test("Shots without correspondences are the same")
  func shotsOnly() throws {
    let flash = plain(250)
    let pictures =
      [
        picture(0), picture(0, movedBy: 2), flash, picture(0, movedBy: 4), flash, picture(2), picture(2, movedBy: 3),
        picture(0, movedBy: 6, 1), picture(5), picture(5), plain(0), plain(0), picture(2, movedBy: 5),
      ] + (0..<15).map { _ in flash } + [picture(0, movedBy: 7), picture(9)]
    let expected = follow(pictures).map(\.shot)
    #expect(Set(expected).count > 4)
    #expect(try shots(of: pictures).numbers == expected)
  }

  @Test("The first frame begins shot 0; a static picture does not change")
  func still() {
    let found = follow([picture(0), picture(0)])
    #expect(found[0] == .first)
    #expect(found[1].shot == 0)
    #expect(found[1].change == 0)
    #expect(found[1].staysInPlace)
  }

  @Test("A texture that moves is no cut, and its points are followed")
  func translation() {
    let found = follow((0..<5).map { picture(0, movedBy: 3 * $0, -2 * $0) })
    #expect(found.map(\.shot) == [0, 0, 0, 0, 0])
    for correspondence in found.dropFirst() {
      #expect(finds(correspondence, 3, -2))
      #expect(correspondence.change > 0 && correspondence.change < 0.2)
    }
  }

  @Test("A pan of a twelfth of the width a frame is no cut")
  func pan() {
    let found = follow((0..<6).map { picture(0, movedBy: 10 * $0) })
    #expect(found.map(\.shot) == [0, 0, 0, 0, 0, 0])
    for correspondence in found.dropFirst() { #expect(finds(correspondence, 10, 0, margin: 24)) }
  }

  @Test("Another picture is another shot", arguments: 1...8)
  func cut(_ seed: Int) {
    let found = follow([picture(0), picture(seed), picture(seed)])
    #expect(found.map(\.shot) == [0, 1, 1])
    #expect(found.map(\.hasBackward) == [false, false, true])
    #expect(found[1].change == 1)
  }

  @Test("A shot that returns continues from its last frame, even after motion")
  func returns() {
    let found = follow([
      picture(0), picture(0, movedBy: 2), picture(2), picture(2, movedBy: 3), picture(0, movedBy: 6, 1),
      picture(0, movedBy: 8, 1), picture(2, movedBy: 5), picture(5),
    ])
    #expect(found.map(\.shot) == [0, 0, 1, 1, 0, 0, 1, 2])
    #expect(found.map(\.hasBackward) == [false, true, false, true, true, true, true, false])
    #expect(finds(found[4], 4, 1))
    #expect(finds(found[6], 2, 0))
  }

  @Test("A flash or a black frame stays in its shot, and the next frame continues it", arguments: [0, 1, 0.4])
  func flash(_ gray: Double) {
    let found = follow([picture(0), picture(0, movedBy: 1), plain(gray), plain(gray), picture(0, movedBy: 3)])
    #expect(found.map(\.shot) == [0, 0, 0, 0, 0])
    #expect(found[2].staysInPlace && found[3].staysInPlace)
    #expect(found[2].change == 0 && found[3].change == 0)
    #expect(finds(found[4], 2, 0))
  }

  @Test("A cut after a black frame is a cut")
  func cutThroughBlack() {
    let found = follow([picture(0), plain(0), picture(2), plain(0), picture(0, movedBy: 1)])
    #expect(found.map(\.shot) == [0, 0, 1, 1, 0])
    #expect(found.map(\.hasBackward) == [false, true, false, true, true])
  }

  @Test("A global change of light is not a cut", arguments: [-0.15, 0.1, 0.15])
  func light(_ light: Double) {
    let texture = Texture()
    func picture(_ light: Double, _ dx: Double) -> Picture {
      Picture(size) { x, y in 0.2 + 0.6 * texture.value(Double(x) - dx, Double(y)) + light }
    }
    let found = follow([picture(0, 0), picture(light, 2), picture(0, 4)])
    #expect(found.map(\.shot) == [0, 0, 0])
    #expect(finds(found[1], 2, 0))
    #expect(found[1].change < 0.2)
  }

  @Test("A new object is a change, not a cut")
  func change() {
    let object = Texture(seed: 3)
    let background = Texture()
    let found = follow(
      [false, true].map { isThere in
        Picture(size) { x, y in
          isThere && (40..<72).contains(x) && (30..<62).contains(y)
            ? object.value(Double(x), Double(y)) : background.value(Double(x), Double(y))
        }
      })
    #expect(found[1].shot == 0)
    // The object has a twelfth of the picture.
    #expect(found[1].change > 0.04 && found[1].change < 0.2)
  }

  @Test("A part of a film whose shots are known gets the correspondences of the whole film")
  func planned() {
    let film = [picture(0), picture(0, movedBy: 2), picture(1), picture(1, movedBy: 3), picture(0, movedBy: 4)]
    let whole = follow(film)
    #expect(whole.map(\.shot) == [0, 0, 1, 1, 0])
    var part = ShotTracker(workers: Workers(count: 1))
    #expect(part.enter(0, film[0], LumaThumbnail(film[0]), at: 0, after: nil) == whole[0])
    #expect(part.follow(film[1], LumaThumbnail(film[1]), at: 0.04) == (whole[1], false))
    #expect(part.enter(0, film[4], LumaThumbnail(film[4]), at: 0.16, after: 0.12) == whole[4])
    var other = ShotTracker(workers: Workers(count: 1))
    #expect(other.enter(1, film[2], LumaThumbnail(film[2]), at: 0.08, after: 0.04) == whole[2])
    #expect(other.follow(film[3], LumaThumbnail(film[3]), at: 0.12) == (whole[3], false))
    #expect(other.follow(film[0], LumaThumbnail(film[0]), at: 0.16).isCut)
  }

  @Test("Without their motion frames get the same shots")
  func withoutMotion() throws {
    let film = [0, 0, 1, 1, 0, 2, 1].enumerated().map { picture($1, movedBy: 2 * $0) } + [plain(0.5), picture(1)]
    #expect(try shots(of: film).numbers == follow(film).map(\.shot))
  }

  @Test(
    "Frames with thumbnails that are alike are of one shot, at rest and in motion, and are not converted; others are")
  func alike() throws {
    let size = PictureSize(width: 256, height: 160)
    func picture(_ seed: Double, _ dx: Double, _ dy: Double = 0) -> Picture {
      let texture = Texture(seed: seed)
      return Picture(size) { x, y in 0.1 + 0.8 * texture.value(Double(x) - dx, Double(y) - dy) }
    }
    // At rest, slow, fast, cut, back.
    let film = [
      picture(0, 0), picture(0, 0), picture(0, 0.4), picture(0, 3, 2), picture(0, 25, 4), picture(3, 0), picture(3, 1),
      picture(0, 27, 5),
    ]
    let expected = [0, 0, 0, 0, 0, 1, 1, 0]
    let found = try shots(of: film)
    #expect(found.numbers == expected)
    // The last frame before a cut, the first one behind it, and the first one of all.
    #expect(found.converted == [0, 4, 5, 6, 7])
    #expect(follow(film).map(\.shot) == expected)
  }

  @Test("The interval is that of the presentation times, more than 0 and at most a second")
  func intervals() {
    var tracker = ShotTracker(workers: Workers(count: 1))
    let times = [7, 7.04, 7.54, 7.54, 6, 100, 100.5]
    let intervals = times.map { tracker.next(plain(0.5), LumaThumbnail(plain(0.5)), at: $0).seconds }
    for (interval, expected) in zip(intervals, [0.04, 0.04, 0.5, 0.001, 0.001, 1, 0.5]) {
      #expect(abs(interval - expected) < 1e-9)
    }
  }

  @Test("The most recent shots are recognized")
  func forgets() {
    let count = ShotTracker.rememberedShots
    // Shot 0 returns and is young again; then one more than can be remembered makes shot 1 the one that is forgotten.
    let found = follow((Array(0..<count) + [0, count, 0, 1, 4]).map { picture($0) })
    #expect(found.map(\.shot) == Array(0..<count) + [0, count, 0, count + 1, 4])
  }

  @Test("A picture of another size begins a shot")
  func sizes() {
    let found = follow([
      picture(0), .texture(PictureSize(width: 64, height: 48)), .texture(PictureSize(width: 1, height: 1)),
    ])
    #expect(found.map(\.shot) == [0, 1, 2])
    #expect(found.map(\.hasBackward) == [false, false, false])
  }

  @Test("What is found is the same for any number of threads")
  func threads() {
    let pictures = [picture(0), picture(0, movedBy: 4, 1), picture(3), picture(0, movedBy: 6)]
    let isSame = [2, 3].allSatisfy { follow(pictures, threads: $0) == follow(pictures) }
    #expect(isSame)
  }
}
