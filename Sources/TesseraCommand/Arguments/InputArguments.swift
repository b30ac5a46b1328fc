import ArgumentParser
import Tessera

/// Options for opening an input.
struct InputArguments: ParsableArguments {
  @Option(
    help: """
      The frames per second of images and raw frames: 25, 29.97 or 30000/1001 (default: 25); for a video only the rate \
      in the y4m:- header.
      """)
  var fps: Rational?

  @Option(
    help: ArgumentHelp(
      "Read raw frames of this size and FFmpeg pixel format from standard input: 640x480:yuv420p.",
      valueName: "WIDTHxHEIGHT:FORMAT"))
  var raw: RawVideo?

  @Flag(help: "Treat damage (broken packets, size changes, backward time stamps) as an error.")
  var strict = false

  @Option(help: ArgumentHelp("Reject pictures with more pixels. (default: \(InputOptions.defaultMaxPixels))"))
  var maxPixels: Int?

  @Option(
    help: ArgumentHelp(
      "Protocols that the input may use besides its own file: https,tls,tcp for a URL, file for a playlist.",
      valueName: "names"))
  var allowProtocols: String?

  /// FFmpeg's protocol names.
  var protocols: [String] { (allowProtocols ?? "").split(separator: ",").map(String.init) }

  func validate() throws {
    let largest = InputOptions.largestMaxPixels
    if let maxPixels, !(1...largest).contains(maxPixels) {
      throw ValidationError("--max-pixels must be in 1…\(largest), not \(maxPixels)")
    }
  }

  /// - Parameters:
  ///   - input: the input argument.
  ///   - writesRate: whether an output has a frame rate instead of times.
  func options(for input: String, writesRate: Bool = false) throws -> InputOptions {
    var options = InputOptions()
    if raw != nil, input != "-" { throw ValidationError("--raw describes standard input; use: tessera … - < FILE") }
    options.raw = raw
    options.isStrict = strict
    options.maxPixels = maxPixels ?? options.maxPixels
    options.allowedProtocols = protocols
    guard let fps else { return options }
    options.rate = fps
    guard raw == nil, !writesRate else { return options }
    switch try MediaInput.resolve(input, protocols: options.allowedProtocols) {
    case .images: return options
    case .video, .pipe:
      throw ValidationError("--fps is for images, raw frames and --overlay y4m:-; a video has its own times")
    }
  }
}

extension RawVideo: ExpressibleByArgument {
  public init?(argument: String) { self.init(argument) }
}

extension Rational: ExpressibleByArgument {
  /// A rate: `25`, `29.97` or `30000/1001`.
  public init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    switch parts.count {
    case 2:
      guard let numerator = Int32(parts[0]), let denominator = Int32(parts[1]), numerator > 0, denominator > 0 else {
        return nil
      }
      self.init(Int(numerator), Int(denominator))
    case 1:
      guard let value = Double(argument), value >= 0.001, value <= 10_000 else { return nil }
      let isWhole = value == value.rounded()
      self.init(isWhole ? Int(value) : Int((value * 1000).rounded()), isWhole ? 1 : 1000)
    default: return nil
    }
  }
}
