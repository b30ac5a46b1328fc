import CFFmpeg

extension VideoWriter {
  /// What a writer goes on with, beside the packets in its work file.
  package struct State: Sendable, Codable {
    /// How much of the work file counts.
    let journal: PacketJournal.Mark
    /// The parameter sets of the packets.
    let parameterSets: [UInt8]
    /// In ticks; see the properties of the same names.
    let firstTicks: Int64
    let lastTicks: Int64
    let usualDuration: Int64
    let shift: Int64
    let nudged: Int

    /// Whether a writer can go on from it: not so with every state that can be read.
    package var isConsistent: Bool {
      journal.isConsistent && firstTicks <= lastTicks && shift >= 0 && (0..<Int.max / 2).contains(nudged)
        && [lastTicks, usualDuration, shift].allSatisfy { abs(Double($0)) < 0x1p60 }
    }
  }

  /// Brings all packets of the pictures so far to the disk; the next picture is a key frame that needs none of them.
  ///
  /// - Precondition: the writer was made to be resumed.
  /// - Throws: `noFrames` before the first picture.
  package func suspend() throws(MediaError) -> State {
    guard let journal else { preconditionFailure("the writer keeps no packets to be resumed behind") }
    guard let firstTicks, let lastTicks else { throw .noFrames(path: path) }
    try encoder.closeGroup()
    try journal.sync()
    return State(
      journal: journal.end, parameterSets: encoder.parameterSets, firstTicks: firstTicks, lastTicks: lastTicks,
      usualDuration: encoder.usualDuration, shift: shift, nudged: nudged)
  }

  /// Throws where the encoder of this program can not go on with what another has written.
  func checkContinues(_ state: State) throws(MediaError) {
    guard encoder.parameterSets == state.parameterSets else {
      throw .encodingFailed(
        path: path, reason: "this libx264 does not continue what another has written; start anew with --overwrite")
    }
  }

  /// Moves the packets from the work file into the output, with the sound in between.
  func muxJournal(_ journal: PacketJournal) throws(MediaError) {
    let packet = try Packet()
    var times = DecodingTimes(depth: encoder.reorderDepth)
    journal.rewind()
    while try journal.read(packet) {
      let fields = packet.pointer
      fields.pointee.dts = times.next(fields.pointee.pts, duration: fields.pointee.duration)
      let time = seconds(fields.pointee.pts &- shift)
      try encoder.mux(packet)
      try streams?.copy(until: time)
    }
  }

  /// Removes the work file.
  package func removeWorkFile() { journal?.remove() }

  /// Removes what a writer to `path` left that was not finished.
  package static func removeWorkFile(besides path: String) { PacketJournal.remove(besides: path) }
}
