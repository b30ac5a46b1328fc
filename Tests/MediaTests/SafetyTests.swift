import Foundation
import Imaging
import Media
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Opening a file opens nothing else.
@Suite struct SafetyTests {
  let scratch: TemporaryFolder
  init() throws { scratch = try TemporaryFolder() }

  /// A port on which somebody listens and nobody may call.
  private final class Listener {
    let descriptor: Int32
    let port: UInt16

    init() throws {
      #if canImport(Glibc)
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      #else
        descriptor = socket(AF_INET, SOCK_STREAM, 0)
      #endif
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let descriptor = descriptor
      let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0 && getsockname(descriptor, $0, &length) == 0
        }
      }
      port = UInt16(bigEndian: address.sin_port)
      try #require(isBound)
    }

    /// Whether anybody has called.
    var wasCalled: Bool {
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      return poll(&entry, 1, 0) > 0
    }

    deinit { close(descriptor) }
  }

  @Test("an HLS playlist, a concat script, an SDP file and others named .mp4 reach neither files nor the network")
  func playlists() throws {
    let listener = try Listener()
    _ = try writeClip(scratch("clip.mp4"))
    // Whoever opens it waits for a writer that never comes.
    #expect(mkfifo(scratch("trap.ts"), 0o600) == 0)
    let url = "http://127.0.0.1:\(listener.port)/a.ts"
    let hls = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n"
    let texts = [
      "\(hls)\(url)\n#EXT-X-ENDLIST\n", "\(hls)trap.ts\n#EXT-X-ENDLIST\n", "\(hls)clip.mp4\n#EXT-X-ENDLIST\n",
      "ffconcat version 1.0\nfile clip.mp4\n", "ffconcat version 1.0\nfile trap.ts\n",
      "ffconcat version 1.0\nfile '\(url)'\n",
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video \(listener.port) RTP/AVP 96\n"
        + "a=rtpmap:96 H264/90000\n",
      "<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\"><BaseURL>\(url)</BaseURL></MPD>",
      "[Reference]\nRef1=\(url)\n", "# VobSub index file, v7\nid: en, index: 0\n",
    ]
    for text in texts {
      let path = try scratch.write(Array(text.utf8), to: "list.mp4")
      let error = mediaError { _ = try VideoReader(path: path) }
      #expect(error?.side == .input, "\(text): \(String(describing: error))")
      switch error {
      case .refusedFormat, .notMedia, .noVideoStream: break
      default: Issue.record("\(text): \(String(describing: error))")
      }
    }
    #expect(!listener.wasCalled)
  }

  @Test("protocols are opened where they are allowed, and no others")
  func allowed() throws {
    let listener = try Listener()
    _ = try writeClip(scratch("clip.mp4"))
    let list = try scratch.write(Array("ffconcat version 1.0\nfile clip.mp4\n".utf8), to: "list.ffconcat")
    var options = InputOptions()
    options.allowedProtocols = ["file"]
    #expect(try allFrames(VideoReader(path: list, options: options)).count == 5)
    let url = "http://127.0.0.1:\(listener.port)/a.mp4"
    let remote = try scratch.write(Array("ffconcat version 1.0\nfile '\(url)'\n".utf8), to: "remote.ffconcat")
    #expect(mediaError { _ = try VideoReader(path: remote, options: options) }?.side == .input)
    #expect(mediaError { _ = try MediaInput.resolve(url) } == .protocolNotAllowed(url: url, name: "http"))
    #expect(try MediaInput.resolve(url, protocols: ["http"]) == .video(path: url))
    #expect(!listener.wasCalled)
  }

  @Test("a picture of more pixels than allowed is refused with the remedy")
  func maxPixels() throws {
    let path = try scratch.write(
      HandmadeVideo(size: PictureSize(width: 9000, height: 8000)).bytes([(0, [0, 0, 0])]), to: "huge.mkv")
    let error = mediaError { _ = try VideoReader(path: path) }
    #expect(
      error
        == .tooLarge(path: path, size: PictureSize(width: 9000, height: 8000), maxPixels: InputOptions.defaultMaxPixels)
    )
    #expect(error?.description.contains("--max-pixels 72000000") == true)
    _ = try writeClip(scratch("clip.mp4"))
    var options = InputOptions()
    options.maxPixels = 1000
    guard case .tooLarge = mediaError({ _ = try VideoReader(path: scratch("clip.mp4"), options: options) }) else {
      Issue.record("3072 pixels are more than 1000")
      return
    }
    options.maxPixels = 64 * 48
    #expect(try allFrames(VideoReader(path: scratch("clip.mp4"), options: options)).count == 5)
  }
}
