import CFFmpeg
import COpenBLAS
import Foundation
import Synchronization
import Tessera
import TestSupport
import Testing
import VectorKernels

/// Settings of C libraries belong to the program. Each test has a process of its own: they are settings of a process.
@Suite struct HostSettingsTests {
  @Test("A run keeps the number of threads of OpenBLAS")
  func threads() async {
    await #expect(processExitsWith: .success) {
      // With the narrowest vectors, products are OpenBLAS's.
      setenv(Kernels.variable, "baseline", 1)
      openblas_set_num_threads(3)
      try await segmentAFewFrames()
      #expect(openblas_get_num_threads() == 3)
    }
  }

  @Test("A run keeps the function and the level of FFmpeg's log")
  func log() async {
    await #expect(processExitsWith: .success) {
      av_log_set_callback { _, _, _, _ in linesOfTheHost.wrappingAdd(1, ordering: .relaxed) }
      av_log_set_level(AV_LOG_FATAL)
      try await segmentAFewFrames()
      #expect(av_log_get_level() == AV_LOG_FATAL)
      // The encoders and muxers of the second run still talk to the host.
      let before = linesOfTheHost.load(ordering: .relaxed)
      try await segmentAFewFrames()
      #expect(before > 0 && linesOfTheHost.load(ordering: .relaxed) > before)
    }
  }
}

private let linesOfTheHost = Atomic<Int>(0)

private func segmentAFewFrames() async throws {
  let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("fixtures").path
  let folder = try TemporaryFolder()
  let video = try Video(opening: fixtures + "/shapes.mp4", selection: FrameSelection(maxFrames: 2))
  var pipeline = try Pipeline(named: "preview", threads: 2)
  pipeline.settings.segment.iterations.first = 3
  let summary = try await pipeline.write(
    video, to: [.overlay(path: folder("o.mp4")), .labels(folder: folder("labels"))])
  #expect(summary.frames == 2)
}
