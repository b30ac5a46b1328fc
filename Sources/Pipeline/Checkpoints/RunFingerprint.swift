import Foundation
import Media
import Training
import VectorKernels

/// What tells one run from another: a checkpoint is for the run that wrote it alone.
package struct RunFingerprint: Sendable, Equatable, Codable {
  private let program: String
  private let arithmetic: String
  private let input: String
  private let selection: String
  /// The whole pipeline file.
  private let settings: String
  private let secondsPerFrame: Double?
  /// One word or two for each.
  let outputs: [String]

  /// The kernels that this processor gets, and the libraries: others round otherwise.
  package static let arithmetic = "\(Kernels.best.level), \(Matrix.description), FFmpeg \(FFmpegLibrary.version)"

  /// - Parameter input: see ``digest(of:)``; and the options by which it is read.
  package init(
    program: String, arithmetic: String = RunFingerprint.arithmetic, input: String, selection: FrameSelection,
    settings: String, secondsPerFrame: Double?,
    outputs: [String]
  ) {
    self.program = program
    self.arithmetic = arithmetic
    self.input = input
    self.selection = "\(selection)"
    self.settings = settings
    self.secondsPerFrame = secondsPerFrame
    self.outputs = outputs
  }

  /// What the run that wrote this one had and the other has not; nil where they are one.
  func difference(from other: RunFingerprint) -> String? {
    if program != other.program { return "another version of the program (\(program), this is \(other.program))" }
    if arithmetic != other.arithmetic {
      return "another processor, OpenBLAS or FFmpeg, which round otherwise (\(arithmetic), here \(other.arithmetic))"
    }
    if input != other.input { return "another input, or other options to read it" }
    if selection != other.selection { return "another selection of frames" }
    if settings != other.settings {
      let (old, new) = (lines(settings), lines(other.settings))
      let pair = zip(old, new).first { $0 != $1 }
      return "other settings" + (pair.map { " (\($0), now \($1))" } ?? "")
    }
    if secondsPerFrame != other.secondsPerFrame { return "another --budget or --deadline" }
    if outputs != other.outputs { return "other outputs (\(outputs.joined(separator: ", ")))" }
    return nil
  }

  /// The lines of a pipeline file without comments.
  private func lines(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      ($0.split(separator: "#", omittingEmptySubsequences: false).first ?? "").trimmingCharacters(in: .whitespaces)
    }
  }

  /// A digest of the sizes of files and of their first and last mebibyte: of the first and the last hundred files, where
  /// there are more. Nil where one is not a regular file.
  package static func digest(of paths: [String]) -> String? {
    guard !paths.isEmpty else { return nil }
    var parts: [String] = []
    for (place, path) in paths.enumerated() {
      var status = stat()
      guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
      let size = Int(status.st_size)
      var part = "\((path as NSString).lastPathComponent) \(size)"
      if place < 100 || place >= paths.count - 100 {
        guard let ends = ends(of: path, size: size) else { return nil }
        part += " " + md5(ends)
      }
      parts.append(part)
    }
    return md5(Array(parts.joined(separator: "\n").utf8))
  }

  private static func ends(of path: String, size: Int) -> [UInt8]? {
    let span = 1 << 20
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    defer { try? file.close() }
    guard let head = try? file.read(upToCount: span) else { return [] }
    guard size > span, (try? file.seek(toOffset: UInt64(max(span, size - span)))) != nil,
      let tail = try? file.read(upToCount: span)
    else { return Array(head) }
    return Array(head) + Array(tail)
  }
}
