import CFFmpeg

/// One stream of the input on its way into the output.
protocol Track: AnyObject {
  /// The stream's place in the output.
  var index: Int32 { get }
  /// Ticks a second in which its starts are counted; 0: nothing is known.
  var clockRate: Int { get }
  /// Seconds that are added to every time.
  var shift: Double { get set }
  /// How many packets of the output could not be made or were refused: no reason to lose the others.
  var lost: Int { get set }
  /// Takes a packet of the input; its contents are used up.
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

  /// Keeps what is said of a stream (its language, its title …) and what it is for.
  func copyDescription(from input: UnsafeMutablePointer<AVStream>) {
    Metadata.copy(input.pointee.metadata, to: &pointee.metadata, except: Metadata.ofTheFile)
    pointee.disposition = input.pointee.disposition
  }

  /// Seconds in ticks of the stream.
  func ticks(_ seconds: Double) -> Int64 {
    Int64(clamping: (seconds * Double(pointee.time_base.den) / Double(max(1, pointee.time_base.num))).rounded())
  }
}
