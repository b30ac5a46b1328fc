import CFFmpeg

/// One stream that is transferred from the input to the output.
protocol Track: AnyObject {
  /// The index of the stream in the output.
  var index: Int32 { get }
  /// Ticks per second of its start time; 0 if unknown.
  var clockRate: Int { get }
  /// Seconds added to every time.
  var shift: Double { get set }
  /// Output packets that could not be created or were rejected. They do not stop the others.
  var lost: Int { get set }
  /// Consumes a packet of the input.
  func write(_ packet: UnsafeMutablePointer<AVPacket>) throws(MediaError)
  func finish() throws(MediaError)
}

extension Track {
  func write(_ packet: borrowing Packet, to output: OutputFile) throws(MediaError) {
    do throws(MediaError) {
      try output.write(packet)
    } catch .encodingFailed {
      lost += 1
    }
  }
}

extension UnsafeMutablePointer where Pointee == AVStream {
  /// FFmpeg's name of the codec.
  var codecName: String { String(cString: avcodec_get_name(pointee.codecpar.pointee.codec_id)) }

  /// The four characters by which the container names the codec; nil if they are not printable.
  var codecTag: String? {
    let characters = withUnsafeBytes(of: pointee.codecpar.pointee.codec_tag.littleEndian, Array.init)
    guard characters.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return nil }
    return String(decoding: characters, as: UTF8.self)
  }

  /// Copies a stream's metadata (language, title …) and disposition.
  func copyDescription(from input: UnsafeMutablePointer<AVStream>) {
    Metadata.copy(input.pointee.metadata, to: &pointee.metadata, except: Metadata.ofTheFile)
    pointee.disposition = input.pointee.disposition
  }

  /// Converts seconds to ticks of the stream.
  func ticks(_ seconds: Double) -> Int64 {
    Int64(clamping: (seconds * Double(pointee.time_base.den) / Double(max(1, pointee.time_base.num))).rounded())
  }
}
