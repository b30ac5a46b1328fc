/// Generated sound as the bytes of a WAV file, for use as a `StreamSource`.
package enum WaveFile {
  /// - Parameters:
  ///   - samples: 16-bit PCM, channels interleaved.
  ///   - channels: ≥ 1.
  ///   - sampleRate: samples per second and channel.
  package static func bytes(samples: [Int16], channels: Int, sampleRate: Int) -> [UInt8] {
    let frameBytes = 2 * channels
    let dataBytes = 2 * samples.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + dataBytes)
    bytes += "RIFF".utf8 + littleEndian(UInt32(36 + dataBytes)) + "WAVE".utf8
    bytes += "fmt ".utf8 + littleEndian(UInt32(16)) + littleEndian(UInt16(1)) + littleEndian(UInt16(channels))
    bytes += littleEndian(UInt32(sampleRate)) + littleEndian(UInt32(sampleRate * frameBytes))
    bytes += littleEndian(UInt16(frameBytes)) + littleEndian(UInt16(16))
    bytes += "data".utf8 + littleEndian(UInt32(dataBytes))
    for sample in samples { bytes += littleEndian(UInt16(bitPattern: sample)) }
    return bytes
  }

  private static func littleEndian<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }
}
