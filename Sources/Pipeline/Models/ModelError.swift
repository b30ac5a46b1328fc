/// Why a model can not be used or trained. Nothing was written.
public enum ModelError: Error, Equatable, CustomStringConvertible {
  /// The file has invalid contents.
  case damaged(path: String, reason: String)
  /// Another version of the program wrote the file.
  case otherFormat(path: String, format: Int, readable: Int)
  /// A setting on which the weights depend is another one in the run.
  case otherSettings(key: String, value: String, now: String)
  /// The method of the run is not trained.
  case notTrained(method: String)
  /// There are more pictures than a model is trained on.
  case tooManyPictures(limit: Int)
  /// There is no picture to train on.
  case noPictures
  /// A model would replace a file that is not a model.
  case occupied(path: String)

  init(_ problem: SealedFile.Problem, path: String) {
    switch problem {
    case .damaged(let reason): self = .damaged(path: path, reason: reason)
    case .otherFormat(let format):
      self = .otherFormat(path: path, format: format, readable: Int(TrainedModel.format))
    }
  }

  /// Whether the settings or the arguments are wrong, not a file.
  package var isOfUsage: Bool {
    switch self {
    case .damaged, .otherFormat, .noPictures, .occupied: false
    case .otherSettings, .notTrained, .tooManyPictures: true
    }
  }

  /// Whether an output is wrong.
  package var isOfOutput: Bool {
    if case .occupied = self { true } else { false }
  }

  /// The cause and the remedy, in one line.
  public var description: String {
    switch self {
    case .damaged(let path, let reason):
      "\(path): the model is damaged (\(reason)); write it again: tessera train … --save FILE"
    case .otherFormat(let path, let format, let readable):
      "\(path): the model has format \(format), this program reads \(readable); write it again: tessera train … --save FILE"
    case .otherSettings(let key, let value, let now):
      "the model was trained with \(key)=\(value), this run has \(now); use the --pipeline and --set of tessera train, "
        + "whose pipeline is default if none was given, also for stills"
    case .notTrained(let method): "a model needs segment.method cnn; \(method) is not trained"
    case .tooManyPictures(let limit):
      "a model is trained on at most \(limit) pictures; choose some with --every or --max-frames"
    case .noPictures: "there is no picture to train on"
    case .occupied(let path): "\(path): is not a model, and only a model is replaced by one; choose another name"
    }
  }
}
