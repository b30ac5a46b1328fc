import Foundation
import Imaging
import Media
import Pipeline
import PipelineFiles

/// The plan of a job: the film, the settings, and what every chunk does; `plan.json`.
///
/// It follows from the film and the settings, not from the number of workers. Only the estimates depend on the machine.
public struct JobPlan: Sendable, Equatable, Codable {
  /// Incremented with every change of the plan or of the chunks.
  static let format = 2

  let format: Int
  /// The version of the program.
  let program: String
  /// The kernels and libraries of the machine that planned; they affect rounding.
  public let arithmetic: String
  let film: Film
  let selection: FrameSelection
  /// The complete pipeline file.
  let pipeline: String
  /// The target for the frames of a chunk.
  public let chunkFrames: Int
  public let chunks: [Chunk]
  /// What was measured and estimated. It does not matter for the result.
  public internal(set) var costs: JobCosts

  struct Film: Sendable, Equatable, Codable {
    /// Absolute.
    let path: String
    /// The argument that named it, and a name for what is made of it.
    let name, stem: String
    /// A digest of its file and of the options for reading it.
    let digest: String
    /// A digest of the index of its frames, `frames.csv`.
    let index: String
    let frames: Int
    let shots: Int
    let size: PictureSize
    /// The size at which it is segmented.
    let workingSize: PictureSize
    let timeBase: Rational
    let options: Options

    /// The options that matter for a file.
    struct Options: Sendable, Equatable, Codable {
      let rate: Rational
      let maxPixels: Int
      let isStrict: Bool
      let protocols: [String]

      init(_ options: InputOptions) {
        rate = options.rate
        maxPixels = options.maxPixels
        isStrict = options.isStrict
        protocols = options.allowedProtocols
      }

      var inputOptions: InputOptions {
        var options = InputOptions()
        options.rate = rate
        options.maxPixels = maxPixels
        options.isStrict = isStrict
        options.allowedProtocols = protocols
        return options
      }
    }
  }

  /// What one worker does at a time.
  public struct Chunk: Sendable, Equatable, Codable {
    /// From 0.
    public let number: Int
    /// In the order of the frames.
    let ranges: [FrameRange]

    /// The number of frames whose labels are its own.
    public var frames: Int { count(of: .labels) + count(of: .description) }
    /// The number of frames that are segmented only because a shot is divided.
    public var extraFrames: Int { count(of: .warmUp) + count(of: .training) }
    /// The number of frames with a record in the chunk's file: its own, and those before a seam.
    var records: Int { frames + count(of: .warmUp) }
    /// Whether it continues a shot that another chunk begins.
    public var isContinuation: Bool { ranges.contains { $0.use == .warmUp } }
    /// Whether it is a part of a divided shot. It then describes frames, and the merge makes the labels.
    var isPart: Bool { ranges.contains { $0.use == .description } }
    /// The number of shots.
    public var shots: Int { Set(ranges.map(\.shot)).count }
    /// The number of first frames of shots, on which the network is trained for long.
    var firstFrames: Int { Set(ranges.filter { $0.use != .motion }.map(\.shot)).count }
    /// The first and the last frame whose labels are its own.
    public var extent: ClosedRange<Int> {
      let labels = ranges.filter(\.isOutput)
      let first = labels.first?.first ?? 0
      return first...max(first, (labels.last?.frames.upperBound ?? 1) - 1)
    }

    private func count(of use: FrameUse) -> Int { ranges.reduce(0) { $0 + ($1.use == use ? $1.count : 0) } }
  }

  /// The number of frames of the film.
  public var frames: Int { film.frames }
  /// The number of its shots.
  public var shots: Int { film.shots }
  /// The number of frames that are segmented only because shots are divided.
  public var extraFrames: Int { chunks.reduce(0) { $0 + $1.extraFrames } }
  /// Whether all seams are cuts of the film, so that the labels are those of one process.
  public var hasOnlyCuts: Bool { !chunks.contains(where: \.isContinuation) }

  /// A digest of what the result depends on.
  var digest: String {
    var plan = self
    plan.costs = JobCosts()
    return md5(Array((try? Self.encoder.encode(plan)) ?? Data()))
  }

  /// The settings of the stages.
  func settings() throws -> PipelineSettings { try PipelineFile.parse(pipeline, file: JobFolder.planName) }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return encoder
  }

  /// The text of `plan.json`.
  func text() throws -> [UInt8] { Array(try Self.encoder.encode(self)) + [UInt8(ascii: "\n")] }

  /// - Throws: `JobError`, also if the values contradict each other.
  init(text: Data, path: String) throws(JobError) {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    struct Head: Decodable {
      let format: Int
      let program: String
    }
    do {
      let head = try decoder.decode(Head.self, from: text)
      guard head.format == Self.format, head.program == TesseraVersion.current else {
        throw JobError.otherProgram(path: path, version: head.program)
      }
      self = try decoder.decode(JobPlan.self, from: text)
    } catch let error as JobError {
      throw error
    } catch {
      throw .badPlan(path: path, reason: Self.reason(error))
    }
    if let problem { throw .badPlan(path: path, reason: problem) }
  }

  private static func reason(_ error: any Error) -> String {
    switch error {
    case DecodingError.keyNotFound(let key, _): "\(key.stringValue) is missing"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "\(context.codingPath.last?.stringValue ?? "it") has a wrong type"
    case DecodingError.dataCorrupted(let context): context.debugDescription
    default: "\(error)"
    }
  }

  init(
    film: Film, selection: FrameSelection, pipeline: String, arithmetic: String, chunkFrames: Int, chunks: [Chunk],
    costs: JobCosts
  ) {
    (format, program) = (Self.format, TesseraVersion.current)
    self.arithmetic = arithmetic
    self.film = film
    self.selection = selection
    self.pipeline = pipeline
    self.chunkFrames = chunkFrames
    self.chunks = chunks
    self.costs = costs
  }
}

extension JobPlan {
  /// The ranges whose labels are output, in the order of the frames, with their chunks. Ranges that continue each other
  /// are one.
  var outputs: [(range: FrameRange, chunk: Int)] {
    let all = chunks.flatMap { chunk in
      chunk.ranges.filter(\.isOutput).map { (range: $0, chunk: chunk.number) }
    }
    return all.sorted { $0.range.first < $1.range.first }.reduce(into: []) { outputs, next in
      if let last = outputs.last, last.chunk == next.chunk, last.range.use == next.range.use,
        next.range.continues(last.range)
      {
        let frames = last.range.first..<next.range.frames.upperBound
        outputs[outputs.count - 1].range = FrameRange(shot: last.range.shot, frames: frames, use: next.range.use)
      } else {
        outputs.append(next)
      }
    }
  }

  /// What is wrong with decoded values; nil if nothing is.
  private var problem: String? {
    let sides = [film.size.width, film.size.height, film.workingSize.width, film.workingSize.height]
    guard sides.allSatisfy((1...Int(UInt16.max)).contains), film.frames > 0, film.frames < Int(Int32.max),
      film.timeBase.numerator > 0, film.path.hasPrefix("/")
    else { return "the film has impossible values" }
    guard (1...InputOptions.largestMaxPixels).contains(film.options.maxPixels), film.options.rate.numerator > 0 else {
      return "the options have impossible values"
    }
    guard selection.every >= 1, selection.start >= 0, selection.maxFrames ?? 1 >= 1 else {
      return "the selection has impossible values"
    }
    for (number, chunk) in chunks.enumerated() {
      guard chunk.number == number else { return "chunk \(number) has another number" }
      for range in chunk.ranges {
        guard range.shot >= 0, range.shot < film.frames, range.count > 0, range.first >= 0,
          range.first < film.frames, range.count <= film.frames - range.first
        else { return "chunk \(number) has frames that the film does not have" }
      }
      guard zip(chunk.ranges, chunk.ranges.dropFirst()).allSatisfy({ $0.frames.upperBound <= $1.first }) else {
        return "the frames of chunk \(number) are not in order"
      }
    }
    let divided = Set(chunks.flatMap(\.ranges).filter { $0.use == .description }.map(\.shot))
    for chunk in chunks where chunk.ranges.contains(where: { divided.contains($0.shot) }) {
      guard chunk.shots == 1, !chunk.ranges.contains(where: { $0.use == .labels }) else {
        return "chunk \(chunk.number) is a part of a divided shot and has others"
      }
    }
    var next = 0
    for (range, chunk) in outputs {
      guard range.first == next else { return "frame \(min(next, range.first)) is in no chunk, or in two (\(chunk))" }
      next = range.frames.upperBound
    }
    return next == film.frames ? nil : "frame \(next) is in no chunk"
  }
}
