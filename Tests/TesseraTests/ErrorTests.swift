import Foundation
import Tessera
import TestSupport
import Testing

/// Errors are caught by type, with nothing but `import Tessera`.
@Suite struct ErrorTests {
  @Test("What throws one type says so, so that a catch is exhaustive")
  func typed() {
    do throws(PipelineFileError) {
      _ = try Pipeline(named: "no-such")
      Issue.record("an unknown pipeline was loaded")
    } catch {
      #expect("\(error)".contains("no-such: no such pipeline"))
    }
    do throws(MediaError) {
      _ = try Video(opening: "no-such.mp4")
      Issue.record("a missing file was opened")
    } catch {
      #expect(error == .noSuchFile(path: "no-such.mp4"))
    }
  }

  @Test("Text that is not YAML is a PipelineFileError", arguments: ["a: [", "a: &b 1\nc: *b", "- 1", "decode: 3"])
  func yaml(text: String) {
    #expect(throws: PipelineFileError.self) { try PipelineFile.parse(text, file: "p.yaml") }
  }

  @Test("A name that means standard input to the command is a file to the library")
  func dash() {
    #expect(throws: MediaError.noSuchFile(path: "./-")) { try Video(opening: "-") }
  }

  @Test("A run that can not resume, and one that would overwrite, are told apart by type")
  func runs() async throws {
    let folder = try TemporaryFolder()
    try folder.write([1], to: "o.mp4")
    let video = try Video(opening: fixtures + "/still.png")
    func thrown(_ body: () async throws -> Void) async -> String {
      do {
        try await body()
        return "nothing"
      } catch let error as CheckpointError {
        return error == .notResumable ? "resume" : "\(error)"
      } catch let error as MediaError {
        return error.side == .output ? "output" : "input"
      } catch {
        return "\(error)"
      }
    }
    let pipeline = try Pipeline(named: "preview")
    #expect(await thrown { try await pipeline.write(video, to: [.digests(path: nil)], resume: true) } == "resume")
    #expect(await thrown { try await pipeline.write(video, to: [.overlay(path: folder("o.mp4"))]) } == "output")
    #expect(await thrown { _ = try Relabeling(of: "no-such") } == "input")
  }

  @Test("Labels without supervoxels are a LabelError")
  func relabeling() async throws {
    let folder = try TemporaryFolder()
    try folder.makeFolder("labels")
    #expect(throws: LabelError.self) { try Relabeling(of: folder("labels")) }
  }
}
