import Foundation
import TestSupport

/// Runs the built `tessera` and collects what it says.
struct Tool {
  struct Result {
    let code: Int32
    let output: String
    let error: String
  }

  /// The folder in which it runs.
  let folder: String
  /// What is set beside the environment of the tests.
  var environment: [String: String] = [:]

  init(folder: String) { self.folder = folder }

  /// The program that was built beside the tests.
  static let executable: URL = {
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return tests.deletingLastPathComponent().appendingPathComponent("tessera")
  }()

  func callAsFunction(_ arguments: String...) throws -> Result { try run(arguments) }

  /// - Parameter onOutput: is given standard output as it comes, with a way to send a signal. The program is at most some
  ///   fifty lines of JSON ahead of it: then the pipe is full, and it waits, so that no signal comes too late.
  /// - Parameter input: what it gets on standard input.
  /// - Parameter file: takes standard output instead.
  func run(
    _ arguments: [String], input: [UInt8] = [], outputTo file: String? = nil,
    onOutput: ((String, Process) -> Void)? = nil
  ) throws -> Result {
    let process = Process()
    process.executableURL = Self.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    // Help texts are wrapped to the terminal: the same everywhere.
    process.environment = ProcessInfo.processInfo.environment.merging(["COLUMNS": "100"]) { $1 }
      .merging(environment) { $1 }
    let output = Pipe()
    #if os(Linux)
      // A page, the least there is. The number of F_SETPIPE_SZ is not imported.
      if onOutput != nil { _ = fcntl(output.fileHandleForWriting.fileDescriptor, 1031, Int32(4096)) }
    #endif
    let errorFile = folder + "/.stderr-" + UUID().uuidString
    _ = FileManager.default.createFile(atPath: errorFile, contents: nil)
    defer { try? FileManager.default.removeItem(atPath: errorFile) }
    let inputFile = folder + "/.stdin-" + UUID().uuidString
    try Data(input).write(to: URL(fileURLWithPath: inputFile))
    defer { try? FileManager.default.removeItem(atPath: inputFile) }
    process.standardInput = input.isEmpty ? FileHandle.nullDevice : FileHandle(forReadingAtPath: inputFile)
    process.standardOutput = output
    if let file {
      _ = FileManager.default.createFile(atPath: file, contents: nil)
      process.standardOutput = FileHandle(forWritingAtPath: file)
      try output.fileHandleForWriting.close()
    }
    process.standardError = FileHandle(forWritingAtPath: errorFile)
    try process.run()
    var text = ""
    while case let data = output.fileHandleForReading.availableData, !data.isEmpty {
      text += String(decoding: data, as: UTF8.self)
      onOutput?(text, process)
    }
    process.waitUntilExit()
    let errors = (try? String(contentsOfFile: errorFile, encoding: .utf8)) ?? ""
    let code = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
    return Result(code: code, output: text, error: errors)
  }
}

extension TemporaryFolder {
  var tool: Tool { Tool(folder: path) }
}
