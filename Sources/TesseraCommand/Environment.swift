import Foundation

/// What the program was started with that it can not work with.
enum Environment {
  /// Below it libraries fail to make threads, and wait for ever.
  private static let leastAddressSpace = 1_500_000_000

  /// In words; nil where all is well.
  static var problem: String? { argumentProblem ?? addressSpaceProblem }

  /// Swift would replace the bytes, and name other files.
  private static var argumentProblem: String? {
    for place in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[place] else { continue }
      let text = String(cString: argument)
      guard String(validatingCString: argument) == nil else { continue }
      return "argument \(place) (\(text)) is not UTF-8; rename the file, or give a link to it with another name"
    }
    return nil
  }

  private static var addressSpaceProblem: String? {
    var limit = rlimit()
    #if os(Linux)
      guard getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { return nil }
    #else
      guard getrlimit(RLIMIT_AS, &limit) == 0 else { return nil }
    #endif
    guard limit.rlim_cur < UInt64(leastAddressSpace) else { return nil }
    return
      "the address space is limited to \(limit.rlim_cur / 1_000_000) MB (ulimit -v), which is too little; at least "
      + "\(leastAddressSpace / 1_000_000) MB are needed"
  }
}
