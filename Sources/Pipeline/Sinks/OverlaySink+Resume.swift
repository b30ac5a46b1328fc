import Media

extension OverlaySink: ResumableSink {
  package typealias State = VideoWriter.State

  package func suspend() throws -> SinkState { .overlay(try writer.suspend()) }

  package func removeWorkFiles() { writer.removeWorkFile() }
}
