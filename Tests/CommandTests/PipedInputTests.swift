import Foundation
import TestSupport
import Testing

/// A pipe that says nothing for long.
@Suite struct PipedInputTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("Ctrl-C ends a run that waits for the first frame of a pipe")
  func interrupted() throws {
    let (process, pipe, errors) = (Process(), Pipe(), Pipe())
    process.executableURL = Tool.executable
    process.arguments = ["segment", "-", "--labels", "out", "--overlay", "out.mp4"] + small
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = pipe
    process.standardError = errors
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    // More than a pipe holds, and less than a frame: written only when the program reads.
    let header = Array("YUV4MPEG2 W1000 H1000 F25:1 C420jpeg\nFRAME\n".utf8)
    try pipe.fileHandleForWriting.write(contentsOf: header + [UInt8](repeating: 9, count: 200_000))
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    try errors.fileHandleForWriting.close()
    let message = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130, "\(message)")
    #expect(!message.contains("error:") && !message.contains("warning:"))
    #expect(folder.names.isEmpty, "\(folder.names)")
  }
}
