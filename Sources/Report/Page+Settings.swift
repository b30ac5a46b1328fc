import Foundation
import Imaging
import Labels
import Media

/// Settings, versions, and the command that repeats the run.
extension Page {
  var settings: String {
    let origin = contents.header?.origin
    let rows: [(String, String?)] = [
      ("input", run.input?.word ?? origin?.input), ("labels", run.labels),
      ("selection", origin.flatMap { $0.selection == .all ? nil : "\($0.selection)" }),
      ("seed", origin.map { "\($0.seed)" }), ("model", origin?.model),
      ("segmented by", origin?.run.map { "tessera \($0.program)" }),
      ("arithmetic", origin?.run?.arithmetic), ("report by", "tessera \(run.version)"),
    ]
    let table = rows.compactMap { name, value in
      value.map { "<tr><th scope=\"row\">\(name)</th><td>\(HTML.escaped($0))</td></tr>" }
    }
    let command =
      command.map { "<h3>The command that repeats it</h3><pre id=\"command\">\(HTML.escaped($0))</pre>" } ?? ""
    let pipeline =
      contents.pipeline.map { "<details><summary>pipeline.yaml</summary><pre>\(HTML.escaped($0))</pre></details>" }
      ?? ""
    return
      "<section id=\"settings\"><h2>Settings</h2><table>\(table.joined(separator: "\n"))</table>\(command)\(pipeline)</section>"
  }

  /// The command of the run, or what is made from the labels, with their corrections; nil for labels of other programs and for imported ones.
  private var command: String? {
    if let record = run.record { return record.arguments.map(Self.quoted).joined(separator: " ") }
    guard let origin = contents.header?.origin, contents.pipeline != nil, let input = origin.input, !input.isEmpty,
      let files = try? LabelFiles(run.labels), origin.run != nil || OutputFiles.exists(files.supervoxelTable)
    else { return nil }
    let selection = origin.selection
    var words = ["tessera", "segment"]
    words += origin.images.count > 1 ? origin.images : [input == MediaInput.pipeName ? "-" : input]
    words += ["--pipeline", files.pipeline]
    if selection.start > 0 { words += ["--start", "\(selection.start)"] }
    if let duration = selection.duration { words += ["--duration", "\(duration)"] }
    if selection.every > 1 { words += ["--every", "\(selection.every)"] }
    if let count = selection.maxFrames { words += ["--max-frames", "\(count)"] }
    if let seconds = origin.run?.secondsPerFrame { words += ["--budget", "\(seconds)s/frame"] }
    if let model = origin.model { words += ["--model", "MODEL"] + (model.hasSuffix(" frozen") ? ["--frozen"] : []) }
    let corrections = origin.corrections == nil ? [] : ["tessera", "correct", "again", files.corrections, "--in-place"]
    return [words + ["--labels", "again"], corrections].filter { !$0.isEmpty }
      .map { $0.map(Self.quoted).joined(separator: " ") }.joined(separator: "\n")
  }

  /// A word for a shell.
  private static func quoted(_ word: String) -> String {
    let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789@%+=:,./_-")
    guard word.isEmpty || word.unicodeScalars.contains(where: { !plain.contains($0) }) else { return word }
    return "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
