import CFFmpeg
import Foundation

/// The PNG chunks (W3C PNG, 5.3) needed for decoding. All others are removed first: the decoder inflates text and
/// color profiles without a limit.
enum PNGChunks {
  /// Includes the chunks that define how samples are read, and APNG animation.
  private static let needed: Set<String> = [
    "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "sRGB", "sBIT", "pHYs", "cICP", "mDCv", "cLLi", "acTL",
    "fcTL", "fdAT", "eXIf",
  ]
  private static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let smallChunk = 65_536

  /// Removes unneeded chunks in place. Invalid data is left unchanged from there on.
  ///
  /// - Returns: the number of bytes left.
  static func strip(_ bytes: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var read = bytes.starts(with: signature) ? signature.count : 0
    var written = read
    func move(_ count: Int) {
      // SAFETY: both ranges of `count` bytes lie in the buffer; they may overlap.
      if let base = bytes.baseAddress, read != written { memmove(base + written, base + read, count) }
      read += count
      written += count
    }
    while bytes.count - read >= 12 {
      let length = bytes[read..<(read + 4)].reduce(0) { $0 << 8 | Int($1) }
      let total = min(length + 12, bytes.count - read)
      let name = String(decoding: bytes[(read + 4)..<(read + 8)], as: UTF8.self)
      // Exif is kept for the orientation, unless it is too large.
      let isNeeded = needed.contains(name) && (name != "eXIf" || length < smallChunk)
      if isNeeded { move(total) } else { read += total }
    }
    move(bytes.count - read)
    return written
  }

  /// Strips a packet.
  static func strip(_ packet: borrowing Packet) throws(MediaError) {
    try check(av_packet_make_writable(packet.pointer)) { _ in .outOfMemory }
    let fields = packet.pointer.pointee
    // SAFETY: the packet owns `size` bytes at `data`, and nothing else uses them.
    let left = strip(UnsafeMutableBufferPointer(start: fields.data, count: Int(fields.size)))
    av_shrink_packet(packet.pointer, Int32(left))
  }

  /// Strips the codec header kept by the container.
  static func stripHeader(of stream: UnsafeMutablePointer<AVStream>) {
    guard let parameters = stream.pointee.codecpar, let data = parameters.pointee.extradata,
      concerns(parameters.pointee.codec_id)
    else { return }
    // SAFETY: libavformat owns `extradata_size` bytes at `extradata`, and does not decode concurrently.
    let bytes = UnsafeMutableBufferPointer(start: data, count: Int(parameters.pointee.extradata_size))
    parameters.pointee.extradata_size = Int32(strip(bytes))
  }

  static func concerns(_ codec: AVCodecID) -> Bool { codec == AV_CODEC_ID_PNG || codec == AV_CODEC_ID_APNG }
}
