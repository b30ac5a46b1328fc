import Foundation
import VectorKernels

/// Checks of the process environment.
enum Environment {
  /// With less address space libraries fail to create threads, and wait forever.
  private static let minAddressSpace = 1_500_000_000

  /// A message; nil if there is no problem.
  static var problem: String? { argumentProblem ?? kernelsProblem ?? addressSpaceProblem ?? tooFewProblem }

  /// Files and threads, without which libraries stop or wait forever.
  private static var tooFewProblem: String? {
    #if os(Linux)
      for (kind, minimum, noun, option) in [
        (RLIMIT_NOFILE, 48, "open files", "-n"), (__RLIMIT_NPROC, 48, "processes", "-u"),
      ] {
        var limit = rlimit()
        // The limit does not apply to root.
        if option == "-u", geteuid() == 0 { continue }
        guard getrlimit(__rlimit_resource_t(kind.rawValue), &limit) == 0, limit.rlim_cur < UInt64(minimum) else {
          continue
        }
        return
          "the limit of \(limit.rlim_cur) \(noun) (ulimit \(option)) is too low; at least \(minimum) are needed"
      }
    #endif
    return nil
  }

  /// Swift would replace the invalid bytes and so change the file name.
  private static var argumentProblem: String? {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place] else { continue }
      let text = String(cString: argument)
      guard String(validatingCString: argument) == nil else { continue }
      return "argument \(place) (\(text)) is not UTF-8; rename the file, or use a link with another name"
    }
    return nil
  }

  /// A misspelled level would measure or test another one than was meant.
  private static var kernelsProblem: String? {
    guard let name = ProcessInfo.processInfo.environment[Kernels.variable], !name.isEmpty,
      Kernels.Level(name: name) == nil
    else { return nil }
    let names = Kernels.Level.allCases.map { "\($0)" }.joined(separator: ", ")
    return "\(Kernels.variable) is \"\(name)\"; it must be one of: \(names)"
  }

  private static var addressSpaceProblem: String? {
    var limit = rlimit()
    #if os(Linux)
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return nil }
    #else
      guard getrlimit(RLIMIT_AS, &limit) == 0 else { return nil }
    #endif
    guard limit.rlim_cur < UInt64(minAddressSpace) else { return nil }
    return
      "the address space is limited to \(limit.rlim_cur / 1_000_000) MB (ulimit -v), which is too low; at least "
      + "\(minAddressSpace / 1_000_000) MB are needed"
  }
}
