import ArgumentParser
import EvaluationFiles
import Foundation
import Labels
import Pipeline
import PipelineFiles
import Reproduction
import Tessera

/// Exit codes, from sysexits.h where one fits. They are a documented contract: docs/OUTPUTS.md.
enum Exit {
  /// A figure misses a required bound.
  static let requirement = ExitCode(3)
  /// Invalid usage, pipeline file or key.
  static let usage = ExitCode(64)
  /// The input can not be read or decoded.
  static let input = ExitCode(65)
  /// Segmentation failed, for example because training diverged.
  static let segmentation = ExitCode(70)
  /// An output was rejected or failed.
  static let output = ExitCode(73)
  /// The user interrupted the run; files written so far are complete.
  static let interrupted = ExitCode(130)

  /// The exit code for an error of the library.
  static func code(for error: any Error) -> ExitCode {
    switch error {
    case let error as PipelineFailure: code(for: error.cause)
    case let error as FrameError: code(for: error.cause)
    case let error as MediaError: error.side == .input ? input : output
    case is EvaluationError: input
    case let error as ReproductionError: code(for: error)
    case is LabelError: input
    case let error as ExchangeError: error.isOfUsage ? usage : error.isOfOutput ? output : input
    case let error as RelabelError: code(for: error)
    case let error as ModelError: error.isOfUsage ? usage : error.isOfOutput ? output : input
    case is ScribbleError: input
    case let error as ReferenceError: error.isOfUsage ? usage : input
    case let error as CorrectionError: error.isOfUsage ? usage : input
    case let error as JobError: code(for: error)
    case CheckpointError.notResumable: usage
    case is SinkError, is CheckpointError: output
    case is PipelineFileError, is ValidationError: usage
    case is CancellationError: interrupted
    default: segmentation
    }
  }

  private static func code(for error: JobError) -> ExitCode {
    switch error {
    case .notDivisible, .noSuchChunk: usage
    case .noPlan, .badPlan, .otherProgram, .filmDiffers, .chunksMissing, .badChunk, .otherArithmetic,
      .otherArithmeticOfMerge:
      input
    case .folderInUse, .submissionFailed: output
    }
  }

  private static func code(for error: RelabelError) -> ExitCode {
    switch error {
    case .noInput, .inputMissing, .inputWasPipe, .inputEnds, .inputDiffers, .pictureDiffers, .sizeDiffers,
      .tooManyBorders:
      input
    case .tooManyRegions: segmentation
    }
  }

  private static func code(for error: ReproductionError) -> ExitCode {
    switch error {
    case .unknownMethod: usage
    case .notTheDataSet, .sameName, .truthSizeDiffers: input
    case .labelSizeDiffers, .holdsResults, .notAFolder, .occupied, .link, .foreignMapMissing, .otherSettings,
      .unreadableSettings, .noGnuplot, .gnuplotFailed:
      output
    case .failed(_, _, let cause): code(for: cause)
    }
  }
}

/// Runs `body`; an error is printed as one line on standard error and sets the exit code.
func reportingErrors(_ body: () async throws -> Void) async throws {
  ignoreSignalsOfWrites()
  do {
    try await body()
  } catch let code as ExitCode {
    throw code
  } catch let error as ValidationError {
    throw error
  } catch {
    if !(error is CancellationError) { printError("\(error)") }
    throw Exit.code(for: error)
  }
}

/// Runs `body` and reports its summary; an error is reported with what was written before, and sets the exit code.
///
/// - Throws: an `ExitCode`; ``Exit/interrupted`` if the summary is not complete.
func reporting(to reporter: ProgressReporter, _ body: () async throws -> RunSummary) async throws {
  do {
    let summary = try await body()
    reporter.finish(summary)
    if !summary.isComplete { throw Exit.interrupted }
  } catch let code as ExitCode {
    throw code
  } catch let failure as PipelineFailure {
    reporter.finish(failure.summary, failure: failure)
    throw Exit.code(for: failure)
  } catch {
    reporter.fail(error)
    throw Exit.code(for: error)
  }
}

/// Closed pipes and file size limits are reported by the failing write instead.
func ignoreSignalsOfWrites() {
  signal(SIGPIPE, SIG_IGN)
  signal(SIGXFSZ, SIG_IGN)
}
