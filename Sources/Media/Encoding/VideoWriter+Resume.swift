import CFFmpeg

extension VideoWriter {
  /// The writer's state, besides the packets in the work file.
  package struct State: Sendable, Codable {
    /// The valid part of the work file.
    let journal: PacketJournal.Mark
    /// The parameter sets of the packets.
    let parameterSets: [UInt8]
    /// In ticks; see the properties of the same names.
    let firstTicks: Int64
    let lastTicks: Int64
    let usualDuration: Int64
    let shift: Int64
    let nudged: Int

    /// Validates decoded state.
    package var isConsistent: Bool {
      journal.isConsistent && firstTicks <= lastTicks && shift >= 0 && (0..<Int.max / 2).contains(nudged)
        && [lastTicks, usualDuration, shift].allSatisfy { abs(Double($0)) < 0x1p60 }
    }
  }

  /// Syncs the packets of all pictures so far to disk; the next picture is a key frame without references to them.
  ///
  /// - Precondition: the writer is resumable.
  /// - Throws: `noFrames` before the first picture.
  package func suspend() throws(MediaError) -> State {
    guard let journal else { preconditionFailure("the writer is not resumable") }
    guard let firstTicks, let lastTicks else { throw .noFrames(path: path) }
    try encoder.closeGroup()
    try journal.sync()
    return State(
      journal: journal.end, parameterSets: encoder.parameterSets, firstTicks: firstTicks, lastTicks: lastTicks,
      usualDuration: encoder.usualDuration, shift: shift, nudged: nudged)
  }

  /// Throws if this encoder can not continue the output of another one.
  func checkContinues(_ state: State) throws(MediaError) {
    guard encoder.parameterSets == state.parameterSets else {
      throw .encodingFailed(
        path: path, reason: "this libx264 cannot continue another version's output; start again with --overwrite")
    }
  }

  /// Moves the packets from the work file to the output, interleaved with the sound.
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

  /// Removes the work file that an unfinished writer to `path` left.
  package static func removeWorkFile(besides path: String) { PacketJournal.remove(besides: path) }
}
