import CFFmpeg

extension LabelVideoWriter {
  /// The writer's state, besides the packets in the work file.
  package struct State: Sendable, Codable {
    /// The valid part of the work file.
    let journal: PacketJournal.Mark
    /// The codec's parameter sets.
    let parameterSets: [UInt8]
    /// In milliseconds; see the properties of the same names.
    let lastTicks: Int64
    let usualDuration: Int64
    let shift: Int64
    let nudged: Int

    /// Validates decoded state.
    package var isConsistent: Bool {
      journal.isConsistent && shift >= 0 && (0..<Int.max / 2).contains(nudged)
        && [lastTicks, usualDuration, shift].allSatisfy { abs(Double($0)) < 0x1p60 }
    }
  }

  /// Syncs all packets so far to disk. Each of them can be decoded alone.
  ///
  /// - Precondition: the writer is resumable.
  /// - Throws: `noFrames` before the first map.
  package func suspend() throws(MediaError) -> State {
    guard let journal else { preconditionFailure("the writer is not resumable") }
    guard let lastTicks else { throw .noFrames(path: output.path) }
    try journal.sync()
    return State(
      journal: journal.end, parameterSets: codec.parameterSets, lastTicks: lastTicks, usualDuration: usualDuration,
      shift: shift, nudged: nudged)
  }

  /// Throws if this encoder can not continue the output of another one.
  func checkContinues(_ state: State) throws(MediaError) {
    guard codec.parameterSets == state.parameterSets else {
      throw .encodingFailed(
        path: output.path,
        reason: "this FFV1 encoder cannot continue another encoder's output; start again with --overwrite")
    }
  }

  /// Moves the packets from the work file into the output.
  func muxJournal(_ journal: PacketJournal) throws(MediaError) {
    let packet = try Packet()
    journal.rewind()
    while try journal.read(packet) { try mux(packet) }
  }

  /// Removes the work file.
  package func removeWorkFile() { journal?.remove() }

  /// Removes the work file that an unfinished writer to `path` left.
  package static func removeWorkFile(besides path: String) { PacketJournal.remove(besides: path) }
}
