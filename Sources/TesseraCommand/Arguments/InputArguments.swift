import ArgumentParser
import Tessera

/// The options that say how an input is opened.
struct InputArguments: ParsableArguments {
  @Option(
    help: """
      Frames a second of images and of raw frames: 25, 29.97 or 30000/1001 (default: 25); of a video only what y4m:- says of \
      itself.
      """)
  var fps: Rational?

  @Option(
    help: ArgumentHelp(
      "Standard input holds raw frames of this size and FFmpeg's pixel format: 640x480:yuv420p.",
      valueName: "WIDTHxHEIGHT:FORMAT"))
  var raw: RawVideo?

  @Flag(help: "Take damage (a broken packet, a change of size, a time stamp that goes back) for an error.")
  var strict = false

  @Option(help: ArgumentHelp("Refuse pictures of more pixels. (default: \(InputOptions.defaultMaxPixels))"))
  var maxPixels: Int?

  @Option(
    help: ArgumentHelp(
      "Protocols that the input may use beside the file it is: https,tls,tcp for a URL, file for a playlist.",
      valueName: "names"))
  var allowProtocols: String?

  /// FFmpeg's names.
  var protocols: [String] { (allowProtocols ?? "").split(separator: ",").map(String.init) }

  func validate() throws {
    let largest = InputOptions.largestMaxPixels
    if let maxPixels, !(1...largest).contains(maxPixels) {
      throw ValidationError("--max-pixels must be in 1…\(largest), not \(maxPixels)")
    }
  }

  /// - Parameters:
  ///   - input: the word that names the input.
  ///   - writesRate: whether an output has no times but a rate.
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
      throw ValidationError("--fps is for images, raw frames and --overlay y4m:-; a video has times of its own")
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
