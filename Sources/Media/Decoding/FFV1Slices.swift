import CFFmpeg

/// The checksums of FFV1. libavcodec only logs that one is wrong, and shows the frame before in its place.
enum FFV1Slices {
  /// Under this name the writer notes in the stream's metadata that there are checksums.
  static let metadataName = "checksums"
  static let metadataValue = "slices"

  /// Whether the slices of a packet, which has checksums, are as they were written. A slice ends with its size in 24 bits, a
  /// status in 8 and a checksum in 32, which makes that of the whole slice zero (RFC 9043, "Slice Footer").
  static func areWhole(_ packet: borrowing Packet) -> Bool {
    // SAFETY: the packet owns `size` bytes at `data`; every index is checked against them.
    let bytes = UnsafeBufferPointer(start: packet.pointer.pointee.data, count: Int(packet.pointer.pointee.size))
    let table = av_crc_get_table(AV_CRC_32_IEEE)
    let footer = 8
    var end = bytes.count
    repeat {
      guard end >= footer, let start = bytes.baseAddress else { return false }
      let size = footer + bytes[(end - footer)..<(end - 5)].reduce(0) { $0 << 8 | Int($1) }
      guard size <= end, av_crc(table, 0, start + (end - size), size) == 0 else { return false }
      end -= size
    } while end > 0
    return true
  }
}
