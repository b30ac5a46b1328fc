import Media
import Segmentation
import Training

/// Weights that were trained before a run, which starts every shot with them. They are trained on pictures by
/// `Pipeline.train(on:progress:)` and kept in a file.
///
/// The file is sealed: a magic, a format, the length, an MD5, and the data. It has no code, no paths and no pictures.
public struct TrainedModel: Sendable, Equatable {
  /// Whether runs only label by the weights, and train nothing.
  public var isFrozen = false
  /// Identifies the weights: an MD5.
  public let digest: String
  /// What the weights depend on.
  let settings: ModelSettings
  private let state: NetworkState

  /// What a file has.
  private struct Contents: Codable {
    let program: String
    let settings: ModelSettings
    let values: [Float]
  }

  /// Incremented with every change of the contents or the encoding.
  package static let format: UInt32 = 1
  /// The largest network of a pipeline file has 38 MB.
  private static let file = SealedFile(
    magic: Array("tessera model\n".utf8), format: format, maxBytes: 1 << 26, kind: "a model")

  /// - Parameters:
  ///   - state: the weights.
  ///   - settings: those by which they were trained.
  package init(_ state: NetworkState, trainedBy settings: SegmentSettings) {
    self.settings = ModelSettings(settings)
    // The momentum belongs to the training.
    self.state = NetworkState(architecture: state.architecture, values: state.values)
    digest = md5((try? Self.data(self.settings, state.values)) ?? [])
  }

  /// Reads a file.
  ///
  /// - Parameter path: of the file.
  /// - Throws: ``ModelError``, `MediaError`.
  public init(opening path: String) throws {
    do {
      self = try TrainedModel(Self.file.data(atPath: path), path: path)
    } catch let problem as SealedFile.Problem {
      throw ModelError(problem, path: path)
    }
  }

  /// - Parameters:
  ///   - bytes: the contents of a file.
  ///   - path: its name in messages.
  /// - Throws: ``ModelError``.
  package init(fileContents bytes: [UInt8], path: String) throws {
    do {
      self = try TrainedModel(Self.file.data(of: bytes), path: path)
    } catch let problem as SealedFile.Problem {
      throw ModelError(problem, path: path)
    }
  }

  private init(_ data: [UInt8], path: String) throws {
    let contents = try Self.file.value(Contents.self, of: data)
    guard let architecture = contents.settings.architecture else {
      throw SealedFile.Problem.damaged("its settings are impossible")
    }
    guard contents.values.count == ParameterLayout(architecture).count, contents.values.allSatisfy(\.isFinite) else {
      throw SealedFile.Problem.damaged("its weights are not those of its settings")
    }
    settings = contents.settings
    state = NetworkState(architecture: architecture, values: contents.values)
    digest = md5(data)
  }

  private static func data(_ settings: ModelSettings, _ values: [Float]) throws -> [UInt8] {
    try BinaryEncoder.encode(Contents(program: "tessera", settings: settings, values: values))
  }

  /// The contents of a file.
  package func fileContents() throws -> [UInt8] { Self.file.sealed(try Self.data(settings, state.values)) }

  /// Writes a file, whole or not at all.
  ///
  /// - Parameters:
  ///   - path: of the file; its folder exists.
  ///   - overwrite: whether a file may be replaced.
  /// - Throws: `MediaError`, ``ModelError/occupied(path:)``.
  public func write(to path: String, overwrite: Bool = false) throws {
    try Self.checkTarget(path, overwrite: overwrite)
    try OutputFiles.writeDurably(try fileContents(), to: path)
  }

  /// Throws if no model can be written there: a file that it replaces must be one.
  ///
  /// - Parameters:
  ///   - path: of the file.
  ///   - overwrite: whether a model may be replaced.
  /// - Throws: `MediaError`, ``ModelError/occupied(path:)``.
  package static func checkTarget(_ path: String, overwrite: Bool) throws {
    try OutputFiles.checkTarget(path, overwrite: overwrite)
    if OutputFiles.exists(path), !file.hasMagic(atPath: path) { throw ModelError.occupied(path: path) }
  }

  /// What distinguishes runs with this model from others: recorded in labels and checkpoints.
  package var identity: String { digest + (isFrozen ? " frozen" : "") }

  /// For the segmenter.
  var weights: PretrainedWeights { PretrainedWeights(state, isFrozen: isFrozen) }

  /// Throws if a run with these settings can not use the weights.
  ///
  /// - Throws: ``ModelError``.
  func check(for settings: SegmentSettings) throws(ModelError) {
    guard settings.method.trains else { throw .notTrained(method: settings.method.rawValue) }
    if let (key, value, other) = self.settings.difference(from: ModelSettings(settings)) {
      throw .otherSettings(key: key, value: value, now: other)
    }
  }
}
