import Imaging
import Media
import TestSupport
import Testing

@Suite struct InterlaceTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  private let size = PictureSize(width: 64, height: 48)

  /// A white bar that moves to the right: the odd lines are half a frame later than the even ones.
  private func clip(_ count: Int, isFlagged: Bool) throws -> String {
    let frames = (0..<count).map { n in
      let data = planes(size, matrix: 6, isFullRange: false) { x, y in
        let left = 4 + 8 * n + (y % 2 == 1 ? 4 : 0)
        return (left..<(left + 16)).contains(x) ? white : RGBColor(red: 20, green: 20, blue: 20)
      }
      return (time: Int16(40 * n + 7 * (n % 2)), data: data)
    }
    let video = HandmadeVideo(size: size, isInterlaced: isFlagged)
    return try scratch.write(video.bytes(frames), to: "clip.mkv")
  }

  private func read(_ path: String, _ mode: Deinterlacing) throws -> (frames: [Frame], notes: [String]) {
    var options = InputOptions()
    options.deinterlacing = mode
    let reader = try VideoReader(path: path, options: options)
    return (try allFrames(reader), reader.notes)
  }

  /// How much neighboring lines differ in the middle of the picture.
  private func combing(_ picture: Picture) -> Int {
    var sum = 0
    for y in 10..<38 { for x in 0..<64 { sum += abs(Int(picture[x, y].green) - Int(picture[x, y + 1].green)) } }
    return sum
  }

  @Test("flagged frames are deinterlaced; number and times stay", arguments: [1, 2, 3, 5])
  func flagged(count: Int) throws {
    let path = try clip(count, isFlagged: true)
    let (combed, none) = try read(path, .never)
    let (smooth, notes) = try read(path, .automatic)
    #expect(none.isEmpty)
    #expect(notes == ["frames deinterlaced: \(count)"])
    #expect(combed.count == count)
    #expect(smooth.map(\.time) == combed.map(\.time))
    let times: [Int64] = [0, 47, 80, 127, 160]
    #expect(smooth.map(\.time.ticks) == Array(times.prefix(count)))
    for (before, after) in zip(combed, smooth) where count > 1 {
      #expect(combing(before.picture) > 20_000)
      #expect(combing(after.picture) < combing(before.picture) / 4)
    }
  }

  @Test("unflagged frames are left alone, unless always is asked for")
  func unflagged() throws {
    let path = try clip(4, isFlagged: false)
    let untouched = try read(path, .never).frames
    #expect(try read(path, .automatic).frames.map(\.picture) == untouched.map(\.picture))
    let always = try read(path, .always).frames
    #expect(always.count == 4)
    #expect(combing(always[2].picture) < combing(untouched[2].picture) / 4)
  }

  @Test("a part of an interlaced clip has the pictures of the whole")
  func part() throws {
    let path = try clip(5, isFlagged: true)
    let whole = try read(path, .automatic).frames
    let part = try allFrames(VideoReader(path: path, selection: FrameSelection(start: 0.08)))
    #expect(part.map(\.time) == whole.suffix(3).map(\.time))
    #expect(part.map(\.picture) == whole.suffix(3).map(\.picture))
  }
}
