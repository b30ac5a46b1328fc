import CFFmpeg

/// FFV1 checksums. On a wrong checksum, libavcodec only logs an error and repeats the previous frame.
enum FFV1Slices {
  /// The key of the stream metadata that tells that slices have checksums.
  static let metadataName = "checksums"
  static let metadataValue = "slices"

  /// Validates the slices of a packet with checksums. A slice ends with its size (24 bits), a status (8 bits) and a
  /// checksum (32 bits) that makes the checksum of the whole slice zero (RFC 9043, "Slice Footer").
  static func areWhole(_ packet: borrowing Packet) -> Bool {
    // SAFETY: the packet owns `size` bytes at `data`; every index is checked against `size`.
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
