import Foundation
import Imaging
import Media
import Randomness
import TestSupport
import Testing

@Suite struct PipeTests {
  private let size = PictureSize(width: 7, height: 5)

  init() {
    // Messages and damage come from FFmpeg's log.
    FFmpegLog.install()
  }

  /// A pipe into which the bytes are written while it is read.
  private func pipe(_ bytes: [UInt8]) -> (input: PipedInput, pipe: Pipe) {
    let pipe = Pipe()
    let writing = pipe.fileHandleForWriting
    let data = Data(bytes)
    Thread.detachNewThread {
      try? writing.write(contentsOf: data)
      try? writing.close()
    }
    return (PipedInput(descriptor: pipe.fileHandleForReading.fileDescriptor), pipe)
  }

  private func colors(_ count: Int) -> [[UInt8]] {
    (0..<count).map { n in
      planes(PictureSize(width: 8, height: 6), matrix: 6, isFullRange: false) { _, _ in
        [red, green, blue, white][n % 4]
      }
    }
  }

  @Test("YUV4MPEG2, Matroska and raw frames come out of a pipe that was looked into")
  func formats() throws {
    let size = PictureSize(width: 8, height: 6)
    let data = colors(4)
    let y4m = Array("YUV4MPEG2 W8 H6 F30:1 Ip C420jpeg\n".utf8) + data.flatMap { Array("FRAME\n".utf8) + $0 }
    let matroska = HandmadeVideo(size: size).bytes(data.enumerated().map { (Int16(33 * $0), $1) })
    var options = InputOptions()
    options.raw = RawVideo("8x6:yuv420p")
    options.rate = Rational(30, 1)
    for (bytes, options) in [(y4m, InputOptions()), (matroska, InputOptions()), (data.flatMap { $0 }, options)] {
      let (input, pipe) = pipe(bytes)
      defer { try? pipe.fileHandleForReading.close() }
      let opened = try OpenedInput(.pipe(input), selection: .all, options: options, threads: 1)
      #expect(opened.size == size)
      let source = try opened.frames(workingSize: .automatic, deinterlacing: .automatic, threads: 2)
      let frames = try allFrames(source)
      #expect(frames.count == 4)
      for (frame, color) in zip(frames, [red, green, blue, white]) {
        #expect(isNear(frame.picture[4, 3], color, tolerance: 3))
        #expect(abs(frame.time.seconds - Double(frame.index) / 30) < 0.002)
      }
      let again = mediaError {
        _ = try opened.frames(workingSize: .automatic, deinterlacing: .automatic, threads: 2)
      }
      guard case .notReadable = again else {
        Issue.record("a second reading must be refused")
        continue
      }
    }
  }

  @Test("odd sizes have no missing or foreign column")
  func oddSize() throws {
    let luma = (0..<35).map { UInt8(16 + 6 * $0) }
    let (input, pipe) = pipe(luma)
    defer { try? pipe.fileHandleForReading.close() }
    var options = InputOptions()
    options.raw = RawVideo("7x5:gray")
    let frames = try allFrames(openFrames(.pipe(input), options: options))
    #expect(frames.map(\.picture.size) == [size])
    #expect(frames.first?.picture[6, 4] == RGBColor(red: 220, green: 220, blue: 220))
  }

  @Test("a truncated last raw frame is reported")
  func truncated() throws {
    let data = colors(3).flatMap { $0 }.dropLast(10)
    let (input, pipe) = pipe(Array(data))
    defer { try? pipe.fileHandleForReading.close() }
    var options = InputOptions()
    options.raw = RawVideo("8x6:yuv420p")
    let source = try openFrames(.pipe(input), options: options)
    #expect(try allFrames(source).count == 2)
    #expect(source.warnings.count == 1)
  }

  @Test("raw frames of more pixels than are allowed are refused")
  func rawTooLarge() throws {
    let (input, pipe) = pipe(Array(repeating: 0, count: 64))
    defer { try? pipe.fileHandleForReading.close() }
    var options = InputOptions()
    options.raw = RawVideo("16384x16384:rgb24")
    let error = mediaError { _ = try openFrames(.pipe(input), options: options) }
    // Nobody else reads what is written.
    _ = try pipe.fileHandleForReading.readToEnd()
    let size = PictureSize(width: 16384, height: 16384)
    #expect(error == .tooLarge(path: "standard input", size: size, maxPixels: options.maxPixels))
  }

  @Test("an empty pipe is an empty input")
  func empty() throws {
    let (input, pipe) = pipe([])
    defer { try? pipe.fileHandleForReading.close() }
    #expect(mediaError { _ = try openFrames(.pipe(input)) } == .emptyFile(path: "standard input"))
  }

  @Test("a pipe that is cut off ends, before its first byte or while it is waited for")
  func cutOff() throws {
    for isWaiting in [false, true] {
      let pipe = Pipe()
      let input = PipedInput(descriptor: pipe.fileHandleForReading.fileDescriptor)
      if isWaiting { Thread.detachNewThread { input.cutOff() } } else { input.cutOff() }
      #expect(mediaError { _ = try openFrames(.pipe(input)) } == .emptyFile(path: "standard input"))
      try pipe.fileHandleForWriting.close()
    }
  }

  @Test("an MP4 with its index at the end can not be read from a pipe, and the message says what can")
  func indexAtEnd() throws {
    let folder = try TemporaryFolder()
    let size = PictureSize(width: 160, height: 160)
    let writer = try VideoWriter(
      path: folder("clip.mp4"), size: size, timeBase: Rational(1, 25), encoding: EncodingSettings(crf: 0))
    var numbers = SplitMix64(seed: 1)
    for n in 0..<6 {
      var picture = Picture(size: size, filledWith: RGBColor(red: 0, green: 0, blue: 0))
      for y in 0..<size.height {
        for x in 0..<size.width {
          let number = numbers.next()
          picture[x, y] = RGBColor(
            red: UInt8(truncatingIfNeeded: number), green: UInt8(truncatingIfNeeded: number >> 8),
            blue: UInt8(truncatingIfNeeded: number >> 16))
        }
      }
      try writer.write(picture, at: MediaTime(ticks: Int64(n), timeBase: Rational(1, 25)))
    }
    try writer.finish()
    let (input, pipe) = pipe(indexLast(Array(try Data(contentsOf: URL(fileURLWithPath: folder("clip.mp4"))))))
    defer { try? pipe.fileHandleForReading.close() }
    guard case .nothingDecoded(_, let reason)? = mediaError({ _ = try openFrames(.pipe(input)) }) else {
      Issue.record("it was read")
      return
    }
    #expect(reason.contains("its index is behind its pictures") && reason.contains("+faststart"))
  }

  /// Moves the index of an MP4 behind the pictures.
  private func indexLast(_ bytes: [UInt8]) -> [UInt8] {
    func number(_ place: Int, of bytes: [UInt8]) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    var (index, others, place) = ([UInt8](), [UInt8](), 0)
    while place + 8 <= bytes.count {
      let box = Array(bytes[place..<place + number(place, of: bytes)])
      if box[4..<8].elementsEqual("moov".utf8) { index = box } else { others += box }
      place += box.count
    }
    // The places of the pictures, one table per track.
    for start in 0..<index.count - 8 where index[start..<start + 4].elementsEqual("stco".utf8) {
      for entry in 0..<number(start + 8, of: index) {
        let moved = number(start + 12 + 4 * entry, of: index) - index.count
        for byte in 0..<4 { index[start + 12 + 4 * entry + byte] = UInt8(moved >> (24 - 8 * byte) & 255) }
      }
    }
    return others + index
  }

  @Test("raw frames are described by size and pixel format")
  func rawVideo() {
    #expect(RawVideo("640x480:yuv420p")?.size == PictureSize(width: 640, height: 480))
    for text in ["640x480", "640:yuv420p", "0x4:gray", "640x480:nosuch", "640x480:vaapi", "-4x4:gray", ""] {
      #expect(RawVideo(text) == nil)
    }
  }
}
