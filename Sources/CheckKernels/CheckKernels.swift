import ArgumentParser
import Foundation
import KernelChecks
import VectorKernels

/// Checks and times every kernel at every vector width.
@main
struct CheckKernels: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tessera-checkasm",
    abstract: "Compares every kernel, at every vector width of the processor, with plain loops, and times both.",
    discussion: """
      The error is relative to the size of the terms of a result. Times are medians on one thread at the usual size: \
      481x321 pixels and 100 channels, or 854x480 pixels and 10,000 superpixels. Guard values around the memory reveal \
      writes outside. Widths that can not run here are printed as skipped. The exit code is 1 if a kernel fails.
      """)

  @Option(help: ArgumentHelp("Check only kernels with this word in their name.", valueName: "name"))
  var only = ""
  @Flag(help: "Compare, but do not time.")
  var noTiming = false
  @Flag(help: "Print one JSON line for each kernel and width.")
  var json = false

  func run() throws {
    let checks = KernelCheck.all.filter { only.isEmpty || $0.name.contains(only) }
    guard !checks.isEmpty else {
      let names = KernelCheck.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no kernel \"\(only)\"; the kernels are: \(names)")
    }
    if !json { CheckTable.printHeader() }
    var failures = 0
    for check in checks {
      let timer = noTiming ? nil : check.timer()
      for level in Kernels.Level.allCases {
        let line = CheckLine(check, level, timer)
        if line.result == .failed { failures += 1 }
        json ? printJSON(line) : CheckTable.print(line)
      }
    }
    if failures > 0 { throw ExitCode(1) }
  }

  private func printJSON(_ line: CheckLine) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(line) else { return }
    print(String(decoding: data, as: UTF8.self))
  }
}
