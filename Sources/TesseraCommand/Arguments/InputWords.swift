import ArgumentParser
import Foundation
import Media
import PipelineFiles
import Tessera

/// The inputs named by the arguments: one input, the images of one sequence, or several videos.
struct InputWords {
  struct Run {
    /// The argument; for several images the first one.
    let text: String
    let input: MediaInput
    /// All arguments, if they are images of one sequence.
    let images: [String]
  }

  let runs: [Run]

  /// - Parameters:
  ///   - words: at least one.
  ///   - rate: of images, frames per second; nil: 25.
  ///   - protocols: allowed for URLs.
  /// - Throws: `MediaError`, `ValidationError`.
  init(_ words: [String], rate: Rational? = nil, protocols: [String] = []) throws {
    let rate = rate ?? Rational(25, 1)
    let words = try words.flatMap { word in
      let found = try Self.resolve(word, rate, protocols, isFirst: word == words.first)
      // A pattern of videos expands to several runs.
      if case .images(let paths, _) = found, paths != [word], !paths.contains(where: MediaInput.isImage),
        paths.allSatisfy({ !$0.isEmpty })
      {
        return paths
      }
      return [word]
    }
    let runs = try words.map { word in
      Run(text: word, input: try Self.resolve(word, rate, protocols, isFirst: word == words.first), images: [])
    }
    let images = runs.compactMap { run -> String? in
      if case .images(let paths, _) = run.input, paths == [run.text] { run.text } else { nil }
    }
    if runs.count > 1, images.count == runs.count {
      self.runs = [Run(text: images[0], input: .images(paths: images, rate: rate), images: images)]
      return
    }
    guard runs.count == 1 || images.isEmpty else {
      throw ValidationError("\(images[0]) is an image, but not all inputs are; give only images or only videos")
    }
    let names = runs.map(\.input.name)
    if let (place, name) = names.enumerated().first(where: { names[..<$0].contains($1) }) {
      throw ValidationError(
        "\(runs[place].text) and another input have the same output name (\(name)); segment them separately")
    }
    self.runs = runs
  }

  private static func resolve(
    _ word: String, _ rate: Rational, _ protocols: [String], isFirst: Bool
  ) throws -> MediaInput {
    do {
      return try MediaInput.resolve(word, rate: rate, protocols: protocols)
    } catch {
      guard case .noSuchFile = error, isFirst, let command = command(near: word) else { throw error }
      throw ValidationError("\(word): no such file and no such command; did you mean tessera \(command)?")
    }
  }

  /// The command that an argument may be a typo of.
  private static func command(near word: String) -> String? {
    TesseraCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
      .min { PipelineFile.editDistance($0, word) < PipelineFile.editDistance($1, word) }
      .flatMap { PipelineFile.editDistance($0, word) <= 2 ? $0 : nil }
  }
}
