import CFFmpeg

extension LabelVideoWriter {
  /// What a writer goes on with, beside the packets in its work file.
  package struct State: Sendable, Codable {
    /// How much of the work file counts.
    let journal: PacketJournal.Mark
    /// What a decoder must know beside the packets.
    let parameterSets: [UInt8]
    /// In milliseconds; see the properties of the same names.
    let lastTicks: Int64
    let usualDuration: Int64
    let shift: Int64
    let nudged: Int

    /// Whether a writer can go on from it: not so with every state that can be read.
    package var isConsistent: Bool {
      journal.isConsistent && shift >= 0 && (0..<Int.max / 2).contains(nudged)
        && [lastTicks, usualDuration, shift].allSatisfy { abs(Double($0)) < 0x1p60 }
    }
  }

  /// Brings all packets so far to the disk; each of them stands alone.
  ///
  /// - Precondition: the writer was made to be resumed.
  /// - Throws: `noFrames` before the first map.
  package func suspend() throws(MediaError) -> State {
    guard let journal else { preconditionFailure("the writer keeps no packets to be resumed behind") }
    guard let lastTicks else { throw .noFrames(path: output.path) }
    try journal.sync()
    return State(
      journal: journal.end, parameterSets: codec.parameterSets, lastTicks: lastTicks, usualDuration: usualDuration,
      shift: shift, nudged: nudged)
  }

  /// Throws where the encoder of this program can not go on with what another has written.
  func checkContinues(_ state: State) throws(MediaError) {
    guard codec.parameterSets == state.parameterSets else {
      throw .encodingFailed(
        path: output.path,
        reason: "this FFV1 encoder does not continue what another has written; start anew with --overwrite")
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

  /// Removes what a writer to `path` left that was not finished.
  package static func removeWorkFile(besides path: String) { PacketJournal.remove(besides: path) }
}
